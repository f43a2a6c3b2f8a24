/// The position a group has committed for one partition.
public struct CommittedOffset: Hashable, Sendable {
    /// The topic's name.
    public let topic: String
    /// The metadata stored with the offset.
    public let metadata: OffsetMetadata
    /// The next offset the group would read, 0 or more.
    ///
    /// A partition without a committed offset has no value of this type.
    public let offset: Int64
    /// The partition's index.
    public let partition: Int32
    /// The leader epoch, −1 for unknown: packed, because captures hold these values by the million.
    private let packedLeaderEpoch: Int32

    /// A committed offset; `leaderEpoch` is `nil` when the cluster or the client library did not say.
    public init(
        _ topicPartition: TopicPartition,
        offset: Int64,
        leaderEpoch: Int32? = nil,
        metadata: OffsetMetadata = .none
    ) {
        self.topic = topicPartition.topic
        self.partition = topicPartition.partition
        self.offset = offset
        self.packedLeaderEpoch = leaderEpoch ?? -1
        self.metadata = metadata
    }

    /// The partition it belongs to.
    public var topicPartition: TopicPartition { TopicPartition(topic: topic, partition: partition) }

    /// The leader epoch of the last consumed record (KIP-320), `nil` for unknown.
    public var leaderEpoch: Int32? { packedLeaderEpoch < 0 ? nil : packedLeaderEpoch }
}
