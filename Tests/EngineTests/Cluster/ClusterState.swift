import Kafka
import Offsets

/// Everything a cluster in a dictionary holds.
struct ClusterState: Sendable {
    struct Topic: Sendable {
        var partitionCount: Int32
        var leaderless: [Int32] = []
        var bounds = LogBounds(start: 0, end: 1_000)
        var failures: [Int32: KafkaError] = [:]
    }

    struct Group: Sendable {
        var state: GroupState = .empty
        var type: GroupType = .classic
        var offsets: [TopicPartition: CommittedOffset] = [:]
    }

    struct Transaction: Sendable {
        var epoch = 0
        var isOpen = false
        var pending: [GroupID: [TopicPartition: CommittedOffset]] = [:]
    }

    var id = "c-1"
    var topics: [String: Topic] = [:]
    var groups: [GroupID: Group] = [:]
    /// By transactional id.
    var transactions: [String: Transaction] = [:]
    /// The brokers that metadata tells of.
    var brokers: [BrokerAddress] = []
    /// What the brokers that do not list their groups answer instead.
    var brokerErrors: [KafkaError] = []
    /// Groups that exist and that no broker lists.
    var unlisted: Set<GroupID> = []
    /// As brokers before 2.5: what a member of no group sends is accepted.
    var ignoresFence = false
    /// As brokers before 3.3: a member's name is refused even where there are no members.
    var refusesFence = false
    var connectionFailure: String?

    var faults: [ClusterFault] = []
    /// Every call so far, in order.
    private(set) var calls: [ClusterCall] = []

    /// Begins to count from here.
    mutating func forgetCalls() {
        calls = []
    }

    /// Notes a call and returns what happens at it.
    mutating func begin(_ call: ClusterCall) -> [ClusterFault.Effect] {
        calls.append(call)
        return faults.filter { fault in
            guard fault.matches(call) else { return false }
            return fault.number.map { number in calls.count(where: fault.matches) == number } ?? true
        }.map(\.effect)
    }

    /// Somebody commits, without a transaction.
    mutating func commit(_ group: String, _ topic: String, _ partition: Int32, _ offset: Int64, _ metadata: String = "")
    {
        let partition = TopicPartition(topic: topic, partition: partition)
        groups[GroupID(group), default: Group()].offsets[partition] = CommittedOffset(
            partition,
            offset: offset,
            metadata: OffsetMetadata(metadata)
        )
    }

    mutating func setState(_ group: String, _ state: GroupState) {
        groups[GroupID(group), default: Group()].state = state
    }

    mutating func deleteGroup(_ group: String) {
        groups[GroupID(group)] = nil
    }

    /// A topic goes, and with it every offset that was committed for it.
    mutating func deleteTopic(_ name: String) {
        topics[name] = nil
        for (group, held) in groups { groups[group]?.offsets = held.offsets.filter { $0.key.topic != name } }
    }

    /// What a group has committed, `TOPIC[PARTITION]=OFFSET` in order.
    func held(by group: String) -> [String] {
        (groups[GroupID(group)]?.offsets ?? [:]).values.sorted { $0.topicPartition < $1.topicPartition }
            .map { "\($0.topicPartition)=\($0.offset)" }
    }

    func exists(_ partition: TopicPartition) -> Bool {
        topics[partition.topic].map { (0..<$0.partitionCount).contains(partition.partition) } ?? false
    }

    func isPending(_ group: GroupID, _ partition: TopicPartition) -> Bool {
        transactions.values.contains { $0.isOpen && $0.pending[group]?[partition] != nil }
    }
}
