public import Offsets

/// Partitions of one group that are to be read.
public struct GroupPartitions: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partitions, each once.
    public let partitions: [TopicPartition]

    /// Partitions of a group.
    public init(group: GroupID, partitions: [TopicPartition]) {
        self.group = group
        self.partitions = partitions
    }
}
