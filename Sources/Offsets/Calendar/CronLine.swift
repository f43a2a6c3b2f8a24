/// What to tell somebody who writes a schedule as cron or Go do.
enum CronLine {
    private static let words = [
        "@yearly": "yearly", "@annually": "yearly", "@monthly": "monthly", "@weekly": "weekly", "@daily": "daily",
        "@midnight": "daily", "@hourly": "hourly",
    ]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// The error for a text that is a schedule of cron's or an `@every`; `nil` for any other.
    static func hint(for text: String) -> CalendarError? {
        let fields = text.split(separator: " ").map(String.init)
        if let first = fields.first?.lowercased(), first.hasPrefix("@"), first.dropFirst().first?.isLetter == true {
            let instead = words[first] ?? (first == "@every" ? every(fields.dropFirst().joined()) : nil)
            return error(text, "is a word of cron's", instead)
        }
        guard fields.count == 5 || fields.count == 6, fields.allSatisfy(isCronField),
            !fields.contains(where: { $0.contains(":") })
        else { return nil }
        return error(text, "is a line of cron's", fields.count == 5 ? calendar(fields) : nil)
    }

    private static func error(_ text: String, _ what: String, _ instead: String?) -> CalendarError {
        CalendarError(
            "'\(text)' \(what), and schedules are written as systemd's OnCalendar",
            hint: instead.map { "write '\($0)'" } ?? "write for example '*:0/15' for every quarter of an hour"
        )
    }

    private static func isCronField(_ field: String) -> Bool {
        field.utf8.allSatisfy { byte in
            CalendarReader.isDigit(byte) || "*/,-?".utf8.contains(byte) || Character(Unicode.Scalar(byte)).isLetter
        }
    }

    /// `@every 5m` as the calendar writes it, where it divides an hour or a day.
    private static func every(_ duration: String) -> String? {
        guard let unit = duration.last, let count = Int(duration.dropLast()), count > 0 else { return nil }
        switch unit {
        case "s" where 60 % count == 0: return "*:*:0/\(count)"
        case "m" where 60 % count == 0: return "*:0/\(count)"
        case "h" where 24 % count == 0: return "0/\(count):00"
        default: return nil
        }
    }

    /// Minute, hour, day of month, month, day of week.
    private static func calendar(_ fields: [String]) -> String? {
        guard let minute = field(fields[0], first: 0), let hour = field(fields[1], first: 0),
            let day = field(fields[2], first: 1), let month = field(fields[3], first: 1)
        else { return nil }
        let time = "\(hour):\(minute)"
        let date = day == "*" && month == "*" ? "*-*-*" : "*-\(month)-\(day)"
        guard fields[4] != "*", fields[4] != "?" else {
            return date == "*-*-*" && hour == "*" ? time : "\(date) \(time)"
        }
        // In cron a line with both is due on either; that has no counterpart.
        guard day == "*" else { return nil }
        var days: [String] = []
        for part in fields[4].split(separator: ",") {
            let ends = part.split(separator: "-").map {
                Int($0).flatMap { (0...7).contains($0) ? weekdays[$0] : nil } ?? String($0)
            }
            guard ends.allSatisfy({ CalendarReader.isWeekdays($0) }) else { return nil }
            days.append(ends.joined(separator: ".."))
        }
        let expression = "\(days.joined(separator: ",")) \(date) \(time)"
        return expression
    }

    private static func field(_ text: String, first: Int) -> String? {
        if text == "*" || text == "?" { return "*" }
        if text.hasPrefix("*/"), let step = Int(text.dropFirst(2)), step > 0 { return "\(first)/\(step)" }
        guard text.utf8.allSatisfy({ CalendarReader.isDigit($0) || "/,-".utf8.contains($0) }) else { return nil }
        return text.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "..")
    }
}
