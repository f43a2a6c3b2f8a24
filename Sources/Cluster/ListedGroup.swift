public import Offsets

/// A group as it is listed.
public struct ListedGroup: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Its state.
    public let state: GroupState
    /// Its kind, as far as the library tells.
    public let type: GroupType

    /// Whether the broker that lists it describes a group of this name; `nil` when that is not known.
    ///
    /// False for a group of the newer protocols (KIP-848, share, streams), and for a name that librdkafka cut at a NUL.
    public let isDescribed: Bool?

    /// A listed group.
    public init(group: GroupID, state: GroupState, type: GroupType, isDescribed: Bool? = nil) {
        self.group = group
        self.state = state
        self.type = type
        self.isDescribed = isDescribed
    }

    /// Whether it has members, or may have.
    public var isActive: Bool { state.isActive(in: type) }
}
