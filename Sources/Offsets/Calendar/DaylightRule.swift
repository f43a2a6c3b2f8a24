/// How a zone changes its clocks every year from some year on: the last line of a time zone file, in the form of POSIX's
/// `TZ` with RFC 8536's extension (hours from −167 to 167).
struct DaylightRule: Hashable, Sendable {
    /// A day of a year and a time on it.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// The day 1 to 365; 29 February is never counted.
            case julian(Int64)
            /// The day from 0; 29 February is counted.
            case zeroBased(Int64)
            /// A weekday (0 is Sunday) of a week (5 is the last) of a month.
            case weekday(month: Int64, week: Int64, day: Int64)
        }

        var day: Day
        /// Seconds since midnight of the wall clock before the change; may be beyond the day on either side.
        var time: Int64 = 7_200

        /// When it is, as seconds since 1970 of the wall clock before the change.
        func wallSeconds(in year: Int64) -> Int64 {
            let newYear = RFC3339.daysSinceEpoch(year: year, month: 1, day: 1)
            let days: Int64
            switch day {
            case .julian(let number):
                let isLeap = RFC3339.length(ofMonth: 2, year: year) == 29
                days = newYear + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            case .zeroBased(let number): days = newYear + number
            case .weekday(let month, let week, let weekday):
                let begin = WallClock(year: year, month: month, day: 1)
                // Monday is 0 there and Sunday 0 here.
                let first = (weekday + 6 - Int64(begin.weekday) + 7) % 7
                var day = first + (week - 1) * 7
                if day >= RFC3339.length(ofMonth: month, year: year) { day -= 7 }
                days = RFC3339.daysSinceEpoch(year: year, month: month, day: 1) + day
            }
            return days * 86_400 + time
        }
    }

    var standard: TimeZoneRules.Kind
    /// Daylight saving time with its first and last moment; `nil` where the clocks are never changed.
    var daylight: Daylight?

    struct Daylight: Hashable, Sendable {
        var kind: TimeZoneRules.Kind
        var begin: Change
        var end: Change
    }

    /// The period that a moment is in; it begins no earlier than the last change that the file lists.
    func period(at second: Int64, notBefore earliest: Int64?) -> TimeZoneRules.Period {
        guard let daylight else {
            return TimeZoneRules.Period(
                begin: earliest,
                end: nil,
                offset: standard.offset,
                abbreviation: standard.abbreviation
            )
        }
        let year = WallClock(microsecondsSinceEpoch: second * WallClock.microsecondsPerSecond).year
        var changes: [(begin: Int64, kind: TimeZoneRules.Kind)] = []
        for year in (year - 1)...(year + 1) {
            changes.append((daylight.begin.wallSeconds(in: year) - standard.offset, daylight.kind))
            changes.append((daylight.end.wallSeconds(in: year) - daylight.kind.offset, standard))
        }
        changes.sort { $0.begin < $1.begin }
        var period = TimeZoneRules.Period(offset: standard.offset, abbreviation: standard.abbreviation)
        for change in changes {
            guard change.begin <= second else {
                period.end = change.begin
                break
            }
            // Daylight saving time all year long: its end is its next beginning, and nothing changes.
            if period.begin != nil, change.kind.offset == period.offset { continue }
            period.begin = change.begin
            (period.offset, period.abbreviation) = (change.kind.offset, change.kind.abbreviation)
        }
        if let earliest, period.begin.map({ $0 < earliest }) ?? true { period.begin = earliest }
        return period
    }
}
