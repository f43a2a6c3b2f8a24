/// What a plan is for; the kinds differ only in where the offsets come from.
public enum PlanKind: String, Hashable, Sendable, CaseIterable {
    /// Offsets of a snapshot.
    case restore
    /// The pre-image of a run.
    case undo
    /// Offsets of another group, which stays.
    case copy
    /// Offsets of another group, which is removed once the new one is proven.
    case rename
    /// Positions the operator asked for.
    case reset
    /// Nothing: offsets are removed.
    case delete
}
