/// Whether a snapshot can be relied on.
public enum SnapshotState: String, Hashable, Sendable, CaseIterable {
    /// It holds everything that was asked for.
    case complete
    /// Something could not be read; the coverage says what.
    case partial
    /// It holds no group, or far less than the one before it; kept, but it never displaces another.
    case suspicious
}
