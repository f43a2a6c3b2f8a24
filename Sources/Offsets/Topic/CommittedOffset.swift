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

extension CommittedOffset {
    /// Whether both stand for the same committed position: the same offset with the same metadata.
    ///
    /// The partition is not compared, and neither is the leader epoch: it says under which leader the record before the offset
    /// was read, and not where the group stands. A group that holds the same offset with another one, or without, stands there.
    public func holdsSame(as other: CommittedOffset) -> Bool {
        offset == other.offset && metadata == other.metadata
    }

    /// The same metadata at an offset of the same partition, without a leader epoch.
    public func at(_ offset: Int64) -> CommittedOffset {
        CommittedOffset(topicPartition, offset: offset, metadata: metadata)
    }
}

/// The free text a consumer stores beside a committed offset, compared byte by byte.
///
/// Kafka keeps "no metadata" and "empty metadata" as the same thing, the empty string; so does this type.
public struct OffsetMetadata: Hashable, Sendable, CustomStringConvertible {
    /// No metadata.
    public static let none = OffsetMetadata("")

    /// The text.
    public let text: String

    /// Wraps a text of any length; Kafka's default limit is 4 096 UTF-16 units (`offset.metadata.max.bytes`).
    public init(_ text: String) {
        self.text = text
    }

    /// The text, unescaped: for data, never for a terminal.
    public var description: String { text }

    /// Whether both texts have the same UTF-8 bytes.
    public static func == (left: OffsetMetadata, right: OffsetMetadata) -> Bool {
        ExactText.equal(left.text, right.text)
    }

    /// Hashes the text; equal bytes give equal hashes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
