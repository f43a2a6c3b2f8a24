/// How often something took how long.
public struct DurationHistogram: Hashable, Sendable {
    /// The upper bounds of the buckets, in seconds: from a snapshot of a small cluster nearby to one that took a deadline
    /// of some minutes.
    public static let bounds: [Double] = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900]

    /// For each bound how many took as long or less, those of the bounds before it included.
    public private(set) var counts = [Int](repeating: 0, count: bounds.count)
    /// How many there were.
    public private(set) var count = 0
    /// The seconds of all of them.
    public private(set) var sum = 0.0

    /// Nothing yet.
    public init() {}

    /// Counts one; a negative duration counts as zero.
    public mutating func note(_ duration: Duration) {
        let seconds = max(0, duration.inSeconds)
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts[index] += 1 }
        count += 1
        sum += seconds
    }
}

extension Duration {
    /// The seconds, with their fraction.
    var inSeconds: Double { self / .seconds(1) }
}
