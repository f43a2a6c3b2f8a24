public import KafkaProtocol

/// A topic and its logs.
public struct SimulatedTopic: Hashable, Sendable {
    /// Sixteen bytes that tell it from a later topic of the same name.
    public let identifier: [UInt8]
    /// The logs, by partition.
    public var partitions: [PartitionLog]
    /// The configuration it was created with.
    public var configuration: [Text: Text] = [:]
}
