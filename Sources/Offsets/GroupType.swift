/// The kind of a group, as far as the client library tells.
public enum GroupType: String, Hashable, Sendable, CaseIterable {
    /// The library does not say (librdkafka before 2.6 cannot tell classic from KIP-848 groups).
    case unknown = "Unknown"
    /// The rebalance protocol of JoinGroup and SyncGroup.
    case classic = "Classic"
    /// The rebalance protocol of KIP-848.
    case consumer = "Consumer"
    /// Offsets committed without any rebalance protocol (an `assign()` consumer or an admin client).
    case simple = "Simple"
}
