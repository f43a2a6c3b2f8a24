import Engine
import Kafka
import Offsets
import Synchronization

/// A cluster that is a dictionary: groups with their offsets, topics with one log length for every partition.
final class MemoryCluster: Cluster {
    struct State {
        var groups: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        var active: Set<GroupID> = []
        var unreadable: Set<GroupID> = []
        var topics: [String: Int32] = [:]
        var logEnd: Int64 = 1_000
        var id = "memory"
        var unreadableBrokers = 0
        /// A group that gets a member at the so many-th listing from now on.
        var joining: (group: GroupID, listing: Int)?
    }

    let state: Mutex<State>
    let libraryVersion = "0"
    let lastConnectionFailure: String? = nil

    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// A cluster whose groups hold this offset in both partitions of topic `orders`.
    convenience init(groups: [String], offset: Int64 = 42, unreadableBrokers: Int = 0) {
        let partitions: [Int32] = [0, 1]
        let offsets = partitions.map { CommittedOffset(TopicPartition(topic: "orders", partition: $0), offset: offset) }
        var state = State()
        state.topics = ["orders": 2]
        state.unreadableBrokers = unreadableBrokers
        for group in groups {
            state.groups[GroupID(group)] = Dictionary(
                offsets.map { ($0.topicPartition, $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        self.init(state)
    }

    /// What a group holds in partition 0 of topic `orders`.
    func offset(of group: String) -> Int64? {
        state.withLock { $0.groups[GroupID(group)]?[TopicPartition(topic: "orders", partition: 0)]?.offset }
    }

    func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        let topics = state.withLock(\.topics).map { name, count in
            (name, TopicMetadata(name: name, partitionCount: count))
        }
        return ClusterMetadata(
            identity: ClusterIdentity(id: state.withLock(\.id), brokers: []),
            topics: Dictionary(topics, uniquingKeysWith: { first, _ in first })
        )
    }

    func listGroups(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        state.withLock { state in
            if let joining = state.joining {
                state.joining = joining.listing > 1 ? (joining.group, joining.listing - 1) : nil
                if joining.listing == 1 { state.active.insert(joining.group) }
            }
            return GroupListing(
                groups: state.groups.keys.sorted().map { group in
                    ListedGroup(group: group, state: state.active.contains(group) ? .stable : .empty, type: .classic)
                },
                errors: (0..<state.unreadableBrokers).map { KafkaError(.timedOut, "broker \($0) is silent") }
            )
        }
    }

    func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        GroupDescription(
            group: group,
            state: .empty,
            members: state.withLock { $0.active.contains(group) } ? 1 : 0,
            coordinator: BrokerAddress(id: 1, host: "memory", port: 9_092)
        )
    }

    func committedOffsets(of group: GroupID, before deadline: Deadline) async throws(KafkaError) -> [CommittedOffset] {
        let (isUnreadable, offsets) = state.withLock { ($0.unreadable.contains(group), $0.groups[group] ?? [:]) }
        guard !isUnreadable else { throw KafkaError(.groupAuthorizationFailed, "not for you") }
        return offsets.values.sorted { $0.topicPartition < $1.topicPartition }
    }

    func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        let held = state.withLock { $0.groups[group] ?? [:] }
        let found = partitions.map { ($0, held[$0].map(PartitionFetch.committed) ?? .absent) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        let bounds = LogBounds(start: 0, end: state.withLock(\.logEnd))
        return Dictionary(partitions.map { ($0, .success(bounds)) }, uniquingKeysWith: { first, _ in first })
    }

    func alter(
        _ group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        state.withLock { state in
            guard !state.active.contains(group) else {
                return Self.refusals(of: offsets.map(\.topicPartition), .unknownMemberID)
            }
            for offset in offsets { state.groups[group, default: [:]][offset.topicPartition] = offset }
            return [:]
        }
    }

    func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try state.withLock { state throws(KafkaError) in
            guard state.groups[group] != nil else { throw KafkaError(.groupIDNotFound) }
            guard !state.active.contains(group) else { return Self.refusals(of: partitions, .groupSubscribedToTopic) }
            for partition in partitions { state.groups[group]?[partition] = nil }
            return [:]
        }
    }

    func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        try state.withLock { state throws(KafkaError) in
            guard !state.active.contains(group) else { throw KafkaError(.nonEmptyGroup) }
            guard state.groups.removeValue(forKey: group) != nil else { throw KafkaError(.groupIDNotFound) }
        }
    }

    func settleDeletions() async throws(KafkaError) {}

    private static func refusals(
        of partitions: [TopicPartition],
        _ code: KafkaErrorCode
    ) -> [TopicPartition: KafkaError] {
        Dictionary(partitions.map { ($0, KafkaError(code)) }, uniquingKeysWith: { first, _ in first })
    }

    func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        MemoryTransaction(self)
    }
}
