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
