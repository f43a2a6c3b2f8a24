extension CalendarExpression {
    /// Every second, as a `*` in the place of the seconds means.
    static let everySecond = CalendarField(
        components: [CalendarField.Component(start: 0, step: WallClock.microsecondsPerSecond)]
    )

    /// systemd's words for common expressions.
    private static let words: [String: String] = [
        "minutely": "*-*-* *:*:00",
        "hourly": "*-*-* *:00:00",
        "daily": "*-*-* 00:00:00",
        "weekly": "Mon *-*-* 00:00:00",
        "monthly": "*-*-01 00:00:00",
        "quarterly": "*-01,04,07,10-01 00:00:00",
        "semiannually": "*-01,07-01 00:00:00",
        "semi-annually": "*-01,07-01 00:00:00",
        "biannually": "*-01,07-01 00:00:00",
        "bi-annually": "*-01,07-01 00:00:00",
        "yearly": "*-01-01 00:00:00",
        "annually": "*-01-01 00:00:00",
    ]

    /// An expression from its text.
    ///
    /// Whether a zone that it names exists is for ``CalendarSchedule`` to say.
    ///
    /// - Throws: ``CalendarError``, which says what is wrong and, for a line of cron, how OnCalendar writes it.
    public init(_ text: String) throws(CalendarError) {
        if let hint = CronLine.hint(for: text) { throw hint }
        guard !text.isEmpty else { throw CalendarError("the schedule is empty") }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw CalendarError("'\(text)' has characters that no schedule has")
        }
        var (body, zone) = Self.splitZone(text)
        if let word = Self.words[body.lowercased()] { body = word }
        var reader = CalendarReader(body, of: text)
        let days = try reader.weekdays()
        // All of them are no restriction.
        weekdays = days.count == Self.weekdayNames.count ? [] : days
        if !reader.isAtEnd, try !reader.date(into: &self) || !reader.isAtEnd { try reader.time(into: &self) }
        self.zone = self.zone ?? zone
        try checkRanges(of: text)
    }

    /// Takes a zone from the end: UTC in any case, or what looks like a name of the database.
    private static func splitZone(_ text: String) -> (body: String, zone: String?) {
        guard let space = text.lastIndex(of: " ") else { return (text, nil) }
        let word = String(text[text.index(after: space)...])
        let body = String(text[..<space])
        if word.lowercased() == "utc" { return (body, "UTC") }
        // A part of a date or a time begins with a digit, a star or @; a day of the week has no letters behind its name.
        let isZone =
            TimeZoneName.isLegal(word) && word.utf8.first.map { !CalendarReader.isDigit($0) } == true
            && !CalendarReader.isWeekdays(word)
        return isZone ? (body, word) : (text, nil)
    }

    private func checkRanges(of text: String) throws(CalendarError) {
        try Self.check(year, "years", Self.years, of: text)
        try Self.check(month, "months", 1...12, of: text)
        // Of a day counted from the end, no more than every month has.
        try Self.check(day, "days", countsFromEndOfMonth ? 1...28 : 1...31, descends: countsFromEndOfMonth, of: text)
        try Self.check(hour, "hours", 0...23, of: text)
        try Self.check(minute, "minutes", 0...59, of: text)
        try Self.check(microsecond, "seconds", 0...(60 * WallClock.microsecondsPerSecond - 1), of: text)
    }

    private static func check(
        _ field: CalendarField,
        _ name: String,
        _ range: ClosedRange<Int64>,
        descends: Bool = false,
        of text: String
    ) throws(CalendarError) {
        let words = name == "seconds" ? "0 to 59.999999" : "\(range.lowerBound) to \(range.upperBound)"
        for component in field.components {
            guard range.contains(component.start), component.stop.map(range.contains) ?? true else {
                throw CalendarError("'\(text)': the \(name) go from \(words)")
            }
            if let stop = component.stop, component.start > stop {
                throw CalendarError("'\(text)': a range of \(name) ends before it begins")
            }
            let (limit, isBelow) = descends ? (range.lowerBound, true) : (component.stop ?? range.upperBound, false)
            let second = isBelow ? component.start - component.step : component.start + component.step
            guard component.step >= 0, isBelow ? second >= limit : second <= limit else {
                throw CalendarError("'\(text)': the repetition of the \(name) is never reached")
            }
        }
    }
}
