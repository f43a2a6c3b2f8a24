extension TimeZoneRules {
    /// What the zone's clocks show at a moment: `Fri 2026-11-27 03:00:00 CET`.
    public func wallText(_ moment: Timestamp) -> String {
        let (seconds, _) = RFC3339.split(moment.nanoseconds, by: 1_000_000_000)
        let period = period(at: seconds)
        let shifted = Timestamp(nanoseconds: moment.nanoseconds &+ period.offset * 1_000_000_000)
        let text = shifted.description
        let weekday = CalendarExpression.weekdayNames[clock(at: seconds * WallClock.microsecondsPerSecond).weekday]
        return "\(weekday) \(text.prefix(10)) \(text.dropFirst(11).prefix(8)) \(period.abbreviation)"
    }

    /// What the zone's clocks show at a moment, in microseconds since 1970.
    func clock(at microseconds: Int64) -> WallClock {
        Self.clock(at: microseconds, period(atMicrosecond: microseconds))
    }

    /// What clocks show at a moment that go as they do in a period.
    static func clock(at microseconds: Int64, _ period: Period) -> WallClock {
        WallClock(microsecondsSinceEpoch: microseconds + period.offset * WallClock.microsecondsPerSecond)
    }

    /// The moment at which the clocks show a time, in microseconds since 1970: the first of two, the end of a gap where they
    /// never do.
    func moment(of clock: WallClock) -> Int64 {
        let second = WallClock.microsecondsPerSecond
        let asUTC = clock.microsecondsSinceEpoch
        // A zone's clocks are never as far from UTC as two days, so the period looked for begins in this window.
        var period = period(atMicrosecond: asUTC - 2 * 86_400 * second)
        while true {
            let found = asUTC - period.offset * second
            guard let end = period.end.map({ $0 * second }), found >= end else {
                return max(found, period.begin.map { $0 * second } ?? found)
            }
            period = self.period(atMicrosecond: end)
        }
    }

    /// The period that a moment is in, in microseconds since 1970.
    func period(atMicrosecond microseconds: Int64) -> Period {
        period(at: RFC3339.split(microseconds, by: WallClock.microsecondsPerSecond).quotient)
    }
}
