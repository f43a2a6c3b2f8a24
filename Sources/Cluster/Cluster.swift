public import Offsets

/// What a backup needs of a cluster.
///
/// Two clusters exist: librdkafka's, whose documentation says what each call means in full, and a dictionary in tests.
/// Calls answer before their deadline and may be made at the same time; at most `RunLimits.requestsInFlight` should be
/// under way at once, which those that read many groups see to by themselves.
public protocol Cluster: Sendable {
    /// Which client reads, for the record: `direct`, or `librdkafka 2.0.2`, and why it is not the direct one.
    var reader: String { get }
    /// Why the last connection failed, `nil` when none did.
    var lastConnectionFailure: ConnectionFailure? { get }
    /// The releases of Kafka that brokers speak like, by `HOST:PORT`, as far as they were connected to and that is noted.
    var brokerReleases: [String: KafkaRelease] { get }
    /// Whether offsets are written with their leader epochs; else without any, which is always safe (KIP-320).
    var writesLeaderEpochs: Bool { get }
    /// Identity, brokers and topics.
    func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata
    /// The ids of topics whose metadata came without, as far as the client tells them.
    func topicIDs(of topics: Set<String>, before deadline: Deadline) async throws(KafkaError) -> [String: TopicID]
    /// The groups with their states; the listing is repeated for some time while it does not suffice.
    func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing
    /// What one of the brokers tells of its configuration.
    func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings
    /// Whether the principal may see a topic of this name, be there one or not.
    func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool
    /// Whether the principal may see the cluster's access rules, and so every group in a list; a broker may be asked.
    func mayDescribeCluster(asking broker: Int32?, before deadline: Deadline) async throws(KafkaError) -> Bool
    /// Names and prefixes of topics that some principal is forbidden to see, as far as the rules may be read.
    func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String]
    /// What the principal may do with groups and topics, and whether it may use a transactional id; nothing is changed.
    ///
    /// - Returns: What the brokers tell; `nil` where the client library cannot ask.
    func permissions(
        on groups: [GroupID],
        topics: [String],
        transactionalID: String?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Permissions?
    /// What DescribeGroups says of a group.
    func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription
    /// Whether a broker lists a group of exactly this name, and not one whose name goes on after a NUL.
    func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool
    /// Everything a group has committed.
    func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets
    /// What a group has committed for these partitions.
    func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch]
    /// Everything that each of many groups has committed.
    ///
    /// - Parameters:
    ///   - groups: The groups.
    ///   - patience: How long one group may take, `nil` for until the deadline.
    ///   - deadline: When to give up.
    ///   - finished: Told after each group how many have been read; called from several tasks.
    /// - Returns: For every group, in order, what it holds or why it could not be read.
    func held(
        by groups: [GroupID],
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<HeldOffsets, KafkaError>]
    /// What many groups have committed for partitions of theirs.
    ///
    /// - Parameters:
    ///   - partitions: The partitions of each group.
    ///   - waitsForTransactions: Whether to read only what no open transaction can change any more.
    ///   - patience: How long an open transaction on one group is waited for, `nil` for until the deadline; a coordinator
    ///     that is lost is waited for until the deadline all the same.
    ///   - deadline: When to give up.
    ///   - finished: Told after each group how many have been read; called from several tasks.
    /// - Returns: For every entry, in order, what the group holds or why it could not be read.
    func committedOffsets(
        of partitions: [GroupPartitions],
        waitsForTransactions: Bool,
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<[TopicPartition: PartitionFetch], KafkaError>]
    /// The bounds of existing partitions' logs.
    func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>]
    /// The leader of each partition of these topics, −1 where there is none; a topic that is not told of is missing.
    func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32]
    /// The first offset of existing partitions at or after a moment of each by the time in the records, `nil` where none is as
    /// young.
    func offsets(
        since times: [TopicPartition: Timestamp],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>]
    /// Records of existing partitions, each partition once, whatever became of their transactions.
    ///
    /// - Returns: For every stretch as much as could be read before the deadline, at least a record where there is one, or why
    ///   it could not be read.
    func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>]
    /// Commits offsets of a group without members, without a transaction; the partitions that were refused.
    func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError]
    /// Deletes committed offsets of a group; the partitions that were refused.
    func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError]
    /// Deletes a group with everything it has committed.
    func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError)
    /// Deletes groups, each named once, with everything they have committed.
    ///
    /// - Returns: For every group, in order, why it was not deleted, or may not have been; `nil` where it was.
    func delete(_ groups: [GroupID], before deadline: Deadline) async -> [KafkaError?]
    /// Returns when deletions that were acknowledged before are replicated.
    func waitForDeletions() async throws(KafkaError)
    /// How fast a transaction of this client takes offsets, by the brokers that are there.
    func writingPace(before deadline: Deadline) async throws(KafkaError) -> WritingPace
    /// The version of what writes a transaction with the brokers that are there (``OffsetTransaction/libraryVersion``).
    func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String
    /// What the coordinator of a transactional id tells of its last transaction; `nil` where it knows none, may not say it, or
    /// cannot be asked.
    func lastTransaction(id: String, before deadline: Deadline) async throws(KafkaError) -> LastTransaction?
    /// A producer for one transaction at a time.
    func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction
}

/// A stretch of a log whose records are to be read.
public struct RecordStretch: Hashable, Sendable {
    /// The log.
    public let partition: TopicPartition
    /// From which offset on, which is in the log or its end.
    public let start: Int64
    /// Up to which offset, exclusive.
    public let end: Int64
    /// How many records at most.
    public let limit: Int

    /// A stretch.
    public init(of partition: TopicPartition, from start: Int64, to end: Int64, limit: Int) {
        self.partition = partition
        self.start = start
        self.end = end
        self.limit = limit
    }
}

/// What a coordinator holds for one asked partition of a group.
public enum PartitionFetch: Hashable, Sendable {
    /// A committed offset.
    case committed(CommittedOffset)
    /// No committed offset.
    case absent
    /// A committed number below 0, which Kafka's clients take for none.
    case negative(Int64)
    /// It could not be read.
    case failed(KafkaError)
}
