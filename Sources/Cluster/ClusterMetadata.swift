public import Offsets

/// Brokers and topics at one moment, as far as the principal may see them.
public struct ClusterMetadata: Hashable, Sendable {
    /// Who and where.
    public let identity: ClusterIdentity
    /// The topics by name.
    public let topics: [String: TopicMetadata]

    /// Metadata.
    public init(identity: ClusterIdentity, topics: [String: TopicMetadata]) {
        self.identity = identity
        self.topics = topics
    }

    /// Whether a topic is there, and has the partition.
    public func has(_ partition: TopicPartition) -> Bool {
        topics[partition.topic].map { (0..<$0.partitionCount).contains(partition.partition) } ?? false
    }
}

/// A topic as the cluster's metadata shows it.
public struct TopicMetadata: Hashable, Sendable {
    /// The topic's name.
    public let name: String
    /// The topic's id (KIP-516), `nil` where the client does not tell ids with the metadata, or the cluster has none.
    public let id: TopicID?
    /// The number of partitions.
    public let partitionCount: Int32
    /// The partitions that have no leader at present, sorted: their log bounds cannot be asked.
    public let leaderless: [Int32]

    /// A topic.
    public init(name: String, id: TopicID? = nil, partitionCount: Int32, leaderless: [Int32] = []) {
        self.name = name
        self.id = id
        self.partitionCount = partitionCount
        self.leaderless = leaderless
    }
}

/// A broker and where it listens.
public struct BrokerAddress: Hashable, Sendable {
    /// The broker's node id.
    public let id: Int32
    /// The host it advertises.
    public let host: String
    /// The port it advertises.
    public let port: Int32

    /// Where it listens, as `HOST:PORT`.
    public var address: String { "\(host):\(port)" }

    /// A broker.
    public init(id: Int32, host: String, port: Int32) {
        self.id = id
        self.host = host
        self.port = port
    }
}

/// What a cluster says of itself.
public struct ClusterIdentity: Hashable, Sendable {
    /// The cluster id.
    public let id: String
    /// The brokers that are known, sorted by id.
    public let brokers: [BrokerAddress]

    /// An identity.
    public init(id: String, brokers: [BrokerAddress]) {
        self.id = id
        self.brokers = brokers
    }
}
