public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

/// A cluster as our own client reaches it: reading by Kafka's protocol, over few connections, with many groups a request.
///
/// Every call has a deadline; a read that fails for a passing reason is repeated until then. Records, and what is written
/// where this client is not to write, go through another client, which is made when it is first needed.
public final class DirectClient: Cluster {
    /// Makes the client for what this one does not do.
    public typealias OtherClient = @Sendable () throws(KafkaError) -> any Cluster

    /// Whether offsets are written with their leader epochs.
    public let writesLeaderEpochs: Bool
    /// Whether this client writes: commits, deletions, and transactions where every broker is new enough.
    let writes: Bool

    /// What the cluster tells of itself, as far as requests have to be sent to the right broker.
    struct Topology: Sendable {
        /// Where brokers listen.
        var brokers: [Int32: ServerAddress] = [:]
        /// The leader of each partition of `__consumer_offsets`, `nil` when that is not told.
        var offsetsLeaders: [Int32?]?
        /// The leaders of all topics' partitions, as they were told last.
        var leaders: KnownLeaders?
        /// Coordinators that were asked for by name, where the leaders are not told or were wrong.
        var coordinators: [GroupID: Int32] = [:]
        /// Who did not answer when anybody could be asked, and has not answered since.
        var silent: Set<ServerAddress> = []
    }

    let configuration: DirectConfiguration
    let pool: ConnectionPool
    let topology = Mutex(Topology())
    let listing = RepeatedListing()
    private let makeOther: OtherClient
    private let made = Mutex<(any Cluster)?>(nil)

    /// A client; the first call connects.
    ///
    /// - Parameters:
    ///   - configuration: How to reach the cluster.
    ///   - writesLeaderEpochs: Whether the other client writes offsets with their leader epochs.
    ///   - writes: Whether this client writes, and not the other one.
    ///   - other: Makes the client that reads records, and writes what this one does not.
    /// - Throws: ``KafkaError``: `unusableFile` when a certificate, a key or a token cannot be read.
    public init(
        _ configuration: DirectConfiguration,
        writesLeaderEpochs: Bool = false,
        writes: Bool = true,
        other: @escaping OtherClient
    ) throws(KafkaError) {
        self.configuration = configuration
        self.writesLeaderEpochs = writesLeaderEpochs || writes
        self.writes = writes
        pool = try ConnectionPool(configuration)
        makeOther = other
    }

    deinit {
        pool.close()
    }

    /// The client that does what this one does not.
    func other() throws(KafkaError) -> any Cluster {
        try made.withLock { made throws(KafkaError) in
            if let other = made { return other }
            let other = try makeOther()
            made = other
            return other
        }
    }

    /// This client with its version, as a journal and a snapshot have it.
    public static let version = "direct \(TidemarkVersion.current)"

    /// This client: `direct`.
    public var reader: String { "direct" }

    /// Why the last connection failed, `nil` when none did.
    public var lastConnectionFailure: ConnectionFailure? {
        pool.lastFailure ?? made.withLock { $0 }?.lastConnectionFailure
    }

    /// The releases that the brokers speak like, by `HOST:PORT`, of those that were connected to.
    public var brokerReleases: [String: KafkaRelease] { pool.releases }
}

/// Who led which partition when all topics were asked for.
struct KnownLeaders: Sendable {
    let at: ContinuousClock.Instant
    let topics: Set<String>
    let byPartition: [TopicPartition: Int32]
}

/// What goes through the other client: records always, and transactions where a broker is too old.
extension DirectClient {
    /// Records of existing partitions, read by the other client.
    ///
    /// - Throws: ``KafkaError`` of that client.
    public func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>] {
        try await other().records(in: stretches, before: deadline)
    }

    /// A producer for one transaction at a time: our own where it is to write and every broker checks a group's offsets against
    /// the transaction, the other client's otherwise.
    ///
    /// - Throws: ``KafkaError`` of that client.
    public func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        guard writes else { return try other().transaction(id: id, timeout: timeout) }
        return ChosenTransaction(self, id: id, timeout: timeout)
    }
}
