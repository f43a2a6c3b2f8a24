public import Offsets

/// An unusual movement, and the snapshots it was between.
public struct MovementBetween: Hashable, Sendable {
    /// What moved.
    public let movement: UnusualMovement
    /// The snapshot before it.
    public let earlier: StoredSnapshot
    /// The one after it.
    public let later: StoredSnapshot
}
