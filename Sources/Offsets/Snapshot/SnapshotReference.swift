/// How an operator names a snapshot: by id or prefix, by age, or by time.
public enum SnapshotReference: Hashable, Sendable {
    /// The newest (`latest`), or so many before it (`latest~2`).
    case latest(back: Int)
    /// The newest that began at or before this moment (`@2026-11-21T03:00Z`, `@yesterday 03:00`, `@2h`).
    case atOrBefore(Timestamp)
    /// The one whose id is this text or begins with it.
    case id(prefix: String)

    private static let newest = "latest"
    /// No store holds more snapshots than this; a larger number is a slip of the hand.
    private static let furthestBack = 1_000_000

    /// Reads a reference as the operator typed it.
    ///
    /// Snapshots are named and shown to the second, so a time without fractions means that whole second: a snapshot
    /// that began at 03:00:00.2 is found by `@2026-11-21T03:00Z`; and a day means all of it.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - moments: What a time means, such as ``TimeReader/moments(of:_:)``.
    /// - Throws: `bad-snapshot-reference` (exit 64) for a text of none of the forms; what `moments` throws.
    public init(
        _ text: String,
        _ moments: (TimeExpression) throws(TidemarkError) -> ClosedRange<Timestamp>
    ) throws(TidemarkError) {
        if text == Self.newest {
            self = .latest(back: 0)
        } else if text.hasPrefix("\(Self.newest)~") {
            let digits = text.dropFirst(Self.newest.count + 1)
            guard Self.areDigits(digits), let back = Int(digits), back <= Self.furthestBack else {
                throw Self.error(text, "expected a number after latest~, from 0 to \(Self.furthestBack)")
            }
            self = .latest(back: back)
        } else if text.hasPrefix("@") {
            guard let time = TimeExpression(String(text.dropFirst())) else {
                throw Self.error(text, "expected a time after @, such as \(TimeExpression.examples)")
            }
            self = .atOrBefore(try moments(time).upperBound)
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
        self.text = "\(startedAt.compact)-\(digest.digits(ofFirst: Self.digestDigits / 2))"
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
