import KafkaSimulator
import KafkaTestSupport

/// The simulators of this run, one for each release, with three brokers each so that coordinators are spread.
struct SimulatedClusters: Sendable {
    /// They live as long as the process.
    static let shared = SimulatedClusters()

    /// The clusters they make; one that could not be started is missing, which a test of the list notices.
    let clusters: [ContractCluster]
    private let simulators: [Simulator]

    /// How each release is simulated.
    static let releases: [BrokerProfile: SimulatedRelease] = [.kafka4: .kafka43, .kafka3: .kafka39]

    private init() {
        var clusters: [ContractCluster] = []
        var simulators: [Simulator] = []
        for (profile, release) in Self.releases.sorted(by: { $0.key.rawValue > $1.key.rawValue }) {
            guard let simulator = try? Simulator.start(brokers: 3, release: release) else { continue }
            simulators.append(simulator)
            clusters.append(
                ContractCluster(
                    name: "Simulated \(release.version)",
                    profile: profile,
                    bootstrapServers: simulator.bootstrapServers,
                    isReal: false,
                    // Where a real Kafka of that kind runs there are its Java clients too.
                    hasConsumerProtocolMembers: release.hasConsumerProtocol
                        && !TestCluster.availableWithConsumerProtocol.isEmpty
                )
            )
        }
        self.clusters = clusters
        self.simulators = simulators
    }
}
