import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Testing

/// A cluster of one broker with settings of its own, real or simulated.
struct ClusterPlace: Sendable, CustomTestStringConvertible {
    let version: String
    let isSimulated: Bool

    /// A simulated one of each release, and a real one of each version that this run has brokers of.
    static let all =
        TestCluster.available.map { ClusterPlace(version: $0.version, isSimulated: false) }
        + SimulatedClusters.releases.map { ClusterPlace(version: $0.version, isSimulated: true) }

    var testDescription: String { "\(isSimulated ? "Simulated" : "Kafka") \(version)" }

    /// What is unusual about it.
    struct Settings: Sendable {
        /// `KEY=VALUE` of a real broker.
        var real: [String] = []
        /// The same for a simulated one.
        var simulated: @Sendable (inout ClusterState) -> Void = { _ in }
    }

    /// Runs `body` on such a cluster.
    ///
    /// - Parameters:
    ///   - settings: What is unusual about it.
    ///   - body: Is given the cluster.
    /// - Throws: What `body` throws, and when it does not start.
    func run(_ settings: Settings, _ body: (TestCluster) async throws -> Void) async throws {
        guard isSimulated else {
            return try await TestCluster.withOwn(version: version, settings: settings.real, body)
        }
        for release in SimulatedClusters.releases where release.version == version {
            let simulator = try Simulator.start(release: release)
            simulator.withState(settings.simulated)
            try await body(TestCluster(simulating: release, by: simulator))
            simulator.stop()
        }
    }
}
