import KafkaTestSupport
import Offsets
import Testing

@Suite
struct AbandonedMemberTests {
    /// Long enough for two restores to be refused meanwhile on a busy machine; in milliseconds.
    private static let session = "30000"

    @Test(arguments: TestCluster.all)
    func `a member whose process was killed still stops the restore`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let active = seeded.group(0)
            let member = try await LiveConsumer.start(
                cluster,
                group: active,
                topics: [seeded.topic],
                properties: ["session.timeout.ms": Self.session]
            )
            try await member.abandon()
            try await user.expectRefusal(seeded, finding: "group-active", of: active)
            try await Waiting.until("the session of \(active) ends") { try await cluster.state(of: active) == .empty }
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }
}
