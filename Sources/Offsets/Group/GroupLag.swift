/// How far a group is behind, over all partitions that it has committed offsets for.
public struct GroupLag: Hashable, Sendable {
    /// How many topics it has committed offsets for.
    public private(set) var topics = 0
    /// How many offsets it has committed.
    public let offsets: Int
    /// The records behind which it is, over all partitions whose logs are known; `nil` where none is.
    public private(set) var records: Int64?
    /// The records that it could be put back by, over the same partitions: from the start of the logs to where it stands.
    public private(set) var rewindable: Int64?
    /// How many of its offsets have no known log.
    public private(set) var unknown = 0

    /// The lag of a group whose offsets are sorted by topic.
    public init(of group: GroupOffsets, in bounds: LogBoundsIndex) {
        offsets = group.offsets.count
        var topic: String?
        for offset in group.offsets {
            if offset.topic != topic { (topic, topics) = (offset.topic, topics + 1) }
            guard let log = bounds.bounds(of: offset) else {
                unknown += 1
                continue
            }
            records = Self.sum(records, Lag.records(behind: log, at: offset))
            rewindable = Self.sum(rewindable, Lag.rewindable(in: log, at: offset))
        }
    }

    private static func sum(_ known: Int64?, _ more: Int64) -> Int64 {
        let (sum, isBeyond) = (known ?? 0).addingReportingOverflow(more)
        return isBeyond ? .max : sum
    }
}

extension Lag {
    /// The records of a log that a group has behind it, and so can be put back by; none where it stands outside the log.
    public static func rewindable(in bounds: LogBounds, at offset: CommittedOffset) -> Int64 {
        offset.offset > bounds.end ? 0 : max(0, offset.offset - bounds.start)
    }
}
