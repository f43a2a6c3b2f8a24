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

    /// Counts and failures of one capture.
    public init(
        listed: Int,
        selected: Int,
        captured: Int,
        failed: [GroupFailure] = [],
        unreadableBrokers: [String] = [],
        unreadablePartitions: [PartitionFailure] = []
    ) {
        self.listed = listed
        self.selected = selected
        self.captured = captured
        self.failed = failed
        self.unreadableBrokers = unreadableBrokers
        self.unreadablePartitions = unreadablePartitions
    }

    /// Whether nothing is lacking.
    public var isComplete: Bool {
        failed.isEmpty && unreadableBrokers.isEmpty && unreadablePartitions.isEmpty
    }
}
