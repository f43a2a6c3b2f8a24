import Foundation
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Testing

/// PyPI's confluent-kafka, with the newer librdkafka it brings, at the simulated brokers.
@Suite(.needs(.confluentKafka), .timeLimit(.minutes(3)))
struct ConfluentKafkaTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("confluent_client.py").path

    @Test(arguments: ForeignBench.releases)
    func `confluent-kafka lists groups, reads and commits offsets, consumes, and writes in a transaction`(
        release: SimulatedRelease
    ) async throws {
        let bench = try ForeignBench(release)
        let output = try await Program.run(
            "python3",
            [Self.script, bench.cluster.bootstrapServers, release.hasConsumerProtocol ? "consumer" : "classic"],
            environment: ForeignClient.environment
        )
        let expected = """
            groups: shop Empty
            committed: 1 1 1, by hand
            consumed: second-0 second-1 second-2
            committed: 2 2 2
            after the plain commit: 0 2 2
            after the transaction: 0 1 2
            deleted: True

            """
        #expect(output == expected)
        #expect(bench.simulator.state.groups["shop"] == nil)
    }
}
