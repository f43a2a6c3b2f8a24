/// What a step does.
public enum PlanAction: String, Hashable, Sendable, CaseIterable {
    /// Writes an offset.
    case set
    /// Removes the offset.
    case delete
    /// Nothing, because the partition already holds what it is to hold.
    case keep
    /// Nothing, because of a finding and the policy for it.
    case skip
}
