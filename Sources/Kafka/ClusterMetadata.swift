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
}
