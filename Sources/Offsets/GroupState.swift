/// The state of a consumer group as ListGroups names it (KIP-518).
public enum GroupState: String, Hashable, Sendable, CaseIterable {
    /// A state the client library has no name for; KIP-848's Assigning and Reconciling appear so (`kafka.md` §5).
    case unknown = "Unknown"
    /// Members are joining.
    case preparingRebalance = "PreparingRebalance"
    /// Members wait for their assignment.
    case completingRebalance = "CompletingRebalance"
    /// Members are consuming.
    case stable = "Stable"
    /// The group is being removed.
    case dead = "Dead"
    /// No members.
    case empty = "Empty"

    /// Whether offsets may be written: only a group without members is free; anything not known to be so is active.
    public var isActive: Bool { self != .empty }
}
