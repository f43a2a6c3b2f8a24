public import Offsets

/// A partition that does not hold what a run expects.
public struct RunMismatch: Hashable, Sendable {
    /// The group.
    public var group: GroupID
    /// The partition.
    public var topicPartition: TopicPartition
    /// What should be there, `nil` for no offset.
    public var expected: CommittedOffset?
    /// What is there, `nil` for no offset.
    public var found: CommittedOffset?

    /// A difference.
    public init(group: GroupID, topicPartition: TopicPartition, expected: CommittedOffset?, found: CommittedOffset?) {
        self.group = group
        self.topicPartition = topicPartition
        self.expected = expected
        self.found = found
    }
}
