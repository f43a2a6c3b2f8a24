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
    /// The ids of topics; that of a topic without an entry is not known.
    public var topicIDs: [String: TopicID]
    /// Whether offsets are written with their leader epochs.
    public var writesLeaderEpochs: Bool
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
        topicIDs: [String: TopicID] = [:],
        writesLeaderEpochs: Bool = false,
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
        self.writesLeaderEpochs = writesLeaderEpochs
        self.bounds = bounds
        self.boundsFailures = boundsFailures
    }
}

/// A group that a plan wants to write to, as the cluster shows it now.
public struct TargetGroup: Hashable, Sendable {
    /// A group that the cluster does not have.
    public static let missing = TargetGroup(state: .empty, type: .unknown, existed: false)

    /// Its state as listed; without meaning when it does not exist.
    public let state: GroupState
    /// Its kind.
    public let type: GroupType
    /// Whether the cluster has it: it is listed, or holds offsets.
    ///
    /// An undo removes a group that it did not have.
    public let existed: Bool

    /// A group as listed.
    public init(state: GroupState, type: GroupType, existed: Bool = true) {
        self.state = state
        self.type = type
        self.existed = existed
    }

    /// Whether it may have members and so must not be touched: only an absent and an empty group are free.
    ///
    /// A group whose kind hides its state is left to its coordinator, which refuses offsets while there are members.
    public var isActive: Bool { existed && state.isActive(in: type) }
}

/// What a source of offsets could see: only where it looked does "it has no offset" mean that there was none.
public struct SourceView: Sendable {
    /// A source that saw everything.
    public static let everything = SourceView(selection: .everything, topics: nil)

    /// What was looked at; what lies beyond is none of the source's business.
    public let selection: SelectionRules
    /// The topics that were seen for certain; `nil` for all.
    public let topics: Set<String>?

    /// A view.
    public init(selection: SelectionRules, topics: Set<String>?) {
        self.selection = selection
        self.topics = topics
    }

    /// Whether the source looked at a partition.
    func covers(_ topicPartition: TopicPartition) -> Bool { selection.selects(topicPartition) }

    /// Whether the topic may have been hidden from the source.
    func mayHide(_ topic: String) -> Bool {
        topics.map { !$0.contains(topic) } ?? false
    }
}
