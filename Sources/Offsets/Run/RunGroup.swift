/// A target group of a run as it was found before.
public struct RunGroup: Hashable, Sendable {
    /// The group.
    public var group: GroupID
    /// Whether the cluster knew the group; an undo removes those it did not.
    public var existed: Bool
    /// Its state then, `nil` when it did not exist.
    public var state: GroupState?
    /// Its kind.
    public var type: GroupType

    /// A target group.
    public init(group: GroupID, existed: Bool, state: GroupState?, type: GroupType = .unknown) {
        self.group = group
        self.existed = existed
        self.state = state
        self.type = type
    }
}
