/// The offsets of the selected groups of one cluster, and everything needed to judge and to restore them.
public struct Snapshot: Hashable, Sendable {
    /// Where, when, by what and on whose order it was taken.
    public var origin: SnapshotOrigin
    /// What it was to hold and what it lacks.
    public var coverage: Coverage
    /// The groups that were read, sorted by group, each once.
    public var groups: [GroupOffsets]
    /// Every topic that any of the groups has committed to, sorted by name, each once.
    public var topics: [TopicLogs]

    /// A snapshot in memory.
    public init(origin: SnapshotOrigin, coverage: Coverage, groups: [GroupOffsets], topics: [TopicLogs]) {
        self.origin = origin
        self.coverage = coverage
        self.groups = groups
        self.topics = topics
    }

    /// How many committed offsets it holds.
    public var offsetCount: Int { groups.reduce(0) { $0 + $1.offsets.count } }

    /// Whether it can be relied on.
    public var state: SnapshotState {
        if origin.suspicion != nil { return .suspicious }
        return coverage.isComplete ? .complete : .partial
    }
}
