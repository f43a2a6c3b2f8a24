/// How an operator names a snapshot: by id or prefix, by age, or by time.
public enum SnapshotReference: Hashable, Sendable {
    /// The newest (`latest`), or so many before it (`latest~2`).
    case latest(back: Int)
    /// The newest that began at or before this moment (`@2026-11-21T03:00Z`).
    case atOrBefore(Timestamp)
    /// The one whose id is this text or begins with it.
    case id(prefix: String)

    private static let newest = "latest"
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    /// No store holds more snapshots than this; a larger number is a slip of the hand.
    private static let furthestBack = 1_000_000

    /// Reads a reference as the operator typed it.
    ///
    /// Snapshots are named and shown to the second, so a time without fractions means that whole second: a snapshot
    /// that began at 03:00:00.2 is found by `@2026-11-21T03:00Z`.
    ///
    /// - Throws: `bad-snapshot-reference` (exit 64) for a text of none of the forms.
    public init(_ text: String) throws(TidemarkError) {
        if text == Self.newest {
            self = .latest(back: 0)
        } else if text.hasPrefix("\(Self.newest)~") {
            let digits = text.dropFirst(Self.newest.count + 1)
            guard Self.areDigits(digits), let back = Int(digits), back <= Self.furthestBack else {
                throw Self.error(text, "expected a number after latest~, from 0 to \(Self.furthestBack)")
            }
            self = .latest(back: back)
        } else if text.hasPrefix("@") {
            guard let moment = Self.moment(text.dropFirst()) else {
                throw Self.error(text, "expected a time with its zone after @, such as @2026-11-21T03:00Z")
            }
            self = .atOrBefore(moment)
        } else {
            guard !text.isEmpty, text.utf8.allSatisfy(Self.isOfID) else {
                let isLatest = text.lowercased().hasPrefix(Self.newest.prefix(3))
                throw TidemarkError(
                    .badSnapshotReference,
                    "unknown snapshot '\(text)'",
                    hint: isLatest
                        ? "Did you mean '\(Self.newest)'?"
                        : "Give an id or the beginning of one, latest, latest~2, or @TIME; `tidemark list` shows the ids."
                )
            }
            self = .id(prefix: text)
        }
    }

    private static func error(_ text: String, _ reason: String) -> TidemarkError {
        TidemarkError(
            .badSnapshotReference,
            "unknown snapshot '\(text)': \(reason)",
            hint: "`tidemark list` shows the ids."
        )
    }

    /// Whether the byte occurs in an id such as `20261121T030000Z-1a2b3c4d`.
    private static func isOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "T"), UInt8(ascii: "Z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func areDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    /// The last nanosecond meant by `YYYY-MM-DDTHH:MM[:SS[.fraction]]` and `Z` or `±HH:MM`; `nil` for anything else.
    private static func moment(_ text: Substring) -> Timestamp? {
        let form = /(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)/
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let match = text.wholeMatch(of: form) else { return nil }
        let (_, minutes, seconds, fraction, zone) = match.output
        guard seconds != nil || fraction == nil else { return nil }
        let civil = "\(minutes)\(seconds ?? ":00")"
        // The parser rolls 31 February over into March; a date that does not come back as it was typed is none.
        guard let plain = Timestamp(rfc3339: "\(civil)Z"), plain.description.prefix(civil.count) == civil,
            let whole = Timestamp(rfc3339: "\(civil)\(zone)")
        else { return nil }
        // The last second that 64 bits of nanoseconds can name, in 2262, is not a whole one.
        let part = fraction.map { digits in
            Int64("\(digits.dropFirst())\(String(repeating: "0", count: 10 - digits.count))")
        }
        guard let part = part ?? nanosecondsPerSecond - 1 else { return nil }
        let (sum, isBeyond) = whole.nanoseconds.addingReportingOverflow(part)
        return isBeyond ? nil : Timestamp(nanoseconds: sum)
    }
}

extension SnapshotReference: CustomStringConvertible {
    /// Whether which snapshot it means depends on what else is in the store.
    public var isByAge: Bool {
        if case .id = self { false } else { true }
    }

    /// The reference as it could be typed.
    public var description: String {
        switch self {
        case .latest(back: 0): Self.newest
        case .latest(let back): "\(Self.newest)~\(back)"
        case .atOrBefore(let moment): "@\(moment)"
        case .id(let prefix): prefix
        }
    }
}

/// The name of a snapshot: sortable by time, unique by digest, derived from the file's content alone.
public struct SnapshotID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many hexadecimal digits of the digest end the name.
    public static let digestDigits = 8

    /// The name, such as `20261121T030000Z-1a2b3c4d`.
    public let text: String

    /// The name of the snapshot with this start and this digest.
    public init(startedAt: Timestamp, digest: ContentDigest) {
        self.text = "\(startedAt.compact)-\(digest.description.prefix(Self.digestDigits))"
    }

    /// A name that was derived before, as a catalog or a journal holds it.
    public init(text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Orders by start, then by digest.
    public static func < (left: SnapshotID, right: SnapshotID) -> Bool { left.text < right.text }
}
