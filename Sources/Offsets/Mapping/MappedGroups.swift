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
