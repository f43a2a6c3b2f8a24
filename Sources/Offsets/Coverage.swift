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
    /// Partitions of `__consumer_offsets` that had no leader, or whose leader was not heard, at some moment of the
    /// capture, ascending, each once: the groups on them may be missing from `listed`.
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
