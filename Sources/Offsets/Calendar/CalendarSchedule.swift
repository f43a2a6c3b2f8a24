/// A calendar expression in a time zone: when exactly it is due.
///
/// Where the clocks are changed, an expression with a fixed time (``CalendarExpression/hasFixedTime``) is due once: at the
/// end of a gap in which its time is skipped, and at the first of two equal times. Any other follows the hours that really
/// pass: nothing in a gap, and both of two equal times.
public struct CalendarSchedule: Hashable, Sendable {
    /// The rule.
    public let expression: CalendarExpression
    /// The zone that it is applied in.
    public let zone: TimeZoneRules

    /// A schedule.
    public init(_ expression: CalendarExpression, in zone: TimeZoneRules) {
        self.expression = expression
        self.zone = zone
    }

    /// The first moment after another one at which it is due, to the microsecond; `nil` when it never is again.
    public func next(after moment: Timestamp) -> Timestamp? {
        let (microseconds, _) = RFC3339.split(moment.nanoseconds, by: 1_000)
        let found = expression.hasFixedTime ? fixed(after: microseconds) : elapsed(after: microseconds)
        guard let found else { return nil }
        let (nanoseconds, isTooFar) = found.multipliedReportingOverflow(by: 1_000)
        return isTooFar ? nil : Timestamp(nanoseconds: nanoseconds)
    }

    /// What the zone's clocks show at a moment: `2026-11-27 03:00:00 CET`.
    public func wallText(_ moment: Timestamp) -> String {
        let (seconds, _) = RFC3339.split(moment.nanoseconds, by: 1_000_000_000)
        let period = zone.period(at: seconds)
        let shifted = Timestamp(nanoseconds: moment.nanoseconds &+ period.offset * 1_000_000_000)
        let text = shifted.description
        let weekday = CalendarExpression.weekdayNames[Self.clock(at: seconds * 1_000_000, period).weekday]
        return "\(weekday) \(text.prefix(10)) \(text.dropFirst(11).prefix(8)) \(period.abbreviation)"
    }

    /// In microseconds, by the hours that really pass.
    private func elapsed(after microseconds: Int64) -> Int64? {
        var earliest = microseconds + 1
        while true {
            let period = period(at: earliest)
            guard let clock = expression.next(from: Self.clock(at: earliest, period)) else { return nil }
            let found = clock.microsecondsSinceEpoch - period.offset * WallClock.microsecondsPerSecond
            guard let end = period.end.map({ $0 * WallClock.microsecondsPerSecond }), found >= end else { return found }
            earliest = end
        }
    }

    /// In microseconds, each time of the wall clock once.
    private func fixed(after microseconds: Int64) -> Int64? {
        let period = period(at: microseconds)
        var clock = Self.clock(at: microseconds, period)
        // During the second of two equal hours everything they hold has been due.
        if let begin = period.begin {
            let before = self.period(at: begin * WallClock.microsecondsPerSecond - 1)
            clock = max(clock, Self.clock(at: begin * WallClock.microsecondsPerSecond, before))
        }
        while let found = expression.next(from: clock) {
            let due = moment(of: found)
            if due > microseconds { return due }
            clock = WallClock(microsecondsSinceEpoch: found.microsecondsSinceEpoch + 1)
        }
        return nil
    }

    /// The moment at which the clocks show a time: the first of two, the end of a gap where they never do.
    private func moment(of clock: WallClock) -> Int64 {
        let second = WallClock.microsecondsPerSecond
        let asUTC = clock.microsecondsSinceEpoch
        // A zone's clocks are never as far from UTC as two days, so the period looked for begins in this window.
        var period = period(at: asUTC - 2 * 86_400 * second)
        while true {
            let found = asUTC - period.offset * second
            guard let end = period.end.map({ $0 * second }), found >= end else {
                return max(found, period.begin.map { $0 * second } ?? found)
            }
            period = self.period(at: end)
        }
    }

    private func period(at microseconds: Int64) -> TimeZoneRules.Period {
        zone.period(at: RFC3339.split(microseconds, by: WallClock.microsecondsPerSecond).quotient)
    }

    private static func clock(at microseconds: Int64, _ period: TimeZoneRules.Period) -> WallClock {
        WallClock(microsecondsSinceEpoch: microseconds + period.offset * WallClock.microsecondsPerSecond)
    }
}
