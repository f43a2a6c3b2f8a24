import FoundationEssentials

/// A moment in UTC, in nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// Nanoseconds since the epoch.
    public let nanoseconds: Int64

    /// A moment by its nanoseconds since the epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// A moment from a RFC 3339 text with a zone (`2026-11-21T03:00:00Z`, fractions allowed); `nil` for anything else.
    public init?(rfc3339 text: String) {
        let plain = Date.ISO8601FormatStyle()
        guard
            let date = (try? plain.parse(text))
                ?? (try? plain.year().month().day().dateSeparator(.dash)
                    .time(includingFractionalSeconds: true).timeSeparator(.colon).timeZone(separator: .colon).parse(
                        text
                    ))
        else { return nil }
        let nanoseconds = (date.timeIntervalSince1970 * 1e3).rounded() * 1e6
        guard let whole = Int64(exactly: nanoseconds) else { return nil }
        self.nanoseconds = whole
    }

    /// The present moment of the system clock.
    public static func now() -> Timestamp {
        Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e6) * 1_000)
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-21T03:00:00.000Z`.
    public var description: String {
        let date = Date(timeIntervalSince1970: (Double(nanoseconds) / 1e6).rounded(.down) / 1e3 + 0.000_1)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }
}
