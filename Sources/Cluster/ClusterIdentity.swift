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
