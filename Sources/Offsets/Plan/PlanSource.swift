/// Where the offsets of a plan come from.
public enum PlanSource: Hashable, Sendable {
    /// A snapshot that was begun at a moment.
    case snapshot(SnapshotID, at: Timestamp)
    /// The pre-image of the run with this id.
    case run(String)
    /// Another group of the same cluster, as it is now.
    case group(GroupID)
    /// Positions in the operator's words, such as `to-earliest`.
    case positions(String)

    /// The snapshot, `nil` for another source.
    public var snapshot: SnapshotID? {
        if case .snapshot(let id, at: _) = self { id } else { nil }
    }
}
