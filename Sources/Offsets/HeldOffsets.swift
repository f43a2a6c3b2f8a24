/// Everything that a group holds.
public struct HeldOffsets: Hashable, Sendable {
    /// The committed offsets, sorted by topic and partition, each partition once.
    public var offsets: [CommittedOffset]
    /// Committed numbers below 0, which Kafka's clients take for none; no partition is in both.
    public var negative: [TopicPartition: Int64]

    /// What a group holds.
    public init(_ offsets: [CommittedOffset] = [], negative: [TopicPartition: Int64] = [:]) {
        self.offsets = offsets
        self.negative = negative
    }

    /// Whether the group holds nothing at all.
    public var isEmpty: Bool { offsets.isEmpty && negative.isEmpty }
}
