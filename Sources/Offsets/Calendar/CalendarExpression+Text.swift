extension CalendarExpression: CustomStringConvertible {
    /// The short names of the days, from Monday.
    static let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// The normal form, as `systemd-analyze calendar` writes it: `Mon..Fri *-*-* 03:00:00 UTC`.
    public var description: String {
        let date =
            Self.text(year, digits: 4) + "-" + Self.text(month, digits: 2)
            + (countsFromEndOfMonth ? "~" : "-") + Self.text(day, digits: 2)
        let time = "\(Self.text(hour, digits: 2)):\(Self.text(minute, digits: 2)):\(seconds)"
        return [weekdayText, date, time, zone].compactMap(\.self).joined(separator: " ")
    }

    private var weekdayText: String? {
        guard !weekdays.isEmpty else { return nil }
        var parts: [String] = []
        var first = 0
        while first < Self.weekdayNames.count {
            guard weekdays.contains(first) else {
                first += 1
                continue
            }
            var last = first
            while weekdays.contains(last + 1) { last += 1 }
            let names = Self.weekdayNames[first...last]
            // Two neighbours are two days; a range begins at three.
            parts += names.count > 2 ? ["\(Self.weekdayNames[first])..\(Self.weekdayNames[last])"] : Array(names)
            first = last + 1
        }
        return parts.joined(separator: ",")
    }

    private static func text(_ field: CalendarField, digits: Int) -> String {
        guard !field.components.isEmpty else { return "*" }
        return field.components.map { component in
            var text = padded(component.start, digits)
            if let stop = component.stop { text += "..\(padded(stop, digits))" }
            if component.step > (component.stop == nil ? 0 : 1) { text += "/\(component.step)" }
            return text
        }.joined(separator: ",")
    }

    /// The seconds, with as many decimals as they need: none or six.
    private var seconds: String {
        let second = WallClock.microsecondsPerSecond
        if microsecond == Self.everySecond { return "*" }
        return microsecond.components.map { component in
            var text = Self.decimal(component.start)
            if let stop = component.stop { text += "..\(Self.decimal(stop))" }
            if component.step > (component.stop == nil ? 0 : second) || component.step % second != 0 {
                text +=
                    "/\(component.step % second == 0 ? String(component.step / second) : Self.decimal(component.step, digits: 1))"
            }
            return text
        }.joined(separator: ",")
    }

    private static func decimal(_ microseconds: Int64, digits: Int = 2) -> String {
        let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: WallClock.microsecondsPerSecond)
        return padded(whole, digits) + (fraction == 0 ? "" : ".\(padded(fraction, 6))")
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
