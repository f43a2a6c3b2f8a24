/// A group of which it is not known what it held when a run was ended, because it could not be read.
public struct UnreadGroup: Hashable, Sendable {
    /// The group.
    public var group: GroupID
    /// Why it could not be read.
    public var reason: String

    /// A group that could not be read.
    public init(group: GroupID, reason: String) {
        self.group = group
        self.reason = reason
    }
}
