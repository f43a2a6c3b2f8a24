import KafkaTestSupport
import Testing

/// One cluster that has to keep the contract.
struct ContractCluster: Hashable, Sendable, CustomTestStringConvertible {
    /// What it is, as verdicts name it: `Kafka 4.3.1`.
    let name: String
    /// Whose behaviour it shows.
    let profile: BrokerProfile
    /// Whether it is a real Kafka: one that is not is wrong whenever it differs.
    let isReal: Bool
    /// Whether groups of the new protocol can be made: that takes Kafka's own Java consumer, librdkafka 2.0.2 cannot.
    let hasConsumerProtocolMembers: Bool
    /// Where it is, with the means to prepare it: topics, records, members.
    let support: TestCluster

    /// A cluster that listens at these servers.
    init(
        name: String,
        profile: BrokerProfile,
        bootstrapServers: String,
        isReal: Bool,
        hasConsumerProtocolMembers: Bool = false
    ) {
        self.name = name
        self.profile = profile
        self.isReal = isReal
        self.hasConsumerProtocolMembers = hasConsumerProtocolMembers
        support = TestCluster(version: profile.rawValue, bootstrapServers: bootstrapServers)
    }

    /// A real Kafka of the test bed.
    init(_ cluster: TestCluster) {
        name = cluster.description
        profile = cluster.hasConsumerProtocol ? .kafka4 : .kafka3
        isReal = true
        hasConsumerProtocolMembers = cluster.hasConsumerProtocol
        support = cluster
    }

    /// Every cluster of this run: the simulator as each release, and every real Kafka there is.
    static let all: [ContractCluster] =
        SimulatedClusters.shared.clusters + TestCluster.available.map(ContractCluster.init)

    var testDescription: String { name }
}
