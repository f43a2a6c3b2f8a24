import KafkaTestSupport
import Offsets

/// What groups held, one content after the other, and when each of them may have been seen.
struct SoakHistory: Sendable {
    /// A content that was written at one time and overwritten at another.
    struct Version: Sendable {
        let offsets: [GroupID: [CommittedOffset]]
        /// When it began to be written.
        let from: Timestamp
        /// When the next one was written; `nil` for the last.
        var until: Timestamp?
    }

    private(set) var versions: [Version] = []

    /// The groups.
    var groups: [GroupID] { versions.last.map { $0.offsets.keys.sorted() } ?? [] }

    /// Notes a content that was written between two moments.
    mutating func add(_ offsets: [GroupID: [CommittedOffset]], from: Timestamp, until: Timestamp) {
        if !versions.isEmpty { versions[versions.count - 1].until = until }
        versions.append(Version(offsets: offsets, from: from))
    }

    /// What may have been seen between two moments.
    func seen(from: Timestamp, until: Timestamp) -> [Version] {
        versions.filter { $0.from <= until && ($0.until.map { $0 >= from } ?? true) }
    }
}

/// Groups whose offsets go on all the time, as those of live consumers do.
final class SoakMovement: Sendable {
    private static let groups = 60
    private static let partitions = 6
    private static let records = 1_000
    private static let interval = Duration.seconds(2)

    private let cluster: TestCluster
    let topic: String
    private let kept = Kept(SoakHistory())

    var history: SoakHistory { kept.value }
    var pattern: String { "\(topic)-*" }

    /// Makes the groups, with their first offsets.
    init(_ cluster: TestCluster) async throws {
        self.cluster = cluster
        topic = TestCluster.uniqueName("soak")
        try await cluster.createTopic(topic, partitions: Self.partitions)
        try await cluster.produce(
            topic: topic,
            partitions: (0..<Int32(Self.partitions)).map { $0 },
            count: Self.records
        )
        try await write(0)
    }

    func move(until end: Deadline) async throws {
        var step = 1
        while !end.hasPassed {
            try await write(step)
            step += 1
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Commits the offsets of one step; no two steps have the same.
    private func write(_ step: Int) async throws {
        let list = (0..<Self.groups).map { group in
            let offsets = (0..<Int32(Self.partitions)).map { partition in
                CommittedOffset(
                    TopicPartition(topic: topic, partition: partition),
                    offset: Int64(min(Self.records, step % Self.records)),
                    metadata: OffsetMetadata("\(group) \(step)")
                )
            }
            return (group: GroupID("\(topic)-\(group)"), offsets: offsets)
        }
        let from = Timestamp.now()
        try await cluster.commit(list)
        let until = Timestamp.now()
        let offsets = Dictionary(uniqueKeysWithValues: list.map { ($0.group, $0.offsets) })
        kept.change { $0.add(offsets, from: from, until: until) }
    }
}
