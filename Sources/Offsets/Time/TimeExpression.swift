/// A time as people type it, before anybody knows in which zone and on which day: `03:00`, `yesterday 03:00`, `2h`,
/// `2026-11-21`, `2026-11-21 03:00 Europe/Paris`, or RFC 3339.
public struct TimeExpression: Hashable, Sendable, CustomStringConvertible {
    /// The forms there are, for messages.
    public static let examples =
        "2026-11-21T03:00Z, '2026-11-21 03:00 Europe/Paris', 2026-11-21, 03:00, 'yesterday 03:00' or 2h"

    /// A day, as it is typed.
    enum Day: Hashable, Sendable {
        /// A date of the calendar.
        case date(year: Int64, month: Int64, day: Int64)
        /// So many days after today; below 0 before.
        case relative(Int64)
    }

    /// A time of day.
    struct TimeOfDay: Hashable, Sendable {
        /// Seconds since midnight.
        var second: Int64
        /// Nanoseconds since the second began; `nil` where the whole second is meant.
        var nanosecond: Int64?
    }

    /// The zone that is meant.
    enum Zone: Hashable, Sendable {
        /// That of whoever types.
        case own
        /// One of the time zone database, or UTC.
        case named(String)
        /// So many seconds east of UTC.
        case fixed(Int64)
    }

    /// What is typed.
    enum Form: Hashable, Sendable {
        /// So far from now; back in any case, where that is said.
        case distance(Duration, isBack: Bool)
        /// What clocks show; a day without a time is all of that day, a time without a day the nearest such time.
        case wall(Day?, TimeOfDay?, Zone)
    }

    /// The text as typed.
    public let description: String
    let form: Form

    /// Whether it names a moment by itself, whatever the time and the zone of whoever types it.
    public var isAbsolute: Bool {
        guard case .wall(.date, .some, .fixed) = form else { return false }
        return true
    }

    /// Whether it is a day without a time.
    public var isDay: Bool {
        guard case .wall(_, nil, _) = form else { return false }
        return true
    }

    /// Reads a time; `nil` when the text is none.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let form = Self.form(text) else { return nil }
        description = text
        self.form = form
    }

    /// They come before a time and are no zones.
    private static let dayWords = ["today", "yesterday", "tomorrow", "ago", "now"]

    private static func form(_ text: String) -> Form? {
        if text == "now" { return .distance(.zero, isBack: false) }
        let ago = " ago"
        let isBack = text.hasSuffix(ago)
        if let duration = DurationText.duration(isBack ? String(text.dropLast(ago.count)) : text) {
            return .distance(duration, isBack: isBack)
        }
        var words = text.split(separator: " ", omittingEmptySubsequences: false)[...]
        var day: Day?
        switch words.first {
        case "today": day = .relative(0)
        case "yesterday": day = .relative(-1)
        case "tomorrow": day = .relative(1)
        case let first?:
            if let (date, rest) = date(first) {
                guard let date else { return nil }
                day = date
                // The time may follow in the same word.
                if let rest { words[words.startIndex] = rest } else { words.removeFirst() }
            }
        case nil: return nil
        }
        if case .relative = day { words.removeFirst() }
        var (time, zone): (TimeOfDay?, Zone) = (nil, .own)
        if let word = words.first, word.first?.isNumber == true {
            guard let (found, offset) = self.time(word) else { return nil }
            time = found
            if let offset { zone = .fixed(offset) }
            words.removeFirst()
        }
        if let word = words.first {
            let name = String(word)
            guard words.count == 1, zone == .own, TimeZoneName.isLegal(name), name.first?.isLetter == true,
                !dayWords.contains(name)
            else { return nil }
            zone = name == "Z" ? .fixed(0) : .named(name)
        }
        guard day != nil || time != nil else { return nil }
        return .wall(day, time, zone)
    }

    /// The date at the beginning of a word, and what follows behind a `T`; `nil` where there is none, a date that is `nil`
    /// where the calendar has no such day.
    private static func date(_ word: Substring) -> (date: Day?, rest: Substring?)? {
        guard let match = word.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)([Tt](.+))?/) else { return nil }
        guard let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3),
            (1...12).contains(month), day >= 1, day <= RFC3339.length(ofMonth: month, year: year)
        else { return (nil, nil) }
        return (.date(year: year, month: month, day: day), match.5)
    }

    /// A time of day, and the seconds east of UTC that may follow it.
    private static func time(_ word: Substring) -> (time: TimeOfDay, offset: Int64?)? {
        let form = /(\d\d):(\d\d)(:(\d\d)(\.(\d{1,9}))?)?(([Zz])|([+-])(\d\d):(\d\d))?/
        guard let match = word.wholeMatch(of: form), let hour = Int64(match.1), let minute = Int64(match.2),
            let second = Int64(match.4 ?? "0"), hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = match.6.flatMap { Int64("\($0)\(String(repeating: "0", count: 9 - $0.count))") }
        let time = TimeOfDay(second: hour * 3_600 + minute * 60 + second, nanosecond: fraction)
        guard match.7 != nil else { return (time, nil) }
        if match.8 != nil { return (time, 0) }
        guard let hours = match.10.flatMap({ Int64($0) }), let minutes = match.11.flatMap({ Int64($0) }), hours < 24,
            minutes < 60
        else { return nil }
        return (time, (match.9 == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }
}
