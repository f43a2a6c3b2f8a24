import KafkaSimulator

extension TestCluster {
    /// Runs `body` on a cluster like another one that nobody else uses: simulated where that is, real where that is.
    package static func withOwn(like other: TestCluster, _ body: (TestCluster) async throws -> Void) async throws {
        guard other.isSimulated, let release = SimulatedClusters.releases.first(where: { $0.version == other.version })
        else { return try await withOwn(version: other.version, settings: [], body) }
        let simulator = try Simulator.start(brokers: 1, release: release)
        defer { withExtendedLifetime(simulator) {} }
        try await body(TestCluster(simulating: release, by: simulator))
    }

    /// The memory of a broker that few groups use.
    public static let smallHeap = "320m"

    /// Runs `body` on a cluster of one broker that nobody else uses, with settings of its own; it takes some 6 seconds to
    /// start, and is gone afterwards, whatever came of it.
    public static func withOwn(
        version: String = requiredVersions[0],
        settings: [String],
        heap: String = smallHeap,
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let brokers = try await BrokerCluster.start(version: version, brokers: 1, settings: settings, heap: heap)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(brokers.cluster))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }
}
