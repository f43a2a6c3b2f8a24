public import Offsets

/// The groups of a cluster at one moment.
public struct GroupListing: Hashable, Sendable {
    /// The groups that the principal may see, sorted, each once.
    public let groups: [ListedGroup]
    /// One reason for each broker that did not answer: while one is here, groups may be missing.
    public let errors: [KafkaError]
    /// The partitions of `__consumer_offsets`: while one of them was not heard, its groups are missing.
    public let offsets: OffsetsPartitions

    /// Why groups of protocols that are not consumers' may be missing, `nil` when none is.
    public let otherProtocolsError: KafkaError?
    /// Names that came more than once: a group that moved between two brokers meanwhile, or names of several groups that
    /// librdkafka cut at a NUL.
    public let repeated: Set<GroupID>

    /// A listing.
    public init(
        groups: [ListedGroup],
        errors: [KafkaError],
        offsets: OffsetsPartitions = .unknown,
        otherProtocolsError: KafkaError? = nil,
        repeated: Set<GroupID> = []
    ) {
        self.groups = groups
        self.errors = errors
        self.offsets = offsets
        self.otherProtocolsError = otherProtocolsError
        self.repeated = repeated
    }
}

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
    /// The broker that lists it as its coordinator, `nil` where that is not told.
    public let coordinator: BrokerAddress?

    /// A listed group.
    public init(
        group: GroupID,
        state: GroupState,
        type: GroupType,
        isDescribed: Bool? = nil,
        coordinator: BrokerAddress? = nil
    ) {
        self.group = group
        self.state = state
        self.type = type
        self.isDescribed = isDescribed
        self.coordinator = coordinator
    }

    /// Whether it has members, or may have.
    public var isActive: Bool { state.isActive(in: type) }

    /// What a description of it would say, where the listing tells it all: a group without members has none to name
    /// (`docs/kafka.md` §3.11).
    public var descriptionWithoutMembers: GroupDescription? {
        guard state == .empty, let coordinator else { return nil }
        return GroupDescription(group: group, state: state, members: 0, namedMembers: [], coordinator: coordinator)
    }
}

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
    /// Whether it is described as a group of the new consumer protocol (KIP-848).
    public let isOfConsumerProtocol: Bool

    /// A description.
    public init(
        group: GroupID,
        state: GroupState,
        members: Int?,
        namedMembers: [GroupMember]? = nil,
        coordinator: BrokerAddress?,
        isOfConsumerProtocol: Bool = false
    ) {
        self.isOfConsumerProtocol = isOfConsumerProtocol
        self.group = group
        self.state = state
        self.members = members
        self.namedMembers = namedMembers
        self.coordinator = coordinator
    }
}
