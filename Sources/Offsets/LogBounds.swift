/// The first and the next offset of a partition's log.
public struct LogBounds: Hashable, Sendable {
    /// The offset of the first record still there (earliest).
    public let start: Int64
    /// The offset the next record will get (the high watermark, transactions or not).
    public let end: Int64

    /// Bounds with `0 ≤ start ≤ end`.
    public init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }
}
