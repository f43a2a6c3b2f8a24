import KafkaProtocol
package import KafkaSimulator

/// The simulated clusters of this process, one for each release, with three brokers each so that coordinators are spread.
package struct SimulatedClusters: Sendable {
    /// They live as long as the process.
    package static let shared = SimulatedClusters()

    /// How each required version of Kafka is simulated, in the order of `TestCluster.requiredVersions`.
    package static let releases: [SimulatedRelease] = [.kafka43, .kafka39]

    /// One that could not be started is missing, which a test of the list notices.
    package let clusters: [TestCluster]
    private let simulators: [Simulator]

    private init() {
        let started = Self.releases.compactMap { release in
            (try? Simulator.start(brokers: 3, release: release)).map { (release: release, simulator: $0) }
        }
        clusters = started.map { TestCluster(simulating: $0.release, by: $0.simulator) }
        simulators = started.map(\.simulator)
        for (release, simulator) in started {
            simulator.withState { $0.clusterID = Text("simulated-\(release.version)") }
        }
    }

    /// Changes what one of them holds, between two requests.
    func change(_ cluster: TestCluster, _ change: (inout ClusterState) -> Void) {
        for simulator in simulators where simulator.bootstrapServers == cluster.bootstrapServers {
            simulator.withState { change(&$0) }
        }
    }
}

extension TestCluster {
    /// A simulated cluster, as long as the simulator lives.
    package init(simulating release: SimulatedRelease, by simulator: Simulator) {
        self.init(version: release.version, bootstrapServers: simulator.bootstrapServers, isSimulated: true)
    }

    /// Every cluster on which Tidemark has to behave in the same way: the real ones of this run, if there are any, and a
    /// simulated one of each release.
    package static let all = available + SimulatedClusters.shared.clusters
}
