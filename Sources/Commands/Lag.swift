import Offsets

/// How far a group is behind.
enum Lag {
    /// The records between a committed offset and the end of its log; negative when the offset lies beyond the end.
    static func records(behind bounds: LogBounds, at offset: CommittedOffset) -> Int64 {
        // Both are 0 or more, so the difference cannot overflow.
        bounds.end - offset.offset
    }
}
