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

    /// What the zone's clocks show at a moment: `Fri 2026-11-27 03:00:00 CET`.
    public func wallText(_ moment: Timestamp) -> String { zone.wallText(moment) }

    /// In microseconds, by the hours that really pass.
    private func elapsed(after microseconds: Int64) -> Int64? {
        var earliest = microseconds + 1
        while true {
            let period = zone.period(atMicrosecond: earliest)
            guard let clock = expression.next(from: TimeZoneRules.clock(at: earliest, period)) else { return nil }
            let found = clock.microsecondsSinceEpoch - period.offset * WallClock.microsecondsPerSecond
            guard let end = period.end.map({ $0 * WallClock.microsecondsPerSecond }), found >= end else { return found }
            earliest = end
        }
    }

    /// In microseconds, each time of the wall clock once.
    private func fixed(after microseconds: Int64) -> Int64? {
        let period = zone.period(atMicrosecond: microseconds)
        var clock = TimeZoneRules.clock(at: microseconds, period)
        // During the second of two equal hours everything they hold has been due.
        if let begin = period.begin {
            let before = zone.period(atMicrosecond: begin * WallClock.microsecondsPerSecond - 1)
            clock = max(clock, TimeZoneRules.clock(at: begin * WallClock.microsecondsPerSecond, before))
        }
        while let found = expression.next(from: clock) {
            let due = zone.moment(of: found)
            if due > microseconds { return due }
            clock = WallClock(microsecondsSinceEpoch: found.microsecondsSinceEpoch + 1)
        }
        return nil
    }
}
