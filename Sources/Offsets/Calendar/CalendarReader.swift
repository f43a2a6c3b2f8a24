/// Reads the parts of a calendar expression from left to right.
struct CalendarReader {
    /// Numbers have no more digits than this, so that they fit.
    private static let mostDigits = 10
    /// Seconds are read to the microsecond; further digits are rounded.
    private static let fractionDigits = 6
    /// So many values in a list are more than any schedule needs.
    private static let mostComponents = 1_000

    private let whole: String
    private var rest: Substring.UTF8View

    init(_ body: String, of whole: String) {
        self.whole = whole
        rest = body[...].utf8
    }

    /// Whether everything was read.
    var isAtEnd: Bool { rest.isEmpty }

    /// The days of the week at the beginning; empty when there are none.
    mutating func weekdays() throws(CalendarError) -> Set<Int> {
        var days: Set<Int> = []
        var rangeFrom: Int?
        while let (day, length) = Self.weekday(rest) {
            rest = rest.dropFirst(length)
            if let first = rangeFrom {
                guard first <= day else { throw error("a range of days ends before it begins") }
                days.formUnion(first...day)
            }
            days.insert(day)
            let wasRange = rangeFrom != nil
            rangeFrom = nil
            if isAtEnd || skipSpaces() { return days }
            if skip("..") || skip("-") {
                guard !wasRange else { throw error("a range of days has one beginning and one end") }
                rangeFrom = day
            } else if !skip(",") {
                throw error("'\(Self.text(rest.prefix(1)))' behind a day of the week")
            }
            if rangeFrom == nil, isAtEnd || skipSpaces() { return days }
        }
        guard days.isEmpty else { throw error("a day of the week is missing") }
        return days
    }

    /// Reads a date, unless a time comes at once.
    ///
    /// - Returns: Whether there was one.
    mutating func date(into expression: inout CalendarExpression) throws(CalendarError) -> Bool {
        if skip("@") { return try moment(into: &expression) }
        let begin = rest
        let first = try field("a year, month or hour")
        if isAtEnd || rest.first == UInt8(ascii: ":") {
            rest = begin
            return false
        }
        let isFromEnd = try separator()
        let second = try field("a month or day")
        if isAtEnd || rest.first == UInt8(ascii: " ") {
            (expression.month, expression.day) = (first, second)
            expression.countsFromEndOfMonth = isFromEnd
            _ = skipSpaces()
            return true
        }
        guard !isFromEnd else { throw error("'~' stands before the day") }
        expression.countsFromEndOfMonth = try separator()
        let third = try field("a day")
        guard isAtEnd || skipSpaces() else { throw error("'\(Self.text(rest.prefix(1)))' behind the date") }
        (expression.year, expression.month, expression.day) = (Self.fullYears(first), second, third)
        return true
    }

    /// Reads a time of day, which ends the expression.
    mutating func time(into expression: inout CalendarExpression) throws(CalendarError) {
        expression.hour = try field("an hour")
        guard skip(":") else { throw error("a time of day is written HH:MM or HH:MM:SS") }
        expression.minute = try field("a minute")
        guard !isAtEnd else { return }
        guard skip(":") else { throw error("'\(Self.text(rest.prefix(1)))' behind the minutes") }
        if skip("*") {
            expression.microsecond = CalendarExpression.everySecond
        } else {
            expression.microsecond = try list("a second", unit: WallClock.microsecondsPerSecond)
        }
        guard isAtEnd else { throw error("'\(Self.text(rest))' behind the time") }
    }

    /// Seconds since 1970, in UTC.
    private mutating func moment(into expression: inout CalendarExpression) throws(CalendarError) -> Bool {
        let seconds = try number("the seconds since 1970")
        guard isAtEnd else { throw error("'\(Self.text(rest))' behind the seconds since 1970") }
        let clock = WallClock(microsecondsSinceEpoch: seconds * WallClock.microsecondsPerSecond)
        expression.year = .only(clock.year)
        expression.month = .only(clock.month)
        expression.day = .only(clock.day)
        expression.hour = .only(clock.hour)
        expression.minute = .only(clock.minute)
        expression.microsecond = .only(clock.microsecond)
        expression.zone = "UTC"
        return true
    }

    /// `-`, or `~` for a day that is counted from the end of the month.
    private mutating func separator() throws(CalendarError) -> Bool {
        if skip("~") { return true }
        guard skip("-") else { throw error("a date is written YYYY-MM-DD or MM-DD, a time of day HH:MM") }
        return false
    }

