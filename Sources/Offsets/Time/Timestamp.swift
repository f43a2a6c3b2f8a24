import FoundationEssentials

/// A moment in UTC, in nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// It reaches from the year 1677 to the year 2262.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let attosecondsPerNanosecond: Int64 = 1_000_000_000

    /// Nanoseconds since the epoch.
    public let nanoseconds: Int64

    /// A moment by its nanoseconds since the epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The present moment of the system clock; the last or first moment there is where the clock stands beyond it.
    public static func now() -> Timestamp {
        let microseconds = Int64(exactly: (Date().timeIntervalSince1970 * 1e6).rounded(.towardZero))
        return Timestamp(nanoseconds: 0).advanced(by: .microseconds(microseconds ?? .max))
    }

    /// RFC 3339 in UTC with milliseconds, the rest cut off: `2026-11-21T03:00:00.000Z`.
    public var description: String { RFC3339.text(nanoseconds: nanoseconds) }

    /// RFC 3339 in UTC with whole seconds, the rest cut off: `2026-11-21T03:00:00Z`.
    public var inSeconds: String { "\(description.prefix(while: { $0 != "." }))Z" }

    /// The same without dashes and colons, as names of files have it: `20261121T030000Z`.
    public var compact: String { RFC3339.text(nanoseconds: nanoseconds, isCompact: true) }

    /// The moment that is so much later; the last or the first there is where that would be beyond it.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
        // Seconds and the rest have the same sign, and so has what overflows.
        let limit = Timestamp(nanoseconds: seconds < 0 ? .min : .max)
        guard !isTooLong else { return limit }
        let (span, isSpanTooLong) = whole.addingReportingOverflow(attoseconds / Self.attosecondsPerNanosecond)
        let (sum, isBeyond) = nanoseconds.addingReportingOverflow(span)
        return isSpanTooLong || isBeyond ? limit : Timestamp(nanoseconds: sum)
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
