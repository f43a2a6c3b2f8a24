/// A finding that stops a plan: nothing of it may be written.
public struct BlockingFinding: Hashable, Sendable {
    /// What was found.
    public let finding: Finding
    /// The target group.
    public let group: GroupID
    /// The partition, `nil` when the group as a whole is meant.
    public let topicPartition: TopicPartition?
    /// What was found, in words, and what to do about it.
    public let message: String

    /// A finding.
    public init(finding: Finding, group: GroupID, topicPartition: TopicPartition?, message: String) {
        self.finding = finding
        self.group = group
        self.topicPartition = topicPartition
        self.message = message
    }

    /// A finding of a group as a whole, or of a partition, whose message then begins with both.
    init(_ finding: Finding, _ group: GroupID, _ topicPartition: TopicPartition?, _ reason: String) {
        let message = topicPartition.map { "group \(group), \($0): \(reason)" } ?? reason
        self.init(finding: finding, group: group, topicPartition: topicPartition, message: message)
    }
}
