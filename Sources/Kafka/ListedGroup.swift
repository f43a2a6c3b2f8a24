public import Offsets

/// A group as ListGroups shows it.
public struct ListedGroup: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state.
    public let state: GroupState
    /// Its kind, as far as the library tells.
    public let type: GroupType

    /// A listed group.
    public init(group: GroupID, state: GroupState, type: GroupType) {
        self.group = group
        self.state = state
        self.type = type
    }
}
