import KafkaTestSupport
import Testing

/// Starts three brokers of each release for a suite, and ends them with it.
struct BrokersTrait: SuiteTrait, TestScoping {
    /// The clusters of the suite by their release.
    @TaskLocal static var clusters: [String: BrokerCluster] = [:]

    /// The releases that the suite runs on.
    static let versions = TestCluster.available.map(\.version)

    /// Each holds everything, and one may be missing.
    static let brokers = 3

    /// A broker that was killed leads its partitions again soon after it is back; five minutes are the default.
    private static let leadersReturn = "leader.imbalance.check.interval.seconds=2"

    /// Topics too are on every broker: a log whose only broker is gone has no bounds.
    private static let everywhere = "default.replication.factor=\(brokers)"

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        var clusters: [String: BrokerCluster] = [:]
        var failure: (any Error)?
        do {
            // One after the other: each chooses ports that are free.
            for version in Self.versions {
                clusters[version] = try await BrokerCluster.start(
                    version: version,
                    brokers: Self.brokers,
                    settings: [Self.leadersReturn, Self.everywhere]
                )
            }
            try await Self.$clusters.withValue(clusters) { try await function() }
        } catch {
            failure = error
        }
        for cluster in clusters.values { await cluster.destroy() }
        if let failure { throw failure }
    }
}

extension Trait where Self == BrokersTrait {
    /// The suite has three brokers of each release for itself.
    static var threeBrokers: Self { Self() }
}

extension BrokerCluster {
    /// The cluster of a release.
    static func of(_ version: String) throws -> BrokerCluster {
        try #require(BrokersTrait.clusters[version], "the suite has no brokers of Kafka \(version)")
    }
}
