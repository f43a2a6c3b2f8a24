/// What a capture was to hold and what it lacks: complete, or the reason why not.
public struct Coverage: Hashable, Sendable {
    /// How many groups the cluster listed.
    public var listed: Int
    /// How many of them (and of the groups asked for by name) the selection chose.
    public var selected: Int
    /// How many of those were read.
    public var captured: Int
    /// The selected groups that could not be read, sorted by group.
    public var failed: [GroupFailure]
    /// What ListGroups could not get from some brokers: while one is here, groups may be missing from `listed`.
    public var unreadableBrokers: [String]
    /// Partitions whose log bounds could not be read although their topic exists, sorted.
    public var unreadablePartitions: [PartitionFailure]
    /// Partitions of `__consumer_offsets` that had no leader, or whose leader was not heard, whenever the groups were
    /// listed, ascending, each once: the groups on them may be missing from `listed`.
    public var offlineOffsetsPartitions: [Int32]
    /// How many partitions `__consumer_offsets` has, `nil` when not known; 0 when the topic does not exist.
    public var offsetsPartitionCount: Int32?
    /// Whether the principal could see everything.
    public var visibility: Visibility
    /// Groups that no snapshot can hold, by design (share groups), sorted by group; none of them is counted in `selected`.
    public var unsupported: [GroupFailure]
    /// Committed offsets below 0, which Kafka's clients take for none and a snapshot does not hold, sorted.
    public var negativeOffsets: [NegativeOffset]
    /// Ids of restores whose transaction was open while the groups were read, sorted: groups may hold what was before
    /// it and others what came after.
    public var openRuns: [String]

    /// Counts and failures of one capture.
    public init(
        listed: Int,
        selected: Int,
        captured: Int,
        failed: [GroupFailure] = [],
        unreadableBrokers: [String] = [],
        unreadablePartitions: [PartitionFailure] = [],
        offlineOffsetsPartitions: [Int32] = [],
        offsetsPartitionCount: Int32? = nil,
        visibility: Visibility = Visibility(.unknown),
        unsupported: [GroupFailure] = [],
        negativeOffsets: [NegativeOffset] = [],
        openRuns: [String] = []
    ) {
        self.listed = listed
        self.selected = selected
        self.captured = captured
        self.failed = failed
        self.unreadableBrokers = unreadableBrokers
        self.unreadablePartitions = unreadablePartitions
        self.offlineOffsetsPartitions = offlineOffsetsPartitions
        self.offsetsPartitionCount = offsetsPartitionCount
        self.visibility = visibility
        self.unsupported = unsupported
        self.negativeOffsets = negativeOffsets
        self.openRuns = openRuns
    }

    /// Whether nothing is lacking; what cannot be captured by design, and negative offsets, are named and do not count.
    public var isComplete: Bool {
        failed.isEmpty && unreadableBrokers.isEmpty && unreadablePartitions.isEmpty
            && offlineOffsetsPartitions.isEmpty && visibility.isSufficient && openRuns.isEmpty
    }
}

/// A group that could not be read, and why.
public struct GroupFailure: Error, Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Kafka's or librdkafka's name of the error, such as `GROUP_AUTHORIZATION_FAILED` or `_TIMED_OUT`.
    public let code: String
    /// The reason in words.
    public let reason: String

    /// A failure as data.
    public init(group: GroupID, code: String, reason: String) {
        self.group = group
        self.code = code
        self.reason = reason
    }
}

/// A partition whose log bounds could not be read, and why.
public struct PartitionFailure: Hashable, Sendable {
    /// The partition.
    public let topicPartition: TopicPartition
    /// Kafka's or librdkafka's name of the error.
    public let code: String
    /// The reason in words.
    public let reason: String

    /// A failure as data.
    public init(topicPartition: TopicPartition, code: String, reason: String) {
        self.topicPartition = topicPartition
        self.code = code
        self.reason = reason
    }
}

/// A committed offset below 0, as some clients write it; Kafka's own clients take it for "none".
public struct NegativeOffset: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// The number that the broker holds, below 0.
    public let offset: Int64

    /// A negative offset.
    public init(group: GroupID, topicPartition: TopicPartition, offset: Int64) {
        self.group = group
        self.topicPartition = topicPartition
        self.offset = offset
    }
}

extension NegativeOffset: Comparable {
    /// By group, then by topic and partition.
    public static func < (left: NegativeOffset, right: NegativeOffset) -> Bool {
        left.group == right.group ? left.topicPartition < right.topicPartition : left.group < right.group
    }
}
