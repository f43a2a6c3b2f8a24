import KafkaProtocol

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
        if topics[topic.rawValue] == nil { addTopic(topic.rawValue, partitions: Limit.coordinatorSlots) }
    }
}
