/// Dates of the Gregorian calendar as RFC 3339 writes them, in whole numbers only.
enum RFC3339 {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000
    private static let secondsPerDay: Int64 = 86_400
    /// The calendar repeats itself after so many years, which have so many days.
    private static let cycle: (years: Int64, days: Int64) = (400, 146_097)
    /// Days from 0000-03-01 to 1970-01-01.
    private static let daysToEpoch: Int64 = 719_468
    private static let fractionDigits = 9

    /// The moment in UTC with milliseconds, rounded down; or, compact, with whole seconds and without dashes and colons.
    static func text(nanoseconds: Int64, isCompact: Bool = false) -> String {
        let (seconds, fraction) = split(nanoseconds, by: nanosecondsPerSecond)
        let (days, second) = split(seconds, by: secondsPerDay)
        let date = date(daysSinceEpoch: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func append(_ number: Int64, digits: Int, then separator: Unicode.Scalar?) {
            var divisor: Int64 = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
            if let separator { bytes.append(UInt8(ascii: separator)) }
        }
        append(date.year, digits: 4, then: isCompact ? nil : "-")
        append(date.month, digits: 2, then: isCompact ? nil : "-")
        append(date.day, digits: 2, then: "T")
        append(second / 3_600, digits: 2, then: isCompact ? nil : ":")
        append(second / 60 % 60, digits: 2, then: isCompact ? nil : ":")
        append(second % 60, digits: 2, then: isCompact ? "Z" : ".")
        if !isCompact { append(fraction / nanosecondsPerMillisecond, digits: 3, then: "Z") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Nanoseconds since the epoch; `nil` when the text is not a date and time with a zone, or out of range.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = text.utf8[...]
        guard
            let year = number(&rest, digits: 4), skip(&rest, "-"),
            let month = number(&rest, digits: 2), (1...12).contains(month), skip(&rest, "-"),
            let day = number(&rest, digits: 2), (1...length(ofMonth: month, year: year)).contains(day),
            skip(&rest, "T") || skip(&rest, "t"),
            let hour = number(&rest, digits: 2), hour < 24, skip(&rest, ":"),
            let minute = number(&rest, digits: 2), minute < 60
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if skip(&rest, ":") {
            guard let written = number(&rest, digits: 2), written < 60 else { return nil }
            second = written
            if skip(&rest, ".") {
                guard let written = self.fraction(&rest) else { return nil }
                fraction = written
            }
        }
        guard let offset = zone(&rest), rest.isEmpty else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * secondsPerDay + hour * 3_600 + minute * 60 + second - offset
        return joined(seconds: seconds, fraction: fraction)
    }

    static func split(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// `seconds * 10⁹ + fraction` without overflow on the way to the earliest moments.
    private static func joined(seconds: Int64, fraction: Int64) -> Int64? {
        let isEarly = seconds < 0 && fraction > 0
        let (whole, isTooFar) = (isEarly ? seconds + 1 : seconds).multipliedReportingOverflow(by: nanosecondsPerSecond)
        let (sum, isBeyond) = whole.addingReportingOverflow(isEarly ? fraction - nanosecondsPerSecond : fraction)
        return isTooFar || isBeyond ? nil : sum
    }

    // Years are counted from March, so that the leap day is the last of its year.

    static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (cycles, yearOfCycle) = split(month > 2 ? year : year - 1, by: cycle.years)
        let monthsFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthsFromMarch + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycles * cycle.days + dayOfCycle - daysToEpoch
    }

    static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (cycles, dayOfCycle) = split(daysSinceEpoch + daysToEpoch, by: cycle.days)
        // Takes the leap days out, then divides: 1 460, 36 524 and 146 096 are the last days before each exception.
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100)
        let monthsFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthsFromMarch + 2) / 5 + 1
        let month = monthsFromMarch < 10 ? monthsFromMarch + 3 : monthsFromMarch - 9
        return (cycles * cycle.years + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
    }

    static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func digit(_ rest: inout Substring.UTF8View) -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }

    private static func number(_ rest: inout Substring.UTF8View, digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit(&rest) else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    private static func fraction(_ rest: inout Substring.UTF8View) -> Int64? {
        var number: Int64 = 0
        var count = 0
        while let digit = digit(&rest) {
            if count < fractionDigits { number = number * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, fractionDigits)..<fractionDigits { number *= 10 }
        return number
    }

    /// Seconds east of UTC.
    private static func zone(_ rest: inout Substring.UTF8View) -> Int64? {
        if skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        let isEast = skip(&rest, "+")
        guard
            isEast || skip(&rest, "-"),
            let hour = number(&rest, digits: 2), hour < 24, skip(&rest, ":"),
            let minute = number(&rest, digits: 2), minute < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hour * 3_600 + minute * 60)
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }
}
