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
}
