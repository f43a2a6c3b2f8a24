/// The state of a consumer group as ListGroups names it (KIP-518).
public enum GroupState: String, Hashable, Sendable, CaseIterable {
    /// A state the client library has no name for; KIP-848's Assigning and Reconciling appear so
    /// (`docs/kafka.md` §3.8).
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

    /// Whether offsets must not be written to a group of a kind.
    ///
    /// Only one without members is free, and anything not known to be so is active. Where the kind hides the state, the
    /// coordinator is asked by writing.
    public func isActive(in type: GroupType) -> Bool {
        self != .empty && !(self == .unknown && type.hidesState)
    }

    /// The state with this name, ``unknown`` for one without a case.
    public init(named name: String) {
        self = GroupState(rawValue: name) ?? .unknown
    }
}
