/// Durations as operators write them: `500ms`, `30s`, `5m`, `1h30m`, `2d`.
public enum DurationText {
    /// The duration a text names; `nil` when it names none, or one that no 64-bit number of milliseconds holds.
    ///
    /// Whole numbers with a unit each, the units in falling order and each at most once.
    public static func duration(_ text: String) -> Duration? {
        var rest = Substring(text)
        var units = DurationUnit.allCases[...]
        var milliseconds: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest[letters.endIndex...]
            guard
                let number = Int64(digits),
                let unit = DurationUnit(rawValue: String(letters)),
                let position = units.firstIndex(of: unit)
            else { return nil }
            units = units[(position + 1)...]
            let (part, partOverflows) = number.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, sumOverflows) = milliseconds.addingReportingOverflow(part)
            guard !partOverflows, !sumOverflows else { return nil }
            milliseconds = sum
        }
        return .milliseconds(milliseconds)
    }

    /// The shortest text that names a duration, rounded down to milliseconds; `0s` for less than one.
    public static func text(_ duration: Duration) -> String {
        let millisecond: Int64 = 1_000_000_000_000_000
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
        let (sum, isBeyond) = whole.addingReportingOverflow(attoseconds / millisecond)
        var rest: Int64 = seconds < 0 ? 0 : isTooLong || isBeyond ? .max : max(0, sum)
        var text = ""
        for unit in DurationUnit.allCases {
            let count = rest / unit.milliseconds
            rest %= unit.milliseconds
            if count > 0 { text += "\(count)\(unit.rawValue)" }
        }
        return text.isEmpty ? "0s" : text
    }
}

/// A unit in which durations are written.
enum DurationUnit: String, CaseIterable {
    case days = "d"
    case hours = "h"
    case minutes = "m"
    case seconds = "s"
    case milliseconds = "ms"

    /// Its length.
    var milliseconds: Int64 {
        switch self {
        case .days: 24 * 60 * 60 * 1_000
        case .hours: 60 * 60 * 1_000
        case .minutes: 60 * 1_000
        case .seconds: 1_000
        case .milliseconds: 1
        }
    }
}
