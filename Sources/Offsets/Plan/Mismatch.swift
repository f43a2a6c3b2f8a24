/// A partition that does not hold what it should.
public struct Mismatch: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// What it should hold, `nil` for nothing.
    public let expected: CommittedOffset?
    /// What it holds, `nil` for nothing.
    public let found: CommittedOffset?

    /// A difference.
    public init(
        group: GroupID,
        topicPartition: TopicPartition,
        expected: CommittedOffset?,
        found: CommittedOffset?
    ) {
        self.group = group
        self.topicPartition = topicPartition
        self.expected = expected
        self.found = found
    }
}
