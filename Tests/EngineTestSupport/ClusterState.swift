package import Cluster
package import Offsets

/// Everything a cluster in a dictionary holds.
package struct ClusterState: Sendable {
    package struct Topic: Sendable {
        package var partitionCount: Int32
        /// Its id; `nil` for a client that does not tell ids.
        package var id: TopicID?
        package var leaderless: [Int32] = []
        package var bounds = LogBounds(start: 0, end: 1_000)
        package var failures: [Int32: KafkaError] = [:]
        /// The times of the records of a partition, the first of them at the log's start; none for a partition without an entry.
        package var times: [Int32: [Timestamp]] = [:]
        /// The records of a partition, whose times then count.
        package var records: [Int32: [LogRecord]] = [:]
        /// Where the logs of single partitions start and end.
        package var boundsOfPartitions: [Int32: LogBounds] = [:]

        package init(partitionCount: Int32) {
            self.partitionCount = partitionCount
        }

        /// Where the log of a partition starts and ends.
        package func bounds(of partition: Int32) -> LogBounds { boundsOfPartitions[partition] ?? bounds }

        /// Gives a partition records, and its log these bounds.
        package mutating func hold(_ records: [LogRecord], in partition: Int32, from start: Int64, to end: Int64) {
            self.records[partition] = records
            boundsOfPartitions[partition] = LogBounds(start: start, end: end)
        }

        /// The first offset of a partition at or after a time.
        func offset(of partition: Int32, since time: Timestamp) -> Int64? {
            if let records = records[partition] { return records.first { $0.time.map { $0 >= time } ?? false }?.offset }
            let index = times[partition]?.firstIndex { $0 >= time }
            return index.map { Int64($0) + bounds(of: partition).start }
        }
    }

    package struct Group: Sendable {
        package var state: GroupState = .empty
        package var type: GroupType = .classic
        /// Who is in it; one member without a name of interest where nobody is named and the state is not empty.
        package var members: [GroupMember] = []
        package var offsets: [TopicPartition: CommittedOffset] = [:]
        /// Committed numbers below 0.
        package var negative: [TopicPartition: Int64] = [:]

        /// Whether it has members.
        package var isActive: Bool { state.isActive(in: type) }

        /// An offset takes the place of whatever was there.
        package mutating func hold(_ offset: CommittedOffset) {
            negative[offset.topicPartition] = nil
            offsets[offset.topicPartition] = offset
        }
    }

    package struct Transaction: Sendable {
        package var epoch: Int
        package var isOpen: Bool
        package var pending: [GroupID: [TopicPartition: CommittedOffset]]
        /// How it ended; `nil` while it has not.
        package var isCommitted: Bool?

        package init(
            epoch: Int = 0,
            isOpen: Bool = false,
            pending: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        ) {
            self.epoch = epoch
            self.isOpen = isOpen
            self.pending = pending
        }
    }

    package var id = "c-1"
    package var writesLeaderEpochs = false
    package var topics: [String: Topic] = [:]
    package var groups: [GroupID: Group] = [:]
    /// By transactional id.
    package var transactions: [String: Transaction] = [:]
    /// Whether coordinators tell of transactions, and the client who writes them.
    package var tellsOfTransactions = false
    /// The brokers that metadata tells of.
    package var brokers: [BrokerAddress] = []
    /// What the brokers that do not list their groups answer instead.
    package var brokerErrors: [KafkaError] = []
    /// Why groups of other protocols are not listed.
    package var otherProtocolsError: KafkaError?
    /// What the names of groups are cut to that go on after a NUL.
    package var cutNames: Set<GroupID> = []
    /// Groups that exist and that no broker lists.
    package var unlisted: Set<GroupID> = []
    /// Kafka's own default.
    package static let usualOffsetsPartitionCount: Int32 = 50
    /// How many partitions `__consumer_offsets` has; `nil` hides the topic.
    package var offsetsPartitionCount: Int32? = usualOffsetsPartitionCount
    /// The partitions of `__consumer_offsets` without a leader: their groups are neither listed nor read.
    package var offlineOffsetsPartitions: Set<Int32> = []
    /// Whether the principal may see the access rules, and so every group in a list.
    package var showsEveryGroup = true
    /// Groups that the principal may see; `nil` for all.
    package var visibleGroups: Set<GroupID>?
    /// Topics that the principal may see; `nil` for all that are not forbidden by name.
    package var visibleTopics: Set<String>?
    /// Topics that the principal may not see though it may see others.
    package var forbiddenTopics: Set<String> = []
    /// Whether the rules show ``forbiddenTopics`` to who may read them.
    package var tellsForbiddenTopics = true
    /// As brokers before 2.5: what a member of no group sends is accepted.
    package var ignoresFence = false
    /// As brokers before 3.3: a member's name is refused even where there are no members.
    package var refusesFence = false
    /// What the brokers tell of their configuration, `nil` where they refuse to.
    package var settings: BrokerSettings?
    /// The longest that a transaction may be asked to stay open, `nil` for no limit.
    package var longestTransaction: Duration?
    /// Names that are taken by groups which hold no offsets, as share groups do.
    package var foreignNames: Set<GroupID> = []
    package var connectionFailure: ConnectionFailure?
    /// What the brokers speak like, by `HOST:PORT`.
    package var releases: [String: KafkaRelease] = [:]
    /// The times of what stands in each partition of `__consumer_offsets`.
    package var offsetsLog: [Int32: [Timestamp]] = [:]
    /// How far the brokers' clock is ahead of this machine's, where somebody commits all the time.
    package var busyClock: Duration?
    /// This machine's clock, where it stands still.
    package var stoppedClock: Timestamp?

    package var faults: [ClusterFault] = []
    /// Every call so far, in order.
    package private(set) var calls: [ClusterCall] = []

    package init() {}

    /// Begins to count from here.
    package mutating func forgetCalls() {
        calls = []
    }

    /// Notes a call and returns what happens at it.
    package mutating func begin(_ call: ClusterCall) -> [ClusterFault.Effect] {
        calls.append(call)
        return faults.filter { fault in
            guard fault.matches(call) else { return false }
            return fault.number.map { number in calls.count(where: fault.matches) == number } ?? true
        }.map(\.effect)
    }

    /// The end of a partition of `__consumer_offsets`, after what was written meanwhile.
    package mutating func offsetsEnd(_ partition: Int32) -> Int64 {
        let end = offsetsLog[partition]?.count ?? 0
        if let busyClock {
            offsetsLog[partition, default: []].append((stoppedClock ?? Timestamp.now()).advanced(by: busyClock))
        }
        return Int64(end)
    }

    /// Somebody commits, without a transaction.
    package mutating func commit(
        _ group: String,
        _ topic: String,
        _ partition: Int32,
        _ offset: Int64,
        _ metadata: String = ""
    ) {
        let partition = TopicPartition(topic: topic, partition: partition)
        groups[GroupID(group), default: Group()].offsets[partition] = CommittedOffset(
            partition,
            offset: offset,
            metadata: OffsetMetadata(metadata)
        )
    }

    package mutating func setState(_ group: String, _ state: GroupState) {
        groups[GroupID(group), default: Group()].state = state
    }

    /// A group that holds nothing.
    package mutating func addGroup(_ group: String, state: GroupState = .empty, type: GroupType = .classic) {
        groups[GroupID(group)] = Group(state: state, type: type)
    }

    package mutating func deleteGroup(_ group: String) {
        groups[GroupID(group)] = nil
    }

    /// A topic goes, and with it every offset that was committed for it.
    package mutating func deleteTopic(_ name: String) {
        topics[name] = nil
        for (group, held) in groups { groups[group]?.offsets = held.offsets.filter { $0.key.topic != name } }
    }

    /// What a group has committed, `TOPIC[PARTITION]=OFFSET` in order.
    package func held(by group: String) -> [String] {
        (groups[GroupID(group)]?.offsets ?? [:]).values.sorted { $0.topicPartition < $1.topicPartition }
            .map { "\($0.topicPartition)=\($0.offset)" }
    }

    package func shows(_ topic: String) -> Bool {
        !forbiddenTopics.contains(topic) && visibleTopics?.contains(topic) != false
    }

    package func shows(_ group: GroupID) -> Bool { visibleGroups?.contains(group) != false }

    package func exists(_ partition: TopicPartition) -> Bool {
        topics[partition.topic].map { (0..<$0.partitionCount).contains(partition.partition) } ?? false
    }

    /// The partition of `__consumer_offsets` that a group belongs to.
    package func offsetsPartition(of group: String) -> Int32? {
        offsetsPartitionCount.flatMap(GroupID(group).offsetsPartition)
    }

    /// Takes the leader from the partition of `__consumer_offsets` that a group belongs to.
    package mutating func hide(_ group: String) {
        if let partition = offsetsPartition(of: group) { offlineOffsetsPartitions.insert(partition) }
    }

    /// Whether nobody can answer for a group.
    ///
    /// One that is not there is answered for while any partition has a leader: who asks for a name that nobody has makes it up,
    /// so that chance would say which partition it belongs to.
    package func isHidden(_ group: GroupID) -> Bool {
        guard groups[group] != nil || offlineOffsetsPartitions.count == Int(offsetsPartitionCount ?? 0) else {
            return false
        }
        return offsetsPartition(of: group.name).map(offlineOffsetsPartitions.contains) ?? false
    }

    package func isPending(_ group: GroupID, _ partition: TopicPartition) -> Bool {
        transactions.values.contains { $0.isOpen && $0.pending[group]?[partition] != nil }
    }
}
