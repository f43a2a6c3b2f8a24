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
