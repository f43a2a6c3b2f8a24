/// A group that a plan wants to write to, as the cluster shows it now.
public struct TargetGroup: Hashable, Sendable {
    /// A group that the cluster does not have.
    public static let missing = TargetGroup(state: .empty, type: .unknown, existed: false)

    /// Its state as listed; without meaning when it does not exist.
    public let state: GroupState
    /// Its kind.
    public let type: GroupType
    /// Whether the cluster has it: it is listed, or holds offsets.
    ///
    /// An undo removes a group that it did not have.
    public let existed: Bool

    /// A group as listed.
    public init(state: GroupState, type: GroupType, existed: Bool = true) {
        self.state = state
        self.type = type
        self.existed = existed
    }

    /// Whether it may have members and so must not be touched: only an absent and an empty group are free.
    ///
    /// A group whose kind hides its state is left to its coordinator, which refuses offsets while there are members.
    public var isActive: Bool { existed && state.isActive(in: type) }
}
