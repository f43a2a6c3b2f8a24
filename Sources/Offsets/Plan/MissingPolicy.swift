/// What to do with an offset whose topic or partition the cluster does not have.
public enum MissingPolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop the whole plan.
    case fail
    /// Leave the partition out.
    case skip
}
