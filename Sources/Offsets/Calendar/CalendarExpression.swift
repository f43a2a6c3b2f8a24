/// When something is to happen again and again, in the grammar of systemd's `OnCalendar=` (systemd.time(7)).
///
/// `Mon..Fri *-*-* 03:00:00 Europe/Paris`: days of the week, a date, a time of day and a zone, each of which may be left
/// out; or one of systemd's words such as `daily`. It is a rule for clocks on the wall: ``CalendarSchedule`` applies it in a
/// zone.
public struct CalendarExpression: Hashable, Sendable {
    /// The years that can be named.
    static let years: ClosedRange<Int64> = 1_970...2_199

    /// Days of the week, 0 for Monday to 6 for Sunday; empty for all of them.
    var weekdays: Set<Int> = []
    var year = CalendarField.any
    var month = CalendarField.any
    var day = CalendarField.any
    /// Whether days are counted from the end of the month, as `~` asks.
    var countsFromEndOfMonth = false
    var hour = CalendarField.only(0)
    var minute = CalendarField.only(0)
    /// Microseconds since the minute began.
    var microsecond = CalendarField.only(0)
    /// The zone as written: `UTC`, or a name of the time zone database; `nil` when the expression names none.
    public internal(set) var zone: String?

    /// Whether it names its hours and minutes one by one, as `03:00` and `9,17:30` do.
    ///
    /// Such a time is kept through a change of the clocks; with a wildcard, a range or a repetition the hours that really
    /// pass are followed.
    public var hasFixedTime: Bool { hour.isFixed && minute.isFixed }

    /// The first moment of the wall clock that fits and is not before another one; `nil` when none is left.
    func next(from earliest: WallClock) -> WallClock? {
        var found = earliest
        while true {
            guard let year = year.next(from: found.year, end: Self.years.upperBound) else { return nil }
            if year != found.year { found = WallClock(year: year, month: 1, day: 1) }
            guard let month = month.next(from: found.month, end: 12) else {
                found = WallClock(year: found.year + 1, month: 1, day: 1)
                continue
            }
            if month != found.month { found = WallClock(year: found.year, month: month, day: 1) }
            guard let day = nextDay(from: found) else {
                found = Self.monthAfter(found)
                continue
            }
            if day != found.day { found = WallClock(year: found.year, month: found.month, day: day) }
            if let time = nextTime(from: found) { return time }
            found = Self.dayAfter(found)
        }
    }

    /// The first day of the month that fits, from the day of a moment on.
    private func nextDay(from moment: WallClock) -> Int64? {
        let length = RFC3339.length(ofMonth: moment.month, year: moment.year)
        let days = countsFromEndOfMonth ? day.counted(fromEndOf: length) : day
        var candidate = WallClock(year: moment.year, month: moment.month, day: moment.day)
        while let found = days.next(from: candidate.day, end: length) {
            candidate.day = found
            if weekdays.isEmpty || weekdays.contains(candidate.weekday) { return found }
            candidate.day += 1
        }
        return nil
    }

    /// The first time of the same day that fits.
    private func nextTime(from moment: WallClock) -> WallClock? {
        var found = moment
        while let hour = hour.next(from: found.hour, end: 23) {
            if hour != found.hour { (found.hour, found.minute, found.microsecond) = (hour, 0, 0) }
            while let minute = minute.next(from: found.minute, end: 59) {
                if minute != found.minute { (found.minute, found.microsecond) = (minute, 0) }
                let lastMicrosecond = 60 * WallClock.microsecondsPerSecond - 1
                if let microsecond = microsecond.next(from: found.microsecond, end: lastMicrosecond) {
                    found.microsecond = microsecond
                    return found
                }
                (found.minute, found.microsecond) = (minute + 1, 0)
            }
            (found.hour, found.minute, found.microsecond) = (hour + 1, 0, 0)
        }
        return nil
    }

    private static func monthAfter(_ moment: WallClock) -> WallClock {
        moment.month == 12
            ? WallClock(year: moment.year + 1, month: 1, day: 1)
            : WallClock(year: moment.year, month: moment.month + 1, day: 1)
    }

    private static func dayAfter(_ moment: WallClock) -> WallClock {
        moment.day == RFC3339.length(ofMonth: moment.month, year: moment.year)
            ? monthAfter(moment)
            : WallClock(year: moment.year, month: moment.month, day: moment.day + 1)
    }
}

/// Why a text is no schedule.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let message: String
    /// What to write instead, `nil` when there is nothing to add.
    public let hint: String?

    /// An error.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The message and the hint.
    public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
