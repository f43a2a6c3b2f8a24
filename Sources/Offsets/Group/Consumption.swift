/// What a group has consumed, and what was produced for it, between two looks.
public struct Consumption: Hashable, Sendable {
    /// The time between the two.
    public let elapsed: Duration
    /// The records by which it came forward, below 0 for back.
    public private(set) var consumed: Int64
    /// The records by which the logs grew.
    public private(set) var produced: Int64
    /// The records behind which it is after that.
    public private(set) var lag: Int64

    /// Something consumed.
    public init(elapsed: Duration, consumed: Int64, produced: Int64, lag: Int64) {
        self.elapsed = elapsed
        self.consumed = consumed
        self.produced = produced
        self.lag = lag
    }

    /// The records consumed in a second; `nil` where no time has passed.
    public var perSecond: Double? {
        elapsed > .zero ? Double(consumed) / (elapsed / .seconds(1)) : nil
    }

    /// How long until it is behind by no record, if all goes on like this: nothing where it is not behind, `nil` where it
    /// does not come nearer.
    public var timeToZero: Duration? {
        guard lag > 0 else { return .zero }
        let gained = Double(consumed) - Double(produced)
        guard elapsed > .zero, gained > 0 else { return nil }
        let seconds = Double(lag) / gained * (elapsed / .seconds(1))
        return seconds < Self.longest ? .seconds(seconds.rounded(.up)) : nil
    }

    /// A century: nobody waits for longer.
    private static let longest = 100.0 * 365 * 24 * 60 * 60

    fileprivate mutating func add(_ other: Consumption) {
        consumed = Self.sum(consumed, other.consumed)
        produced = Self.sum(produced, other.produced)
        lag = Self.sum(lag, other.lag)
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isBeyond) = left.addingReportingOverflow(right)
        return isBeyond ? (left < 0 ? .min : .max) : sum
    }
}

/// Where groups stood at a moment, and where their logs ended.
public struct GroupPositions: Sendable {
    private struct Position: Sendable {
        let offset: CommittedOffset
        let end: Int64
    }

    private let moment: ContinuousClock.Instant
    private let positions: [GroupID: [TopicPartition: Position]]

    /// Where these groups stood; a partition whose log is not known is left out.
    public init(_ groups: [GroupOffsets], in bounds: LogBoundsIndex, at moment: ContinuousClock.Instant = .now) {
        self.moment = moment
        positions = Dictionary(
            groups.map { group in
                let known = group.offsets.compactMap { offset in
                    bounds.bounds(of: offset).map {
                        (offset.topicPartition, Position(offset: offset, end: $0.end))
                    }
                }
                return (group.group, Dictionary(known) { first, _ in first })
            }
        ) { first, _ in first }
    }

    /// What a group has consumed of one partition since then; `nil` where that cannot be told.
    public func consumption(
        of group: GroupID,
        _ partition: TopicPartition,
        since earlier: GroupPositions
    ) -> Consumption? {
        guard let before = earlier.positions[group]?[partition], let now = positions[group]?[partition] else {
            return nil
        }
        // All of them are 0 or more, so that no difference overflows.
        return Consumption(
            elapsed: earlier.moment.duration(to: moment),
            consumed: now.offset.offset - before.offset.offset,
            produced: now.end - before.end,
            lag: now.end - now.offset.offset
        )
    }

    /// What a group has consumed since then, over all partitions of which that can be told; `nil` where there is none.
    public func consumption(of group: GroupID, since earlier: GroupPositions) -> Consumption? {
        var total: Consumption?
        for partition in (positions[group] ?? [:]).keys {
            guard let part = consumption(of: group, partition, since: earlier) else { continue }
            if total == nil { total = part } else { total?.add(part) }
        }
        return total
    }
}
