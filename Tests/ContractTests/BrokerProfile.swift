/// The release whose behaviour a cluster shows; tables of expectations are by this.
enum BrokerProfile: String, Hashable, Sendable, CaseIterable {
    /// Kafka 3.9: the classic group coordinator.
    case kafka3 = "3.9.2"
    /// Kafka 4.3: the new group coordinator, which also speaks KIP-848.
    case kafka4 = "4.3.1"
}
