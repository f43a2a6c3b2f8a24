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
