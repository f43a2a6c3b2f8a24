import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// The oldest part of the journal moves into an archive while the process is killed at any moment: nothing is lost, and
/// nothing is there twice.
@Suite(.serialized)
struct KilledArchivingTests {
    private static let rounds = 40
    private static let runs = 6

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `kill -9 at forty moments of archiving leaves every run in one place, proven`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(20, partitions: 5) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            for _ in 0..<Self.runs {
                try await cluster.moveOffsets(of: seeded)
                let restore = try await user.run("restore", "latest", "--yes", "--json")
                #expect(restore.exitCode == .done, "\(restore)")
            }
            let ids = try await Self.ids(user)
            #expect(ids.count == Self.runs)
            let configuration = "\(user.store.directory).toml"
            try Data("[store]\njournal-runs = 2\n".utf8).write(to: URL(filePath: configuration))
            defer { try? FileManager.default.removeItem(atPath: configuration) }

            var random = SeededRandom(for: "archiving of \(cluster) killed")
            var usual = Duration.milliseconds(100)
            var hits = 0
            for round in 0..<Self.rounds {
                let copy = ScratchStore()
                try FileManager.default.copyItem(atPath: user.store.directory, toPath: copy.directory)
                let other = User(cluster, store: copy)
                let words = ["prune", "--journal-only", "--config", configuration]
                let victim = try other.start(words)
                let moment = random.moment(within: usual)
                try await Task.sleep(for: moment)
                victim.kill(SIGKILL, .group)
                let result = try await victim.result()
                try await victim.isGone()
                let comment: Comment = "seed \(random.seed), round \(round), killed after \(moment): \(result)"
                if result.exitCode == nil { hits += 1 }

                let again = try await other.start(words + ["--wait", "60s"]).result()
                #expect(again.exitCode == .done, "\(comment); then \(again)")
                // Up to its end: most of a short command is its start.
                usual = again.duration
                #expect(try await Self.ids(other) == ids, comment)
                let verify = try await other.run("log", "--verify")
                #expect(verify.exitCode == .done, "\(comment); then \(verify)")
                let names = try FileManager.default.contentsOfDirectory(atPath: copy.directory)
                #expect(names.filter { $0.hasPrefix("journal-") }.count == 1, "\(comment); \(names)")
                #expect(!names.contains { $0.contains(".tmp") }, "\(comment); \(names)")
            }
            #expect(hits > Self.rounds / 4, "only \(hits) kills came in time")
            print("archiving of \(cluster): \(hits) of \(Self.rounds) kills in time")

            // What has moved is undone as before.
            let prune = try await user.run("prune", "--journal-only", "--config", configuration)
            #expect(prune.exitCode == .done, "\(prune)")
            let undo = try await user.run("undo", ids[0], "--dry-run")
            #expect(undo.exitCode == .done, "\(undo)")
        }
    }

    private static func ids(_ user: User) async throws -> [String] {
        let runs = try await user.run("runs", "--archived", "--json")
        return try runs.document(RunsDocument.self).runs.map(\.id)
    }
}
