/// The kind of a group, as far as the client library tells.
public enum GroupType: Hashable, Sendable {
    /// The cluster was not asked, or its brokers' answers do not go together.
    case unknown
    /// The rebalance protocol of JoinGroup and SyncGroup, as consumers use it.
    case classic
    /// The same rebalance protocol, of members that are no consumers: this is what they call it, such as `connect`.
    case classicOf(String)
    /// The rebalance protocol of KIP-848.
    case consumer
    /// Offsets committed without any rebalance protocol (an `assign()` consumer or an admin client).
    case simple
    /// A group of Kafka Streams in the protocol of KIP-1071.
    case streams
    /// A share group (KIP-932), which never holds committed offsets.
    case share
    /// One of these two: they look the same to librdkafka before 2.11 unless the group holds committed offsets, which a
    /// share group never does.
    case streamsOrShare
    /// A kind that this version does not know, by its name.
    case other(String)

    /// The kind of a group of this kind that holds something: then it is no share group.
    public func holding(_ held: HeldOffsets) -> GroupType {
        self == .streamsOrShare && !held.isEmpty ? .streams : self
    }

    /// Whether the library does not tell the state of such a group.
    ///
    /// The coordinator refuses offsets for one with members, as for any group (`docs/kafka.md` §4.1).
    public var hidesState: Bool {
        switch self {
        case .streams, .share, .streamsOrShare: true
        case .unknown, .classic, .classicOf, .consumer, .simple, .other: false
        }
    }

    /// What members of such a group call their protocol, as ListGroups tells it: empty for a group without one, `nil` where
    /// the kind does not tell.
    public var protocolType: String? {
        switch self {
        case .classic, .consumer: "consumer"
        case .classicOf(let name): name
        case .simple: ""
        case .streams: "streams"
        case .share: "share"
        case .unknown, .streamsOrShare, .other: nil
        }
    }
}

extension GroupType: RawRepresentable {
    private static let named: [GroupType] = [
        .unknown, .classic, .consumer, .simple, .streams, .share, .streamsOrShare,
    ]
    private static let before = "Classic ("
    private static let after = ")"

    /// Reads what ``rawValue`` wrote; `nil` for the empty text.
    public init?(rawValue: String) {
        guard !rawValue.isEmpty else { return nil }
        if let type = Self.named.first(where: { ExactText.equal($0.rawValue, rawValue) }) {
            self = type
        } else if rawValue.utf8.starts(with: Self.before.utf8), rawValue.utf8.last == Self.after.utf8.first {
            let name = rawValue.utf8.dropFirst(Self.before.utf8.count).dropLast()
            self = .classicOf(String(decoding: name, as: UTF8.self))
        } else {
            self = .other(rawValue)
        }
    }

    /// `Classic`, `Consumer`, `Simple`, `Streams`, `Share`, `StreamsOrShare`, `Unknown`, `Classic (connect)`, whose word in
    /// brackets may be any text, or the name of another kind.
    public var rawValue: String {
        switch self {
        case .unknown: "Unknown"
        case .classic: "Classic"
        case .classicOf(let name): Self.before + name + Self.after
        case .consumer: "Consumer"
        case .simple: "Simple"
        case .streams: "Streams"
        case .share: "Share"
        case .streamsOrShare: "StreamsOrShare"
        case .other(let name): name
        }
    }

    /// Whether both are the same kind; one that is known is none that only has its name.
    public static func == (left: GroupType, right: GroupType) -> Bool {
        ExactText.equal(left.rawValue, right.rawValue) && left.isOther == right.isOther
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }

    private var isOther: Bool {
        if case .other = self { true } else { false }
    }
}
