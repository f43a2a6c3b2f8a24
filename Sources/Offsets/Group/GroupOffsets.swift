/// One group and everything it has committed.
public struct GroupOffsets: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state when it was listed.
    public let state: GroupState
    /// Its kind.
    public let type: GroupType
    /// Its committed offsets, sorted by topic, then partition, each partition once.
    ///
    /// Empty means that the group was read and holds none.
    public let offsets: [CommittedOffset]

    /// A group with offsets already in order.
    public init(group: GroupID, state: GroupState, type: GroupType, offsets: [CommittedOffset]) {
        self.group = group
        self.state = state
        self.type = type
        self.offsets = offsets
    }
}

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
