import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// Kafka's own tools and its Java clients, those of each release, at the simulated brokers.
@Suite(.needsKafka, .timeLimit(.minutes(5)))
struct JavaClientTests {
    /// The releases whose jars are here because their brokers run.
    private static let releases = ForeignBench.releases.filter { release in
        TestCluster.available.contains { $0.version == release.version }
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    }

    @Test(arguments: releases)
    func `ConsumerGroupCommand lists, describes, resets and deletes groups`(release: SimulatedRelease) async throws {
        let bench = try ForeignBench(release)
        let cluster = bench.cluster
        #expect(lines(try await cluster.consumerGroupCommand(["--list"])) == ["shop"])
        let states = lines(try await cluster.consumerGroupCommand(["--describe", "--state", "--group", "shop"]))
        #expect(states.contains { $0.hasPrefix("shop ") && $0.contains("Empty") })
        let rows = try await cluster.describeWithKafkasTool([GroupID("shop")])
        #expect(rows.map(\.topicPartition.partition) == [0, 1, 2])
        #expect(rows.map(\.offset) == [1, 1, 1])
        _ = try await cluster.consumerGroupCommand(
            ["--reset-offsets", "--group", "shop", "--topic", "orders:1", "--to-earliest", "--execute"]
        )
        #expect(bench.committed(by: "shop") == [1, 0, 1])
        _ = try await cluster.consumerGroupCommand(["--delete-offsets", "--group", "shop", "--topic", "orders:0"])
        #expect(bench.committed(by: "shop") == [0, 1])
        _ = try await cluster.consumerGroupCommand(["--delete", "--group", "shop"])
        #expect(bench.simulator.state.groups["shop"] == nil)
    }

    /// How Kafka's own consumer takes part in a group.
    private struct Membership: CustomTestStringConvertible {
        let release: SimulatedRelease
        /// `group.protocol`, `nil` where there is only one.
        let memberProtocol: String?
        var testDescription: String { "\(release), \(memberProtocol ?? "classic")" }

        static let all = releases.flatMap { release in
            (release.hasConsumerProtocol ? ["classic", "consumer"] : [nil]).map {
                Membership(release: release, memberProtocol: $0)
            }
        }
    }

    @Test(arguments: Membership.all)
    private func `the console consumer joins a group, goes on from its offsets, and commits`(
        membership: Membership
    ) async throws {
        let bench = try ForeignBench(membership.release)
        let properties = membership.memberProtocol.map { ["--command-property", "group.protocol=\($0)"] } ?? []
        let output = try await KafkaTool.run(
            membership.release.version,
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            ["--bootstrap-server", bench.cluster.bootstrapServers, "--topic", "orders", "--group", "shop"]
                + ["--max-messages", "3", "--timeout-ms", "60000"] + properties
        )
        #expect(lines(output).sorted() == ["second-0", "second-1", "second-2"])
        #expect(bench.committed(by: "shop") == [2, 2, 2])
        #expect(bench.simulator.state.groups["shop"]?.members.isEmpty == true)
    }
}
