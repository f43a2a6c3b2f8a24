public import Offsets

/// A group as DescribeGroups shows it.
///
/// librdkafka before 2.10 describes every KIP-848 group as Dead without members (`docs/kafka.md` §3.9), so a
/// description informs a reader and never decides whether a group is active.
public struct GroupDescription: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The state as described.
    public let state: GroupState
    /// The number of members, `nil` where the client library cannot tell.
    public let members: Int?
    /// Who they are, `nil` where the client library cannot tell.
    public let namedMembers: [GroupMember]?
    /// The coordinating broker, `nil` when not known.
    public let coordinator: BrokerAddress?

    /// A description.
    public init(
        group: GroupID,
        state: GroupState,
        members: Int?,
        namedMembers: [GroupMember]? = nil,
        coordinator: BrokerAddress?
    ) {
        self.group = group
        self.state = state
        self.members = members
        self.namedMembers = namedMembers
        self.coordinator = coordinator
    }
}
