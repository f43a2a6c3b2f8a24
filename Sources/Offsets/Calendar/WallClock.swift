/// A date and time of day as a calendar and a clock on the wall show them, without a zone.
struct WallClock: Hashable, Comparable, Sendable {
    static let microsecondsPerSecond: Int64 = 1_000_000
    private static let secondsPerDay: Int64 = 86_400

    /// The year, in the Gregorian calendar.
    var year: Int64
    /// The month, 1 to 12.
    var month: Int64
    /// The day of the month, from 1.
    var day: Int64
    /// The hour, 0 to 23.
    var hour: Int64 = 0
    /// The minute, 0 to 59.
    var minute: Int64 = 0
    /// Microseconds since the minute began, below 60 000 000.
    var microsecond: Int64 = 0

    /// A moment of the wall clock by its parts.
    init(year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, microsecond: Int64 = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.microsecond = microsecond
    }

    /// What a clock in UTC shows at a moment; in another zone, that of the moment plus the zone's offset.
    init(microsecondsSinceEpoch: Int64) {
        let (seconds, fraction) = RFC3339.split(microsecondsSinceEpoch, by: Self.microsecondsPerSecond)
        let (days, second) = RFC3339.split(seconds, by: Self.secondsPerDay)
        let date = RFC3339.date(daysSinceEpoch: days)
        self.init(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: second / 3_600,
            minute: second / 60 % 60,
            microsecond: second % 60 * Self.microsecondsPerSecond + fraction
        )
    }

    /// The moment at which a clock in UTC shows it.
    var microsecondsSinceEpoch: Int64 {
        let days = RFC3339.daysSinceEpoch(year: year, month: month, day: day)
        return (days * Self.secondsPerDay + hour * 3_600 + minute * 60) * Self.microsecondsPerSecond + microsecond
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        Int(RFC3339.split(RFC3339.daysSinceEpoch(year: year, month: month, day: day) + 3, by: 7).remainder)
    }

    /// Orders by time.
    static func < (left: WallClock, right: WallClock) -> Bool {
        left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
    }
}
