/// Which groups, topics and partitions a command is about, as the operator wrote it.
///
/// Patterns are globs matched whole and case-sensitively, or regular expressions after `re:`. Several add up; no
/// pattern means everything; an exclusion wins. Behind a topic's glob and a colon, partitions may follow: `orders:0,1,2`.
public struct Selection: Hashable, Sendable {
    /// Groups to take.
    public var groups: [String]
    /// Groups to leave out.
    public var excludedGroups: [String]
    /// Topics to take.
    public var topics: [String]
    /// Topics to leave out.
    public var excludedTopics: [String]
    /// Partitions to take; empty for all.
    public var partitions: [Int32]

    /// A selection; without arguments, everything.
    public init(
        groups: [String] = [],
        excludedGroups: [String] = [],
        topics: [String] = [],
        excludedTopics: [String] = [],
        partitions: [Int32] = []
    ) {
        self.groups = groups
        self.excludedGroups = excludedGroups
        self.topics = topics
        self.excludedTopics = excludedTopics
        self.partitions = partitions
    }
}

extension Selection {
    /// Whether everything is taken: nothing is asked for, and nothing is left out.
    public var isOfEverything: Bool { self == Selection() }

    /// Whether certain groups, topics or partitions are asked for, and not all but some.
    public var asksForSomething: Bool { !groups.isEmpty || asksForSomePartitions }

    /// Whether certain topics or partitions are asked for.
    public var asksForSomePartitions: Bool { !topics.isEmpty || !partitions.isEmpty }
}
