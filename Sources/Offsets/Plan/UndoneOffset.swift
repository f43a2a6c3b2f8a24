/// What a run did to one partition of a group.
public struct UndoneOffset: Hashable, Sendable {
    /// The partition.
    public let topicPartition: TopicPartition
    /// What was there before the run, `nil` for nothing.
    public let before: CommittedOffset?
    /// What the run left there, `nil` for nothing.
    public let left: CommittedOffset?

    /// A change.
    public init(_ topicPartition: TopicPartition, before: CommittedOffset?, left: CommittedOffset?) {
        self.topicPartition = topicPartition
        self.before = before
        self.left = left
    }
}
