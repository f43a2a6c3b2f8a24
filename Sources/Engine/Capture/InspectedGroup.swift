import Cluster
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

    /// A listed group, and what DescribeGroups says of it.
    init(_ listed: ListedGroup, _ description: GroupDescription?) {
        group = listed.group
        state = listed.state
        type = listed.type
        members = description?.members
        coordinator = description?.coordinator?.address
    }
}

/// The groups of a cluster as they are now, and what may be missing from them.
public struct InspectedGroups: Hashable, Sendable {
    /// The selected groups, sorted.
    public var groups: [InspectedGroup]
    /// A line for each broker that did not list its own.
    public let unreadableBrokers: [String]
    /// The groups whose names cannot be told.
    public let failed: [GroupFailure]
    /// The partitions of `__consumer_offsets` whose groups could not be listed.
    public let offsetsPartitions: OffsetsPartitions
    /// Whether the list may lack groups that the principal may not see.
    public let visibility: Visibility

    /// Whether no group can be missing.
    public var isWhole: Bool {
        unreadableBrokers.isEmpty && failed.isEmpty && offsetsPartitions.unheard.isEmpty && visibility.isSufficient
    }
}
