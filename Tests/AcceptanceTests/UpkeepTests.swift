import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// What follows a snapshot of a job: retention and a sampled verification, as the daemon and `job run` do it.
@Suite(.serialized)
struct UpkeepTests {
    private static let retention = """
        [job.often.retention]
        last = 2
        """

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `a job keeps what its retention says, and its failures change nothing about the snapshot`(
        _ cluster: TestCluster
    ) async throws {
        let place = try DaemonPlace()
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            try place.configure(cluster.bootstrapServers, groups: seeded.pattern, more: Self.retention)
            for _ in 0..<4 {
                let run = try await place.run("job", "run", "often")
                #expect(run.exitCode == .done && !run.messages.contains("failed"), "\(run)")
            }
            let files = place.snapshots.filter { $0.hasSuffix(".tidemark") }.sorted()
            #expect(files.count == 2)
            let trash = try FileManager.default.contentsOfDirectory(atPath: "\(place.store)/trash")
            #expect(trash.filter { $0.hasSuffix(".tidemark") }.count == 2)
            let list = try await place.run("list", "--json")
            #expect(list.output.contains(#""verifiedAt":"20"#), "\(list)")

            // What is gone shows, and the snapshot is taken all the same.
            try FileManager.default.removeItem(atPath: "\(place.store)/snapshots/\(files[0])")
            let run = try await place.run("job", "run", "often")
            #expect(run.exitCode == .done, "\(run)")
            #expect(
                run.messages.contains(
                    "verification of job often failed, and its snapshot is as it was (damaged-snapshot): "
                ),
                "\(run)"
            )
        }
    }

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `a daemon removes old snapshots after each run, and tells once what keeps it from that`(
        _ cluster: TestCluster
    ) async throws {
        let place = try DaemonPlace()
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            try place.configure(cluster.bootstrapServers, groups: seeded.pattern)
            for _ in 0..<8 { _ = try await place.run("job", "run", "often") }
            try place.configure(cluster.bootstrapServers, groups: seeded.pattern, more: Self.retention)
            let daemon = try place.start("daemon")
            try await daemon.says("retention of job often failed, and its snapshot is as it was (mass-removal): ")
            try await daemon.says("job often took", times: 2)
            #expect(daemon.count(of: "mass-removal") == 1, "\(daemon.messages)")
            let prune = try await place.run("prune", "--yes", "--wait", "30s")
            #expect(prune.exitCode == .done, "\(prune)")
            try await daemon.says("retention of job often works again")
            try await Waiting.until("two are left", within: DaemonPlace.patience) {
                place.snapshots.count { $0.hasSuffix(".tidemark") } <= 3
            }
            #expect(daemon.kill(SIGTERM, .parent))
            let end = try await daemon.result()
            #expect(end.exitCode == .done, "\(end)")
        }
    }
}
