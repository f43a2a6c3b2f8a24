/// What the sentinel group's metadata says: the run whose transaction committed last, and which way it went.
///
/// Written as `RUN:fwd/HASH` or `RUN:undo/HASH`; older versions left out the hash.
public struct SentinelMark: Hashable, Sendable, CustomStringConvertible {
    /// Which way a transaction goes.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// It writes what the plan wants.
        case forward = "fwd"
        /// It puts back what was there before.
        case undo
    }

    private static let separator: Character = ":"
    private static let hashSeparator: Character = "/"
    /// So many digits of a hash tell two journals apart, and fit where brokers allow little metadata.
    private static let hashDigits = 16

    /// The id of the run.
    public let run: String
    /// Which way the transaction went.
    public let direction: Direction
    /// The first digits of the hash of the last record about the run in the audit log, as it was when this was sent; `nil`
    /// where an older version has sent it.
    public let auditHash: String?

    /// The mark of a run.
    public init(run: String, direction: Direction, auditHash: ContentDigest? = nil) {
        self.run = run
        self.direction = direction
        self.auditHash = auditHash.map { String($0.description.prefix(Self.hashDigits)) }
    }

    /// Reads a mark; `nil` when the metadata is none, the empty run id included.
    public init?(_ metadata: OffsetMetadata) {
        guard
            let end = metadata.text.lastIndex(of: Self.separator), end > metadata.text.startIndex
        else { return nil }
        let parts = metadata.text[end...].dropFirst()
            .split(separator: Self.hashSeparator, maxSplits: 1, omittingEmptySubsequences: false)
        guard let word = parts.first, let direction = Direction(rawValue: String(word)),
            parts.count == 1 || parts[1].count == Self.hashDigits && parts[1].allSatisfy(\.isHexDigit)
        else { return nil }
        self.run = String(metadata.text[..<end])
        self.direction = direction
        auditHash = parts.count == 1 ? nil : String(parts[1])
    }

    /// The mark as it is stored.
    public var metadata: OffsetMetadata { OffsetMetadata(description) }

    /// `RUN:fwd/HASH` or `RUN:undo/HASH`, without the hash where there is none.
    public var description: String {
        "\(run)\(Self.separator)\(direction.rawValue)" + (auditHash.map { "\(Self.hashSeparator)\($0)" } ?? "")
    }

    /// Whether another mark is of the same run, and went the same way.
    public func isOfRun(of other: SentinelMark) -> Bool { run == other.run && direction == other.direction }
}

/// The group in which Tidemark leaves, inside each transaction, the mark that tells whether it committed.
///
/// It holds no consumer's offsets and is hidden from snapshots, lists and plans.
public enum SentinelGroup {
    /// What the name of every sentinel group begins with.
    public static let prefix = "tidemark.sentinel."

    /// The sentinel group of one installation of Tidemark.
    public static func name(installation: String) -> GroupID {
        GroupID(prefix + installation)
    }

    /// Whether the group is a sentinel, of this installation or of another.
    public static func isOne(_ group: GroupID) -> Bool {
        // Bytes, because `hasPrefix` compares characters: a combining accent after the last dot would hide the group.
        group.name.utf8.starts(with: prefix.utf8)
    }
}
