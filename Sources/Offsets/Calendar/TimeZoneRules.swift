/// When the clocks of a time zone go how far from UTC, as a file of the time zone database says (RFC 8536).
public struct TimeZoneRules: Hashable, Sendable {
    /// A time during which a zone's clocks keep their distance from UTC.
    struct Period: Hashable, Sendable {
        /// When it begins, in seconds since 1970; `nil` for the first one.
        var begin: Int64?
        /// When the next one begins; `nil` for the last one.
        var end: Int64?
        /// Seconds east of UTC.
        var offset: Int64
        /// What people call the time then, such as `CEST`.
        var abbreviation: String
    }

    /// The zone's name.
    public let name: String
    /// The changes of the clocks that the file lists, in order.
    let changes: [(begin: Int64, kind: Kind)]
    /// What holds before the first change.
    let first: Kind
    /// The rule behind the last change; `nil` when the last one holds for ever.
    let rule: DaylightRule?

    /// A distance from UTC and what it is called.
    struct Kind: Hashable, Sendable {
        var offset: Int64
        var abbreviation: String
    }

    init(name: String, first: Kind, changes: [(begin: Int64, kind: Kind)] = [], rule: DaylightRule? = nil) {
        self.name = name
        self.first = first
        self.changes = changes
        self.rule = rule
    }

    /// Coordinated universal time.
    public static let utc = TimeZoneRules(name: "UTC", first: Kind(offset: 0, abbreviation: "UTC"))

    /// A zone whose clocks are always so many seconds east of UTC, named by that: `+01:00`.
    static func fixed(_ offset: Int64) -> TimeZoneRules {
        func digits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = abs(offset) / 60
        let name = "\(offset < 0 ? "-" : "+")\(digits(minutes / 60)):\(digits(minutes % 60))"
        return TimeZoneRules(name: name, first: Kind(offset: offset, abbreviation: name))
    }

    /// Whether its clocks show UTC, and say so.
    var isUTC: Bool { changes.isEmpty && rule == nil && first == Self.utc.first }

    /// How far the clocks are from UTC at a moment, in seconds east of it.
    public func offset(at moment: Timestamp) -> Int64 {
        period(at: RFC3339.split(moment.nanoseconds, by: 1_000_000_000).quotient).offset
    }

    /// The period that a moment is in.
    func period(at second: Int64) -> Period {
        // The index of the first change after the moment.
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].begin <= second { low = middle + 1 } else { high = middle }
        }
        let isBehindAll = low == changes.count
        let kind = low == 0 ? first : changes[low - 1].kind
        let begin = low == 0 ? nil : changes[low - 1].begin
        if isBehindAll, let rule { return rule.period(at: second, notBefore: begin) }
        return Period(
            begin: begin,
            end: isBehindAll ? nil : changes[low].begin,
            offset: kind.offset,
            abbreviation: kind.abbreviation
        )
    }

    /// Equal names with equal rules.
    public static func == (left: TimeZoneRules, right: TimeZoneRules) -> Bool {
        left.name == right.name && left.first == right.first && left.rule == right.rule
            && left.changes.elementsEqual(right.changes) { $0.begin == $1.begin && $0.kind == $1.kind }
    }

    /// By the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Names of the time zone database, which are also paths in it.
public enum TimeZoneName {
    /// Longer than any name of the database.
    private static let longest = 64

    /// Whether a text could be a name of the database: letters, digits, `_`, `+`, `-` and single slashes between them.
    public static func isLegal(_ name: String) -> Bool {
        guard (1...longest).contains(name.utf8.count) else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }
}
