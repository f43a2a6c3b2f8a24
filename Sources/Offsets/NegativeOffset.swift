/// A committed offset below 0, as some clients write it; Kafka's own clients take it for "none".
public struct NegativeOffset: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// The number that the broker holds, below 0.
    public let offset: Int64

    /// A negative offset.
    public init(group: GroupID, topicPartition: TopicPartition, offset: Int64) {
        self.group = group
        self.topicPartition = topicPartition
        self.offset = offset
    }
}

extension NegativeOffset: Comparable {
    /// By group, then by topic and partition.
    public static func < (left: NegativeOffset, right: NegativeOffset) -> Bool {
        left.group == right.group ? left.topicPartition < right.topicPartition : left.group < right.group
    }
}
