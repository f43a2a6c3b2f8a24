/// Which groups, topics and partitions a command is about, as the operator wrote it.
///
/// Patterns are globs matched whole and case-sensitively, or regular expressions after `re:`. Several add up; no
/// pattern means everything; an exclusion wins.
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
