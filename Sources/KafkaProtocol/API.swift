/// The requests whose messages are known; the raw value is the key in the protocol.
public enum API: Int16, CaseIterable, Sendable, Hashable, Codable {
    /// Kafka's Produce.
    case produce = 0
    /// Kafka's Fetch.
    case fetch = 1
    /// Kafka's ListOffsets.
    case listOffsets = 2
    /// Kafka's Metadata.
    case metadata = 3
    /// Kafka's OffsetCommit.
    case offsetCommit = 8
    /// Kafka's OffsetFetch.
    case offsetFetch = 9
    /// Kafka's FindCoordinator.
    case findCoordinator = 10
    /// Kafka's JoinGroup.
    case joinGroup = 11
    /// Kafka's Heartbeat.
    case heartbeat = 12
    /// Kafka's LeaveGroup.
    case leaveGroup = 13
    /// Kafka's SyncGroup.
    case syncGroup = 14
    /// Kafka's DescribeGroups.
    case describeGroups = 15
    /// Kafka's ListGroups.
    case listGroups = 16
    /// Kafka's SaslHandshake.
    case saslHandshake = 17
    /// Kafka's ApiVersions.
    case apiVersions = 18
    /// Kafka's CreateTopics.
    case createTopics = 19
    /// Kafka's DeleteTopics.
    case deleteTopics = 20
    /// Kafka's DeleteRecords.
    case deleteRecords = 21
    /// Kafka's InitProducerId.
    case initProducerId = 22
    /// Kafka's AddPartitionsToTxn.
    case addPartitionsToTxn = 24
    /// Kafka's AddOffsetsToTxn.
    case addOffsetsToTxn = 25
    /// Kafka's EndTxn.
    case endTxn = 26
    /// Kafka's TxnOffsetCommit.
    case txnOffsetCommit = 28
    /// Kafka's DescribeAcls.
    case describeAcls = 29
    /// Kafka's DescribeConfigs.
    case describeConfigs = 32
    /// Kafka's SaslAuthenticate.
    case saslAuthenticate = 36
    /// Kafka's CreatePartitions.
    case createPartitions = 37
    /// Kafka's DeleteGroups.
    case deleteGroups = 42
    /// Kafka's OffsetDelete.
    case offsetDelete = 47
    /// Kafka's DescribeCluster.
    case describeCluster = 60
    /// Kafka's DescribeTransactions.
    case describeTransactions = 65
    /// Kafka's ConsumerGroupHeartbeat.
    case consumerGroupHeartbeat = 68
    /// Kafka's ConsumerGroupDescribe.
    case consumerGroupDescribe = 69
    /// Kafka's StreamsGroupDescribe.
    case streamsGroupDescribe = 89

    /// The shape of its messages.
    public var table: MessageTable {
        switch self {
        case .produce: .produce
        case .fetch: .fetch
        case .listOffsets: .listOffsets
        case .metadata: .metadata
        case .offsetCommit: .offsetCommit
        case .offsetFetch: .offsetFetch
        case .findCoordinator: .findCoordinator
        case .joinGroup: .joinGroup
        case .heartbeat: .heartbeat
        case .leaveGroup: .leaveGroup
        case .syncGroup: .syncGroup
        case .describeGroups: .describeGroups
        case .listGroups: .listGroups
        case .saslHandshake: .saslHandshake
        case .apiVersions: .apiVersions
        case .createTopics: .createTopics
        case .deleteTopics: .deleteTopics
        case .deleteRecords: .deleteRecords
        case .initProducerId: .initProducerId
        case .addPartitionsToTxn: .addPartitionsToTxn
        case .addOffsetsToTxn: .addOffsetsToTxn
        case .endTxn: .endTxn
        case .txnOffsetCommit: .txnOffsetCommit
        case .describeAcls: .describeAcls
        case .describeConfigs: .describeConfigs
        case .saslAuthenticate: .saslAuthenticate
        case .createPartitions: .createPartitions
        case .deleteGroups: .deleteGroups
        case .offsetDelete: .offsetDelete
        case .describeCluster: .describeCluster
        case .describeTransactions: .describeTransactions
        case .consumerGroupHeartbeat: .consumerGroupHeartbeat
        case .consumerGroupDescribe: .consumerGroupDescribe
        case .streamsGroupDescribe: .streamsGroupDescribe
        }
    }
}
