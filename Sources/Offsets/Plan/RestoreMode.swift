/// What happens to offsets of the target that the source does not have.
public enum RestoreMode: String, Hashable, Sendable, CaseIterable {
    /// They stay.
    case merge
    /// They are deleted, as far as the selection reaches.
    case exact
}
