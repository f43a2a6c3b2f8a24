/// The selected groups of a source under their target names.
public struct MappedGroups: Hashable, Sendable {
    /// The groups, in the order of their targets.
    public let groups: [MappedGroup]
    /// The topics that got another name: the old one by the new one.
    public let renamedTopics: [String: String]

    /// Groups and the topics that were renamed in them.
    public init(_ groups: [MappedGroup], renamedTopics: [String: String] = [:]) {
        self.groups = groups
        self.renamedTopics = renamedTopics
    }

    /// The logs that say something about the targets: those of topics that took part in no renaming.
    ///
    /// A topic under another name is another log, whose start and end tell nothing about the old one's.
    public func comparable(_ logs: [TopicLogs]) -> [TopicLogs] {
        guard !renamedTopics.isEmpty else { return logs }
        let renamed = Set(renamedTopics.values).union(renamedTopics.keys)
        return logs.filter { !renamed.contains($0.topic) }
    }
}

/// What one target group is to hold, and which group it comes from.
public struct MappedGroup: Hashable, Sendable {
    /// The group the offsets come from.
    public let source: GroupID
    /// The group they go to.
    public let target: GroupID
    /// The offsets to write; topics already have their target names.
    public let offsets: [CommittedOffset]
    /// Partitions that are to have no offset afterwards, none of them among ``offsets``: what an undo takes back.
    public let absent: [TopicPartition]

    /// A group and its target.
    public init(source: GroupID, target: GroupID, offsets: [CommittedOffset], absent: [TopicPartition] = []) {
        self.source = source
        self.target = target
        self.offsets = offsets
        self.absent = absent
    }
}
