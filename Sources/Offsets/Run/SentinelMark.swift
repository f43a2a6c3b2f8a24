/// What the sentinel group's metadata says: the run whose transaction committed last, and which way it went.
///
/// Written as `RUN:fwd` or `RUN:undo`.
public struct SentinelMark: Hashable, Sendable, CustomStringConvertible {
    /// Which way a transaction goes.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// It writes what the plan wants.
        case forward = "fwd"
        /// It puts back what was there before.
        case undo
    }

    private static let separator: Character = ":"

    /// The id of the run.
    public let run: String
    /// Which way the transaction went.
    public let direction: Direction

    /// The mark of a run.
    public init(run: String, direction: Direction) {
        self.run = run
        self.direction = direction
    }

    /// Reads a mark; `nil` when the metadata is none, the empty run id included.
    public init?(_ metadata: OffsetMetadata) {
        guard
            let end = metadata.text.lastIndex(of: Self.separator), end > metadata.text.startIndex,
            let direction = Direction(rawValue: String(metadata.text[end...].dropFirst()))
        else { return nil }
        self.run = String(metadata.text[..<end])
        self.direction = direction
    }

    /// The mark as it is stored.
    public var metadata: OffsetMetadata { OffsetMetadata(description) }

    /// `RUN:fwd` or `RUN:undo`.
    public var description: String { "\(run)\(Self.separator)\(direction.rawValue)" }
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
