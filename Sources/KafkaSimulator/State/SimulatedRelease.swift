public import KafkaProtocol

/// A release of Kafka whose behaviour is simulated; where releases differ by design, this is the table of it.
public struct SimulatedRelease: Hashable, Sendable, CustomStringConvertible {
    /// The number of the release.
    public let version: String
    /// Whether a group without members and offsets stays listed until the next look at what has expired.
    public let listsEmptiedGroups: Bool
    /// Whether a plain commit stores the topic's identifier too, which makes fewer partitions fit into one.
    public let storesTopicIdentifiers: Bool
    /// Whether a delete takes what a transaction holds pending out of the coordinator's memory only: once committed, it
    /// is back with the next coordinator, which reads the log.
    public let forgetsPendingOnlyInMemory: Bool
    /// What a commit is told that does not fit into one record batch.
    public let commitTooLarge: ErrorCode
    /// Whether groups of the new consumer protocol (KIP-848) exist.
    public let hasConsumerProtocol: Bool
    /// What a plain commit with a generation is told by a group that does not exist, from version 9 on.
    public let commitToAbsentGroup: ErrorCode
    /// Whether groups have settings of their own, and so rights to them.
    public let hasGroupSettings: Bool
    /// Whether a login by SCRAM has to repeat the nonce as it is; else what ends like it is taken, as librdkafka before 2.6.1
    /// sends it.
    let comparesWholeNonce: Bool
    /// The versions of each API the release has.
    private let versions: [API: ClosedRange<Int16>]

    /// Kafka 4.3.1 with its new group coordinator.
    public static let kafka43 = SimulatedRelease(
        version: "4.3.1",
        listsEmptiedGroups: true,
        storesTopicIdentifiers: true,
        forgetsPendingOnlyInMemory: false,
        commitTooLarge: .unknownServerError,
        hasConsumerProtocol: true,
        commitToAbsentGroup: .groupIDNotFound,
        hasGroupSettings: true,
        comparesWholeNonce: true,
        versions: versionsOf43
    )

    /// Kafka 3.9.2 with its classic group coordinator.
    public static let kafka39 = SimulatedRelease(
        version: "3.9.2",
        listsEmptiedGroups: false,
        storesTopicIdentifiers: false,
        forgetsPendingOnlyInMemory: true,
        commitTooLarge: .invalidCommitOffsetSize,
        hasConsumerProtocol: false,
        commitToAbsentGroup: .illegalGeneration,
        hasGroupSettings: false,
        comparesWholeNonce: false,
        versions: versionsOf39
    )

    /// Kafka 2.4.1, the oldest that Tidemark reads.
    public static let kafka24 = SimulatedRelease(
        version: "2.4.1",
        listsEmptiedGroups: false,
        storesTopicIdentifiers: false,
        forgetsPendingOnlyInMemory: true,
        commitTooLarge: .invalidCommitOffsetSize,
        hasConsumerProtocol: false,
        commitToAbsentGroup: .illegalGeneration,
        hasGroupSettings: false,
        comparesWholeNonce: false,
        versions: versionsOf24
    )

    /// The product and its version.
    public var description: String { "Kafka \(version)" }

    /// The versions of an API the simulated brokers offer: those that the release and the tables have; `nil` when there
    /// are none.
    public func versions(of api: API) -> ClosedRange<Int16>? {
        guard let known = versions[api], known.overlaps(api.table.versions) else { return nil }
        return known.clamped(to: api.table.versions)
    }
}
