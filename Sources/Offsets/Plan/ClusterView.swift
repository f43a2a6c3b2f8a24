/// The present state of a cluster, as far as a plan has to know it.
public struct ClusterView: Hashable, Sendable {
    /// Which cluster.
    public var cluster: ClusterName
    /// The target groups; one without an entry does not exist.
    public var groups: [GroupID: TargetGroup]
    /// Who is in those of the target groups that have members, as far as that is known.
    public var occupants: [GroupID: GroupOccupants]
    /// The longest metadata that the brokers accept, in UTF-16 units; `nil` when they do not tell.
    public var metadataLimit: Int?
    /// What the target groups hold; a group or partition without an entry holds nothing.
    public var committed: [GroupID: [TopicPartition: CommittedOffset]]
    /// Numbers below 0 that the target groups hold, which count as nothing held; no partition is in ``committed``, too.
    public var negative: [GroupID: [TopicPartition: Int64]]
    /// How many partitions each topic has; a topic without an entry does not exist.
    public var partitionCounts: [String: Int32]
    /// The ids of topics, where the client library can see them.
    public var topicIDs: [String: String]
    /// The logs; the bounds of a partition without an entry are not known.
    public var bounds: [TopicPartition: LogBounds]
    /// Why the bounds of a log are not known, where that was told.
    public var boundsFailures: [TopicPartition: String]

    /// What was seen.
    public init(
        cluster: ClusterName,
        groups: [GroupID: TargetGroup] = [:],
        occupants: [GroupID: GroupOccupants] = [:],
        metadataLimit: Int? = nil,
        committed: [GroupID: [TopicPartition: CommittedOffset]] = [:],
        negative: [GroupID: [TopicPartition: Int64]] = [:],
        partitionCounts: [String: Int32] = [:],
        topicIDs: [String: String] = [:],
        bounds: [TopicPartition: LogBounds] = [:],
        boundsFailures: [TopicPartition: String] = [:]
    ) {
        self.cluster = cluster
        self.groups = groups
        self.occupants = occupants
        self.metadataLimit = metadataLimit
        self.committed = committed
        self.negative = negative
        self.partitionCounts = partitionCounts
        self.topicIDs = topicIDs
        self.bounds = bounds
        self.boundsFailures = boundsFailures
    }
}
