import KafkaTestSupport
import Offsets

/// A group that a test makes, of a random kind, name and content.
struct RandomGroup: Sendable {
    /// What it is, and whether somebody is in it.
    enum Kind: CaseIterable, Sendable {
        case simple
        case classic
        case classicLive
        case connect
        case connectLive
        case consumer
        case consumerLive
        case streams
        case streamsLive
        case share
        /// A transaction is open that is to change what it holds.
        case pending
        /// Nothing but what an open transaction is to bring.
        case pendingAlone

        /// Whether every release has it.
        var isOld: Bool {
            switch self {
            case .consumer, .consumerLive, .streams, .streamsLive, .share: false
            default: true
            }
        }
    }

    /// Some offsets of one topic, committed at once.
    struct Commit: Sendable {
        let topic: String
        let offsets: [Int32: Int64]
        /// −1 for none.
        let leaderEpoch: Int32
        let metadata: [UInt8]
    }

    /// Its name.
    let group: GroupID
    let kind: Kind
    /// What it holds before anybody joins it.
    let commits: [Commit]

    /// A group of a kind that holds one offset where that is what keeps it.
    init(_ group: GroupID, _ kind: Kind, topic: String) {
        self.group = group
        self.kind = kind
        commits = kind == .simple ? [Commit(topic: topic, offsets: [0: 1], leaderEpoch: -1, metadata: [])] : []
    }

    /// Makes one up.
    ///
    /// - Parameters:
    ///   - prefix: How its name begins, and nobody else's.
    ///   - number: What makes its name its own.
    ///   - kinds: The kinds that the cluster has.
    ///   - topics: The topics it may have read, each of ``partitions``.
    ///   - random: Decides.
    init(
        _ prefix: String,
        _ number: Int,
        _ kinds: [Kind],
        _ topics: [String],
        using random: inout some RandomNumberGenerator
    ) {
        let kind = kinds.randomElement(using: &random) ?? .simple
        self.kind = kind
        // librdkafka's transactions cut a name at a NUL.
        let isCut = kind == .pending || kind == .pendingAlone
        let endings = Self.endings.filter { !isCut || !$0.utf8.contains(0) }
        group = GroupID("\(prefix)\(number)\(endings.randomElement(using: &random) ?? "")")
        guard kind != .share, kind != .pendingAlone else {
            commits = []
            return
        }
        // Only what was committed keeps a group without members that was never joined.
        let fewest = kind == .simple || kind == .pending ? 1 : 0
        commits = (0..<Int.random(in: fewest...3, using: &random)).map { _ in
            let partitions = (0..<Self.partitions).shuffled(using: &random).prefix(.random(in: 1...3, using: &random))
            return Commit(
                topic: topics.randomElement(using: &random) ?? "",
                offsets: Dictionary(
                    uniqueKeysWithValues: partitions.map { ($0, Self.offset(using: &random)) }
                ),
                leaderEpoch: Bool.random(using: &random) ? -1 : .random(in: 0...40, using: &random),
                metadata: Self.metadata.randomElement(using: &random) ?? []
            )
        }
    }

    /// How many partitions the topics have.
    static let partitions: Int32 = 4

    private static func offset(using random: inout some RandomNumberGenerator) -> Int64 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: 0
        case 1: .max
        // Kafka's clients take it for none.
        case 2: -5
        default: .random(in: 0...1 << 40, using: &random)
        }
    }

    private static let endings = [
        "", "", "", "", " with space", "\"quoted\"", "'\\", "/../a.b", "\nline", "🧾", "קבוצה", "caf\u{e9}",
        "cafe\u{301}", "*?[a-z]", " ", "\u{feff}", "\u{7f}", "\0off", String(repeating: "g", count: 5_000),
    ]

    private static let metadata: [[UInt8]] = [
        [], [], [], Array("plain".utf8), Array(repeating: UInt8(ascii: "m"), count: 4_096), Array("a\0b".utf8),
        Array("café 🧾\r\n\t\"\\".utf8), [0xff, 0xfe, 0x41], [0xc3], Array("cafe\u{301}".utf8), [0xed, 0xa0, 0x80],
        Array(String(repeating: "é", count: 2_000).utf8),
    ]
}

extension TestCluster {
    /// Deletes groups without members; a share group stays, which holds nothing, and for which a broker alone has no
    /// coordinator.
    func remove(_ groups: [RandomGroup]) async {
        for group in groups where group.kind != .share { try? await deleteByHand(group: group.group.name) }
    }

    /// Makes groups, and looks at them while their members are there and their transactions open.
    func with(_ groups: ArraySlice<RandomGroup>, topic: String, _ look: () async throws -> Void) async throws {
        guard let made = groups.first else { return try await look() }
        let name = made.group.name
        for commit in made.commits {
            try await commitByHand(
                group: name,
                topic: commit.topic,
                commit.offsets,
                leaderEpoch: commit.leaderEpoch,
                metadata: commit.metadata
            )
        }
        func next() async throws { try await with(groups.dropFirst(), topic: topic, look) }
        let pending = [CommittedOffset(TopicPartition(topic: topic, partition: 0), offset: 7)]
        switch made.kind {
        case .simple: try await next()
        case .classic, .connect:
            let protocolType = made.kind == .classic ? "consumer" : "connect"
            try await withForeignMember(of: name, protocolType: protocolType, topic: topic, committing: [0: 3]) {}
            try await next()
        case .classicLive, .connectLive:
            let protocolType = made.kind == .classicLive ? "consumer" : "connect"
            try await withForeignMember(
                of: name,
                protocolType: protocolType,
                topic: topic,
                committing: [1: 4],
                next
            )
        case .consumer:
            try await withConsumerMember(of: name, topic: topic) {}
            try await next()
        case .consumerLive: try await withConsumerMember(of: name, topic: topic, next)
        case .streams:
            try await withStreamsMember(of: name, topic: topic) {}
            try await next()
        case .streamsLive: try await withStreamsMember(of: name, topic: topic, next)
        case .share: try await withShareMember(of: name, topic: topic, next)
        case .pending, .pendingAlone:
            let transaction = try await OpenTransaction.holding(pending, of: made.group, on: self)
            try await next()
            try await transaction.abort()
        }
    }
}
