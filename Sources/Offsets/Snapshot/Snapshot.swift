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

/// Whether a snapshot can be relied on.
public enum SnapshotState: String, Hashable, Sendable, CaseIterable {
    /// It holds everything that was asked for.
    case complete
    /// Something could not be read; the coverage says what.
    case partial
    /// It holds no group, or far less than the one before it; kept, but it never displaces another.
    case suspicious
}

/// What a snapshot is about, without its offsets.
public struct SnapshotNames: Hashable, Sendable {
    /// Its groups, and those that it knew to be hidden.
    public var groups: Set<GroupID>
    /// The topics that they had committed to, and those that it knew to be hidden.
    public var topics: Set<String>

    /// The names in a snapshot.
    public init(groups: some Sequence<GroupID>, topics: [String], visibility: Visibility) {
        let hidden = (visibility.hiddenNames(.listing) + visibility.hiddenNames(.groups)).map(GroupID.init)
        self.groups = Set(groups).union(hidden)
        self.topics = Set(topics).union(visibility.hiddenNames(.topics))
    }
}
