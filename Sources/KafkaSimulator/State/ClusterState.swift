public import KafkaProtocol

/// Everything the simulated brokers know, as plain values.
///
/// A test looks at it and changes it between requests; no request sees half of a change.
public struct ClusterState: Sendable {
    /// The release that is simulated.
    public let release: SimulatedRelease
    /// The cluster's own name.
    public var clusterID: Text = "dGlkZW1hcmstc2ltdWxhdG9"
    /// The time, in milliseconds since 1970.
    public internal(set) var now: Int64
    /// The brokers, by number.
    public var brokers: [Int32: SimulatedBroker] = [:]
    /// The topics, by name.
    public var topics: [Text: SimulatedTopic] = [:]
    /// The groups, by name.
    public var groups: [Text: ConsumerGroup] = [:]
    /// What the log of the groups holds though their coordinators have forgotten it, by group: it comes back when
    /// another broker takes over.
    var forgotten: [Text: ConsumerGroup] = [:]
    /// The transactional ids.
    public var transactions: [Text: SimulatedTransaction] = [:]
    /// The broker that coordinates the groups and transactional ids of each slot, as the leader of a partition of
    /// `__consumer_offsets` does; `nil` while there is none.
    ///
    /// How many slots there are may be changed before the first group is there, and not later.
    public var coordinators: [Int32?] = []
    /// The slots whose coordinator is still loading what it knows.
    public var loadingCoordinators: Set<Int> = []
    /// How long after the decision a transaction's offsets stay pending, in milliseconds.
    public var markerDelay: Int64 = 0
    /// Who may do what; everybody everything without one.
    public var authorizer: SimulatedAuthorizer?
    /// Whether a topic that is asked for by name is made, with one partition.
    public var createsTopicsAutomatically = false
    /// The brokers' settings.
    public var configuration = BrokerConfiguration()
    /// How long an Empty group keeps its offsets, in milliseconds.
    public var offsetRetention: Int64 = Limit.offsetRetention

    /// The earliest time at which something is due; not later than that, at times earlier.
    var nextDue: Int64
    var nextProducerID: Int64 = 1
    var nextTopicNumber = 1
    /// What tells the identifiers of this cluster's topics from those of another's.
    var seed: UInt64 = 0
    var nextMemberNumber = 1
    var nextPosition: Int64 = 1
    var lastExpiryCheck: Int64
    var lastTransactionCheck: Int64
    /// Record bytes that were taken in all, over the cluster's life.
    var logBytes = 0
    /// Raised by every change a waiting request may wait for.
    var revision = 0

    /// A cluster of brokers numbered from 1, without topics.
    public init(release: SimulatedRelease, brokers count: Int, at now: Int64) {
        self.release = release
        self.now = now
        lastExpiryCheck = now
        lastTransactionCheck = now
        nextDue = now
        for id in 1...Int32(clamping: max(1, count)) {
            brokers[id] = SimulatedBroker(id: id)
        }
        coordinators = (0..<Limit.coordinatorSlots).map { Int32($0 % max(1, count)) + 1 }
    }
}

/// One broker of the simulated cluster.
public struct SimulatedBroker: Hashable, Sendable {
    /// The number of the broker, from 1.
    public let id: Int32
    /// The port of each of its listeners, on 127.0.0.1, in the order of the cluster's listeners.
    public internal(set) var ports: [UInt16] = []
    /// Whether it answers; one that does not is absent from metadata and closes every connection.
    public var isRunning = true

    /// The port of its first listener, 0 before it listens.
    public var port: UInt16 { port(of: 0) }

    /// The address of its first listener in the form clients take.
    public var address: String { address(of: 0) }

    /// The port of a listener by its place, 0 where it has none.
    func port(of listener: Int) -> UInt16 { ports.indices.contains(listener) ? ports[listener] : 0 }

    /// The address of a listener by its place.
    func address(of listener: Int) -> String { "\(Self.host):\(port(of: listener))" }

    /// The address every broker listens on: this machine's own, never another's.
    static let host = "127.0.0.1"
}

/// The settings of the simulated brokers that a test may change; by default Kafka's own.
public struct BrokerConfiguration: Hashable, Sendable {
    /// `offset.metadata.max.bytes`, which counts UTF-16 units.
    public var metadataUnits = Limit.metadataUnits
    /// `transaction.max.timeout.ms`.
    public var transactionTimeout = Limit.transactionTimeout
    /// `transaction.state.log.replication.factor`.
    ///
    /// With more than there are brokers, there are no transactions. Kafka's own is 3; a simulated cluster of one broker is
    /// made to work.
    public var transactionLogReplicas = 1
    /// `group.consumer.session.timeout.ms`.
    public var consumerSessionTimeout = Limit.consumerSessionTimeout

    /// Kafka's own settings.
    public init() {}

    /// The settings as DescribeConfigs tells them, by name.
    func values(offsetRetention: Int64) -> [(name: String, value: String)] {
        let millisecondsPerMinute: Int64 = 60_000
        return [
            ("group.consumer.session.timeout.ms", "\(consumerSessionTimeout)"),
            ("offset.metadata.max.bytes", "\(metadataUnits)"),
            ("offsets.retention.minutes", "\(max(1, offsetRetention / millisecondsPerMinute))"),
            ("transaction.max.timeout.ms", "\(transactionTimeout)"),
            ("transaction.state.log.replication.factor", "\(transactionLogReplicas)"),
        ]
    }
}
