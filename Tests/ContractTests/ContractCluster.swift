import KafkaTestSupport
import Offsets
import Testing

/// One cluster that has to keep the contract.
struct ContractCluster: Hashable, Sendable, CustomTestStringConvertible {
    /// Where it is, with the means to prepare it: topics, records, members.
    let support: TestCluster
    /// Which client reads it and writes to it.
    var client = ClientChoice.librdkafka
    /// Whose behaviour it shows.
    var profile: BrokerProfile { support.hasConsumerProtocol ? .kafka4 : .kafka3 }
    /// What it is, as verdicts name it: `Kafka 4.3.1`.
    var name: String { client == .librdkafka ? support.description : "\(support.description), \(client.rawValue)" }
    /// Whether it is a real Kafka: one that is not is wrong whenever it differs.
    var isReal: Bool { !support.isSimulated }

    /// Every cluster of this run: the simulator as each release, and every real Kafka there is.
    static let all = TestCluster.all.flatMap { cluster in
        [ClientChoice.librdkafka, .direct].map { ContractCluster(support: cluster, client: $0) }
    }

    var testDescription: String { name }
}
