/// What a run does to one partition of one group.
public enum RunAction: String, Hashable, Sendable, CaseIterable {
    /// Commits the planned offset.
    case set
    /// Removes the offset.
    case delete
    /// Leaves it; it is part of the run because it is checked.
    case keep
}
