/// A partition whose log bounds could not be read, and why.
public struct PartitionFailure: Hashable, Sendable {
    /// The partition.
    public let topicPartition: TopicPartition
    /// Kafka's or librdkafka's name of the error.
    public let code: String
    /// The reason in words.
    public let reason: String

    /// A failure as data.
    public init(topicPartition: TopicPartition, code: String, reason: String) {
        self.topicPartition = topicPartition
        self.code = code
        self.reason = reason
    }
}
