import KafkaSimulator
import KafkaTestSupport
import Offsets

/// A cluster for one case, which may do to it what would disturb the others.
///
/// In the place of a simulated cluster comes another of the same release, whose clock stands until the case moves it. A
/// real one stays the shared one: its time passes by itself, and nothing can be done to its brokers.
struct OwnCluster {
    /// The cluster.
    let cluster: ContractCluster
    /// The simulator behind it, `nil` for a real one.
    let simulator: Simulator?

    /// Any time will do; Kafka's own start in 1970 would leave no room before it.
    private static let start: Int64 = 1_700_000_000_000

    /// A cluster like one of the list; it lives until the case is over.
    init(like shared: ContractCluster) throws {
        guard !shared.isReal,
            let release = SimulatedClusters.releases.first(where: { $0.version == shared.support.version })
        else {
            cluster = shared
            simulator = nil
            return
        }
        let simulator = try Simulator.start(brokers: 3, release: release, clock: .standing(at: Self.start))
        CaseRecord.current?.keep(simulator)
        cluster = ContractCluster(
            support: TestCluster(simulating: release, by: simulator),
            client: shared.client
        )
        self.simulator = simulator
    }

    /// Lets so much time pass, at once on a simulated cluster; on a real one it passes by itself, and the case waits for
    /// what comes of it.
    func pass(_ duration: Duration) {
        simulator?.advance(by: duration)
    }
}
