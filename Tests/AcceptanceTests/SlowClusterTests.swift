import KafkaSimulator
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// Restores into clusters that answer late: nothing ends at a time that the plan could have foreseen.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SlowClusterTests {
    private static let groups = 6
    private static let partitions = 5
    /// The part of a broker's time that a client may have, in percent: nearly none.
    private static let share = "request_percentage=0.05"

    @Test(.needsKafka, arguments: TestCluster.available)
    func `a restore by a client that a quota holds back takes its time and is done`(_ like: TestCluster) async throws {
        try await TestCluster.withOwn(version: like.version, settings: []) { cluster in
            try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
                let user = User(cluster)
                _ = try await user.snapshot("--group", seeded.pattern)
                try await cluster.moveOffsets(of: seeded)
                try await Self.setQuota(of: cluster, ["--add-config", Self.share])
                let restored = try await user.start(["restore", "latest", "--yes"]).result()
                try await Self.setQuota(of: cluster, ["--delete-config", "request_percentage"])
                #expect(restored.exitCode == .done, "\(restored)")
                #expect(restored.duration > .seconds(Self.groups / 2), "it was not held back; \(restored)")
                #expect(try await cluster.holding(seeded) == [.new])
            }
        }
    }

    @Test func `a restore into a cluster whose answers come a second late is done`() async throws {
        let simulator = try Simulator.start(brokers: 3)
        let cluster = TestCluster(version: "simulated", bootstrapServers: simulator.bootstrapServers)
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            simulator.add(Fault(.delay(milliseconds: 1_000)))
            let restored = try await user.start(["restore", "latest", "--yes"]).result()
            simulator.clearFaults()
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await cluster.holding(seeded) == [.new])
        }
    }

    private static func setQuota(of cluster: TestCluster, _ change: [String]) async throws {
        _ = try await KafkaTool.run(
            cluster.version,
            "kafka.admin.ConfigCommand",
            ["--bootstrap-server", cluster.bootstrapServers, "--alter", "--entity-type", "clients", "--entity-default"]
                + change
        )
    }
}
