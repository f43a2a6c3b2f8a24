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
