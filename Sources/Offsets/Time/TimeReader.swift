/// Tells which moment is meant by a time that somebody types: it knows the present moment and the time zones.
public struct TimeReader: Sendable {
    /// Which way a distance from now, or a time of day without a day, is meant.
    public enum Direction: Hashable, Sendable {
        /// Back: `2h` is two hours ago, `03:00` the last time that clocks showed it.
        case back
        /// Ahead: `2h` is in two hours, `03:00` the next time that clocks show it.
        case ahead
    }

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let nanosecondsPerMicrosecond: Int64 = 1_000
    private static let microsecondsPerDay: Int64 = 86_400 * WallClock.microsecondsPerSecond

    /// The present moment.
    public let now: Timestamp
    private let zone: @Sendable (String?) throws(TidemarkError) -> TimeZoneRules

    /// A reader.
    ///
    /// - Parameters:
    ///   - now: The present moment.
    ///   - zone: The zone of a name, and the one that is meant where none is named.
    public init(now: Timestamp, zone: @escaping @Sendable (String?) throws(TidemarkError) -> TimeZoneRules) {
        self.now = now
        self.zone = zone
    }

    /// A reader for whom every time is in UTC.
    public static func utc(now: Timestamp) -> TimeReader {
        TimeReader(now: now) { _ throws(TidemarkError) in .utc }
    }

    /// The first and the last moment that are meant: of a day without a time the whole day, of a time without a fraction the
    /// whole second, since snapshots are named and shown to the second.
    ///
    /// - Throws: `invalid-value` (exit 64) for a moment beyond the years 1677 to 2262; what knowing the zone throws.
    public func moments(
        of expression: TimeExpression,
        _ direction: Direction = .back
    ) throws(TidemarkError) -> ClosedRange<Timestamp> {
        switch expression.form {
        case .distance(let duration, let isBack):
            let moment = now.advanced(by: direction == .back || isBack ? .zero - duration : duration)
            return moment...moment
        case .wall(let day, let time, _):
            let rules = try rules(of: expression)
            guard let found = moments(day, time, in: rules, direction) else {
                throw TidemarkError(.invalidValue, "'\(expression)' is beyond the times that Tidemark knows")
            }
            return found
        }
    }

    /// What clocks show at a moment where a time is meant: `Fri 2026-11-27 03:00:00 CET (2026-11-27T02:00:00Z)`.
    ///
    /// - Throws: what knowing the zone throws.
    public func words(for moment: Timestamp, as expression: TimeExpression) throws(TidemarkError) -> String {
        let rules = try rules(of: expression)
        let shown = rules.wallText(moment)
        return rules.isUTC ? shown : "\(shown) (\(moment.description.prefix { $0 != "." })Z)"
    }

    private func rules(of expression: TimeExpression) throws(TidemarkError) -> TimeZoneRules {
        // A distance is the same in every zone.
        guard case .wall(_, _, let meant) = expression.form else { return (try? zone(nil)) ?? .utc }
        switch meant {
        case .own: return try zone(nil)
        case .named(let name): return try zone(name)
        case .fixed(0): return .utc
        case .fixed(let offset): return .fixed(offset)
        }
    }

    private func moments(
        _ day: TimeExpression.Day?,
        _ time: TimeExpression.TimeOfDay?,
        in rules: TimeZoneRules,
        _ direction: Direction
    ) -> ClosedRange<Timestamp>? {
        let present = rules.clock(at: RFC3339.split(now.nanoseconds, by: Self.nanosecondsPerMicrosecond).quotient)
        let today = WallClock(year: present.year, month: present.month, day: present.day)
        func moments(_ day: WallClock) -> ClosedRange<Timestamp>? { Self.moments(day, time, in: rules) }
        switch day {
        case .date(let year, let month, let day): return moments(WallClock(year: year, month: month, day: day))
        case .relative(let days): return moments(Self.day(days, after: today))
        case nil:
            guard let candidate = moments(today) else { return nil }
            switch direction {
            case .back: return candidate.lowerBound <= now ? candidate : moments(Self.day(-1, after: today))
            case .ahead: return candidate.lowerBound > now ? candidate : moments(Self.day(1, after: today))
            }
        }
    }

    private static func day(_ days: Int64, after day: WallClock) -> WallClock {
        WallClock(microsecondsSinceEpoch: day.microsecondsSinceEpoch + days * microsecondsPerDay)
    }

    /// A time of a day, or all of the day.
    private static func moments(
        _ day: WallClock,
        _ time: TimeExpression.TimeOfDay?,
        in rules: TimeZoneRules
    ) -> ClosedRange<Timestamp>? {
        guard let time else {
            guard let first = moment(rules.moment(of: day), 0),
                let next = moment(rules.moment(of: Self.day(1, after: day)), 0)
            else { return nil }
            return first...Timestamp(nanoseconds: next.nanoseconds - 1)
        }
        var clock = day
        (clock.hour, clock.minute) = (time.second / 3_600, time.second / 60 % 60)
        clock.microsecond = time.second % 60 * WallClock.microsecondsPerSecond
        let second = rules.moment(of: clock)
        guard let first = moment(second, time.nanosecond ?? 0),
            let last = moment(second, time.nanosecond ?? nanosecondsPerSecond - 1)
        else { return nil }
        return first...last
    }

    private static func moment(_ microseconds: Int64, _ nanoseconds: Int64) -> Timestamp? {
        let (whole, isTooFar) = microseconds.multipliedReportingOverflow(by: nanosecondsPerMicrosecond)
        let (sum, isBeyond) = whole.addingReportingOverflow(nanoseconds)
        return isTooFar || isBeyond ? nil : Timestamp(nanoseconds: sum)
    }
}