    /// `*`, or a list of whole numbers.
    private mutating func field(_ what: String) throws(CalendarError) -> CalendarField {
        skip("*") ? .any : try list(what, unit: 1)
    }

    /// Values separated by commas, each a number, a range or a repetition; seconds in microseconds, with decimals.
    private mutating func list(_ what: String, unit: Int64) throws(CalendarError) -> CalendarField {
        var components: [CalendarField.Component] = []
        repeat {
            guard components.count < Self.mostComponents else { throw error("the list is too long") }
            var component = CalendarField.Component(start: try value(what, unit))
            if skip("..") {
                component.stop = try value(what, unit)
                component.step = unit
            }
            if skip("/") {
                component.step = try value("a repetition", unit)
                guard component.step > 0 else { throw error("a repetition must be more than 0") }
            }
            components.append(Self.tidy(component))
        } while skip(",")
        return CalendarField(components: components)
    }

    /// A range of one value is that value, and a range ends at the last value that is reached.
    private static func tidy(_ component: CalendarField.Component) -> CalendarField.Component {
        guard let stop = component.stop, stop >= component.start else { return component }
        guard component.start + component.step <= stop else {
            return stop == component.start ? CalendarField.Component(start: component.start) : component
        }
        var tidied = component
        tidied.stop = component.start + (stop - component.start) / component.step * component.step
        return tidied
    }

    private mutating func value(_ what: String, _ unit: Int64) throws(CalendarError) -> Int64 {
        let whole = try number(what)
        guard unit == WallClock.microsecondsPerSecond, rest.first == UInt8(ascii: "."),
            rest.dropFirst().first.map(Self.isDigit) == true
        else { return whole * unit }
        rest = rest.dropFirst()
        let digits = rest.prefix(while: Self.isDigit)
        rest = rest.dropFirst(digits.count)
        var fraction: Int64 = 0
        for digit in digits.prefix(Self.fractionDigits) { fraction = fraction * 10 + Int64(digit - UInt8(ascii: "0")) }
        for _ in min(digits.count, Self.fractionDigits)..<Self.fractionDigits { fraction *= 10 }
        if let next = digits.dropFirst(Self.fractionDigits).first, next >= UInt8(ascii: "5") { fraction += 1 }
        return whole * unit + fraction
    }

    private mutating func number(_ what: String) throws(CalendarError) -> Int64 {
        let digits = rest.prefix(while: Self.isDigit)
        guard !digits.isEmpty else {
            throw error(isAtEnd ? "\(what) is missing at the end" : "'\(Self.text(rest))' is not \(what)")
        }
        guard digits.count <= Self.mostDigits, let number = Int64(Self.text(digits)) else {
            throw error("'\(Self.text(digits))' is too large")
        }
        rest = rest.dropFirst(digits.count)
        return number
    }

    private mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// Whether there was at least one space.
    private mutating func skipSpaces() -> Bool {
        let spaces = rest.prefix { $0 == UInt8(ascii: " ") }
        rest = rest.dropFirst(spaces.count)
        return !spaces.isEmpty
    }

    private func error(_ what: String) -> CalendarError {
        CalendarError(
            "'\(whole)' is no schedule: \(what)",
            hint: "write it like Mon..Fri *-*-* 03:00:00, or daily; see systemd.time(7), Calendar Events"
        )
    }

    /// Years of two digits are those from 1970 to 2069.
    private static func fullYears(_ field: CalendarField) -> CalendarField {
        func full(_ year: Int64) -> Int64 { year < 70 ? year + 2_000 : year < 100 ? year + 1_900 : year }
        return CalendarField(
            components: field.components.map {
                CalendarField.Component(start: full($0.start), stop: $0.stop.map(full), step: $0.step)
            }
        )
    }

    /// A day of the week at the beginning of a text, with the length of its name.
    private static func weekday(_ text: Substring.UTF8View) -> (day: Int, length: Int)? {
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        for (day, name) in full.enumerated() {
            for length in [name.utf8.count, 3] {
                let word = text.prefix(length).map { $0 | 0x20 }
                guard word.elementsEqual(name.utf8.prefix(length)) else { continue }
                let behind = text.dropFirst(length).first
                guard behind.map({ "-., ".utf8.contains($0) }) ?? true else { continue }
                return (day, length)
            }
        }
        return nil
    }

    /// Whether a word begins with a day of the week, as `Mon..Fri` does.
    static func isWeekdays(_ word: String) -> Bool { weekday(word[...].utf8) != nil }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func text(_ bytes: Substring.UTF8View) -> String { String(Substring(bytes)) }
}
