public import Offsets

/// A group as it is now.
public struct InspectedGroup: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state as listed.
    public let state: GroupState
    /// Its kind, as far as the client library tells.
    public let type: GroupType
    /// How many members it has, `nil` where the client library cannot tell.
    public let members: Int?
    /// `HOST:PORT` of its coordinator, `nil` when not known.
    public let coordinator: String?
}
