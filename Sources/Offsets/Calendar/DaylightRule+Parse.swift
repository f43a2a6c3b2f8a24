extension DaylightRule {
    /// The rule in a text such as `CET-1CEST,M3.5.0,M10.5.0/3`; `nil` when it is none.
    init?(posix text: String) {
        var reader = Reader(rest: text[...].utf8)
        guard let standard = reader.name(), let west = reader.time() else { return nil }
        self.standard = TimeZoneRules.Kind(offset: -west, abbreviation: standard)
        guard !reader.rest.isEmpty else { return }
        guard let name = reader.name() else { return nil }
        // One hour ahead, unless it says otherwise.
        var offset = self.standard.offset + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        guard let begin = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        daylight = Daylight(
            kind: TimeZoneRules.Kind(offset: offset, abbreviation: name),
            begin: begin,
            end: end
        )
    }

    private struct Reader {
        var rest: Substring.UTF8View

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: scalar) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// Letters, or anything in angle brackets.
        mutating func name() -> String? {
            let isQuoted = skip("<")
            let name = rest.prefix { byte in
                isQuoted ? byte != UInt8(ascii: ">") : Character(Unicode.Scalar(byte)).isLetter
            }
            rest = rest.dropFirst(name.count)
            guard name.count >= 3, !isQuoted || skip(">") else { return nil }
            return String(Substring(name))
        }

        mutating func number(atMost limit: Int64) -> Int64? {
            let digits = rest.prefix(while: CalendarReader.isDigit)
            guard (1...3).contains(digits.count), let number = Int64(String(Substring(digits))), number <= limit else {
                return nil
            }
            rest = rest.dropFirst(digits.count)
            return number
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int64? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard var seconds = number(atMost: 167).map({ $0 * 3_600 }) else { return nil }
            for unit in [Int64(60), 1] where skip(":") {
                guard let part = number(atMost: 59) else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            guard skip(",") else { return nil }
            let day: Change.Day
            if skip("M") {
                guard let month = number(atMost: 12), month > 0, skip("."), let week = number(atMost: 5), week > 0,
                    skip("."), let weekday = number(atMost: 6)
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else if skip("J") {
                guard let number = number(atMost: 365), number > 0 else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(atMost: 365) else { return nil }
                day = .zeroBased(number)
            }
            guard skip("/") else { return Change(day: day) }
            return time().map { Change(day: day, time: $0) }
        }
    }
}
