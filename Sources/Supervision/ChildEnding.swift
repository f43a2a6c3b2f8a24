/// What the system says of an ended child.
enum ChildEnding: Hashable, Sendable {
    /// It ended by itself with this code.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)
}
