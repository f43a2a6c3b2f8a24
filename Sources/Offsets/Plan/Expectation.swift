/// What a partition of a group should hold.
public struct Expectation: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// The offset and metadata, `nil` for none.
    public let offset: CommittedOffset?

    /// An expectation.
    public init(_ group: GroupID, _ topicPartition: TopicPartition, _ offset: CommittedOffset?) {
        self.group = group
        self.topicPartition = topicPartition
        self.offset = offset
    }
}
