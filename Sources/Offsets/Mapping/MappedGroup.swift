/// What one target group is to hold, and which group it comes from.
public struct MappedGroup: Hashable, Sendable {
    /// The group the offsets come from.
    public let source: GroupID
    /// The group they go to.
    public let target: GroupID
    /// The offsets to write; topics already have their target names.
    public let offsets: [CommittedOffset]
    /// Partitions that are to have no offset afterwards, none of them among ``offsets``: what an undo takes back.
    public let absent: [TopicPartition]

    /// A group and its target.
    public init(source: GroupID, target: GroupID, offsets: [CommittedOffset], absent: [TopicPartition] = []) {
        self.source = source
        self.target = target
        self.offsets = offsets
        self.absent = absent
    }
}
