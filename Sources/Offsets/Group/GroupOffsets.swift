/// One group and everything it has committed.
public struct GroupOffsets: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state when it was listed.
    public let state: GroupState
    /// Its kind.
    public let type: GroupType
    /// What its members call their protocol, such as `consumer` or `connect`; empty for none, `nil` when not known.
    public let protocolType: String?
    /// Its committed offsets, sorted by topic, then partition, each partition once.
    ///
    /// Empty means that the group was read and holds none.
    public let offsets: [CommittedOffset]
    /// The times of the offsets, one for each in the same order; empty where none is known.
    public let times: [OffsetTimes]

    /// A group with offsets already in order, and the protocol that its kind has.
    public init(group: GroupID, state: GroupState, type: GroupType, offsets: [CommittedOffset]) {
        self.init(group: group, state: state, type: type, protocolType: type.protocolType, offsets: offsets)
    }

    /// A group with offsets already in order; times of which none is known are none.
    public init(
        group: GroupID,
        state: GroupState,
        type: GroupType,
        protocolType: String?,
        offsets: [CommittedOffset],
        times: [OffsetTimes] = []
    ) {
        self.group = group
        self.state = state
        self.type = type
        self.protocolType = protocolType
        self.offsets = offsets
        self.times = times.contains { $0 != OffsetTimes() } ? times : []
    }

    /// The same group with those of its offsets that fulfil a condition.
    public func filtered(_ isIncluded: (CommittedOffset) -> Bool) -> GroupOffsets {
        let kept = offsets.indices.filter { isIncluded(offsets[$0]) }
        return GroupOffsets(
            group: group,
            state: state,
            type: type,
            protocolType: protocolType,
            offsets: kept.map { offsets[$0] },
            times: times.isEmpty ? [] : kept.map { times[$0] }
        )
    }
}

/// When an offset was committed, and what time the record there has; each in milliseconds since 1970-01-01T00:00:00Z, 0 or
/// more, `nil` for unknown.
public struct OffsetTimes: Hashable, Sendable {
    /// When the group committed it.
    public let committed: Int64?
    /// The timestamp of the record at the offset, as its producer or broker set it.
    public let record: Int64?

    /// Two times.
    public init(committed: Int64? = nil, record: Int64? = nil) {
        self.committed = committed
        self.record = record
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

    /// The partitions of which it holds anything, sorted.
    public var partitions: [TopicPartition] { (offsets.map(\.topicPartition) + negative.keys).sorted() }

    /// Whether the group holds nothing at all.
    public var isEmpty: Bool { offsets.isEmpty && negative.isEmpty }
}
