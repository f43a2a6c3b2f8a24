/// Where a reset puts groups.
public enum ResetPosition: Hashable, Sendable {
    /// The first record that is still in the log.
    case earliest
    /// The end of the log.
    case latest
    /// What the group holds, and the end of the log where it holds nothing.
    case current
    /// The same number in every partition.
    case offset(Int64)
    /// So many records on from what the group holds; below 0 back.
    case shift(Int64)
    /// The first record at or after a moment by the time in the records, and the end of the log where none is as young.
    case time(Timestamp)

    /// The moment that records are looked for by, `nil` where time does not matter.
    public var moment: Timestamp? {
        if case .time(let moment) = self { moment } else { nil }
    }
}

/// A group that is to be reset, and where.
public struct ResetTarget: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its partitions, each once.
    public let partitions: [TopicPartition]

    /// A target.
    public init(group: GroupID, partitions: [TopicPartition]) {
        self.group = group
        self.partitions = partitions
    }
}
