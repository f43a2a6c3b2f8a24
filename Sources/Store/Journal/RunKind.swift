/// Where a run's offsets come from.
public enum RunKind: String, Hashable, Sendable, CaseIterable {
    /// A snapshot.
    case restore
    /// The pre-image of another run.
    case undo
    /// Another group, which stays.
    case copy
    /// Another group, which goes.
    case rename
    /// A rule: the log's start or end, a time, a shift, a file.
    case reset
    /// Nowhere: the offsets are removed.
    case delete
}
