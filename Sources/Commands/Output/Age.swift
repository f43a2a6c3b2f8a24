import Offsets

/// How long ago something was, as people say it.
enum Age {
    private static let secondsPerMinute: Int64 = 60
    private static let secondsPerHour: Int64 = 60 * 60
    private static let secondsPerDay: Int64 = 24 * 60 * 60
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    /// Up to so many of a unit are told in it, which keeps the error below half a unit in two.
    private static let most: Int64 = 2

    /// A moment with its age: `2026-11-26 16:07:50 UTC (14 min ago)`.
    static func moment(_ time: Timestamp, now: Timestamp = .now()) -> String {
        let text = time.description.prefix(while: { $0 != "." })
        return "\(text.split(separator: "T").joined(separator: " ")) UTC (\(ago(time, now: now)))"
    }

    /// The age alone: `14 min ago`; of a moment that is still to come, `2 h from now`.
    static func ago(_ time: Timestamp, now: Timestamp = .now()) -> String {
        let (length, isAhead) = length(from: time, to: now)
        return isAhead ? "\(length) from now" : "\(length) ago"
    }

    /// The age for a column: `14 min`; of a moment that is still to come, `in 2 h`.
    static func short(_ time: Timestamp, now: Timestamp = .now()) -> String {
        let (length, isAhead) = length(from: time, to: now)
        return isAhead ? "in \(length)" : length
    }

    private static func length(from time: Timestamp, to now: Timestamp) -> (text: String, isAhead: Bool) {
        let (earlier, later) = (min(time, now), max(time, now))
        let (nanoseconds, isBeyond) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        let seconds = isBeyond ? Int64.max / nanosecondsPerSecond : nanoseconds / nanosecondsPerSecond
        let text =
            switch seconds {
            case ..<(most * secondsPerMinute): "\(seconds) s"
            case ..<(most * secondsPerHour): "\(seconds / secondsPerMinute) min"
            case ..<(most * secondsPerDay): "\(seconds / secondsPerHour) h"
            default: "\(seconds / secondsPerDay) days"
            }
        return (text, now < time && seconds > 0)
    }
}
