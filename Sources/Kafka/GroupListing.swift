public import Offsets

/// The groups of a cluster at one moment.
public struct GroupListing: Hashable, Sendable {
    /// The groups that the principal may see, sorted, each once.
    public let groups: [ListedGroup]
    /// One reason for each broker that did not answer: while one is here, groups may be missing.
    public let errors: [KafkaError]
    /// The partitions of `__consumer_offsets`: while one of them was not heard, its groups are missing.
    public let offsets: OffsetsPartitions

    /// A listing.
    public init(groups: [ListedGroup], errors: [KafkaError], offsets: OffsetsPartitions = .unknown) {
        self.groups = groups
        self.errors = errors
        self.offsets = offsets
    }
}
