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

/// The topics a cluster keeps its own state in, one partition for each slot of coordinators.
///
/// They are there for clients to see who coordinates what; their logs stay empty, because the state is kept as values.
enum InternalTopic: Text, CaseIterable {
    /// What groups commit.
    case consumerOffsets = "__consumer_offsets"
    /// What transactions have come to.
    case transactionState = "__transaction_state"
}

extension ClusterState {
    /// Whether there are transactions: their topic is there, or there are brokers enough for its replicas.
    var canKeepTransactions: Bool {
        topics[InternalTopic.transactionState.rawValue] != nil
            || brokers.values.count(where: \.isRunning) >= configuration.transactionLogReplicas
    }

    /// Makes an internal topic unless it is there, as a broker does when the first of its kind is looked up.
    mutating func need(_ topic: InternalTopic) {
        if topics[topic.rawValue] == nil { addTopic(topic.rawValue, partitions: coordinators.count) }
    }
}

extension TopicIdentifier {
    /// The identifier of the n-th topic a cluster made, with the bits that mark a UUID as random.
    ///
    /// - Parameters:
    ///   - number: Which topic.
    ///   - seed: Which cluster.
    /// - Returns: The sixteen bytes.
    static func ofTopic(number: Int, seed: UInt64 = 0) -> [UInt8] {
        var mixed = (UInt64(bitPattern: Int64(number)) ^ seed) &* 0x9e37_79b9_7f4a_7c15
        var bytes = (0..<size).map { index in
            mixed ^= mixed >> 29
            mixed = mixed &* 0xbf58_476d_1ce4_e5b9
            return UInt8(truncatingIfNeeded: mixed >> UInt64(index))
        }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return bytes
    }
}
