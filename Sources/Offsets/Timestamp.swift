import FoundationEssentials

/// A moment in UTC, in nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// It reaches from the year 1677 to the year 2262.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// Nanoseconds since the epoch.
    public let nanoseconds: Int64

    /// A moment by its nanoseconds since the epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The present moment of the system clock.
    public static func now() -> Timestamp {
        Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e6) * 1_000)
    }

    /// RFC 3339 in UTC with milliseconds, the rest cut off: `2026-11-21T03:00:00.000Z`.
    public var description: String { RFC3339.text(nanoseconds: nanoseconds) }

    /// The moment that is so much later.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            nanoseconds: nanoseconds + seconds * Self.nanosecondsPerSecond + attoseconds / 1_000_000_000
        )
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Timestamp {
    /// A moment from a RFC 3339 text with a zone; `nil` for anything else and for a moment out of range.
    ///
    /// Accepted are `2026-11-21T03:00:00Z`, fractions of a second (digits beyond nanoseconds are cut off), offsets such
    /// as `+01:00`, lower-case `t` and `z`, and, beyond the RFC, a time without seconds. A leap second is not.
    public init?(rfc3339 text: String) {
        guard let nanoseconds = RFC3339.nanoseconds(text) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }
}
