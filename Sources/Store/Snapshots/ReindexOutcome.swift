/// What it came to when the files were read and the catalog written anew.
public struct ReindexOutcome: Hashable, Sendable {
    /// How many files were read and are snapshots.
    public var snapshots = 0
    /// Their size in bytes.
    public var bytes = 0
    /// How many of them the catalog did not have.
    public var added = 0
    /// How many it had, and not as their files are.
    public var changed = 0
    /// How many it had that are not there.
    public var removed = 0
}
