/// The log bounds of a snapshot, found by partition.
public struct LogBoundsIndex: Sendable {
    private let byTopic: [String: [Int32: LogBounds]]

    /// The bounds of these topics.
    public init(_ topics: [TopicLogs]) {
        byTopic = Dictionary(topics.map { ($0.topic, $0.bounds) }, uniquingKeysWith: { first, _ in first })
    }

    /// The bounds of the partition an offset belongs to, `nil` when they are not known.
    public func bounds(of offset: CommittedOffset) -> LogBounds? {
        byTopic[offset.topic]?[offset.partition]
    }
}

/// How far a group is behind.
public enum Lag {
    /// The records between a committed offset and the end of its log; negative when the offset lies beyond the end.
    public static func records(behind bounds: LogBounds, at offset: CommittedOffset) -> Int64 {
        // Both are 0 or more, so the difference cannot overflow.
        bounds.end - offset.offset
    }
}
