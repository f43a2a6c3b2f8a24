import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Removals, holds and snapshots at the same time, killed at any moment, lose nothing.
@Suite(.serialized)
struct KilledPruneTests {
    /// So many kills; `TIDEMARK_TEST_KILLS` says another number.
    private static let rounds =
        ProcessInfo.processInfo.environment["TIDEMARK_TEST_KILLS"].flatMap { Int($0) } ?? 40
    /// What a killed writer is waited for by the other one.
    private static let patience = ["--wait", "60s"]

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `kill -9 of prune and snapshot at the same time, at any moment, leaves every snapshot whole, in one place`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 3) { seeded in
            var random = SeededRandom(for: "prunes and snapshots of \(cluster) killed")
            // What each of the other commands removes, puts back or marks.
            for _ in 0..<6 { _ = try await user.snapshot("--group", seeded.pattern) }
            var usual = Duration.milliseconds(200)
            var known = Set(Self.ids(user).listed)
            var hits = 0
            for round in 0..<Self.rounds {
                let victim: [String] =
                    switch round % 4 {
                    case 3: ["hold", "latest~1", "--until", "1s"]
                    case 2: ["undelete"] + (Self.ids(user).trashed.sorted().first.map { [$0] } ?? [])
                    default: ["prune", "--keep-last", "4", "--yes"]
                    }
                let snapshot = try user.start(["snapshot", "--group", seeded.pattern] + Self.patience)
                let other = try user.start(victim + Self.patience)
                let moment = random.moment(within: usual)
                try await Task.sleep(for: moment)
                if round % 3 != 1 { other.kill(SIGKILL, .group) }
                if round % 3 != 2 { snapshot.kill(SIGKILL, .group) }
                let results = [try await snapshot.result(), try await other.result()]
                try await snapshot.isGone()
                try await other.isGone()
                let comment: Comment = "seed \(random.seed), round \(round), killed after \(moment): \(results)"
                if results.contains(where: { $0.exitCode == nil }) { hits += 1 }
                if let longest = results.filter({ $0.exitCode == .done }).map(\.duration).max() {
                    usual = max(.milliseconds(50), longest)
                }
                known = try await expectWhole(user, known, comment)
            }
            #expect(hits > Self.rounds / 4, "only \(hits) kills came in time")
            print("prunes and snapshots of \(cluster): \(hits) of \(Self.rounds) rounds with a kill in time")
        }
    }

    /// Every snapshot that was ever seen is in one place; everything that can be read is whole, and the next commands work.
    private func expectWhole(_ user: User, _ known: Set<String>, _ comment: Comment) async throws -> Set<String> {
        let found = Self.ids(user)
        #expect(Set(found.listed).union(found.trashed).isSuperset(of: known), comment)
        #expect(Set(found.listed).isDisjoint(with: found.trashed), comment)
        let verified = try await user.run("verify", "--json")
        #expect(verified.exitCode == .done, "\(comment): \(verified)")
        let next = try await user.run("prune", "--keep-last", "5", "--yes")
        #expect(next.exitCode == .done, "\(comment): \(next)")
        #expect(user.store.leftovers.allSatisfy { !$0.hasPrefix(".") }, comment)
        let list = try await user.run("list", "--json")
        let document: ListDocument = try list.document()
        #expect(document.damaged.isEmpty && document.snapshots.count == Self.ids(user).listed.count, comment)
        return Set(Self.ids(user).listed + Self.ids(user).trashed)
    }

    private static func ids(_ user: User) -> (listed: [String], trashed: [String]) {
        let trash = (try? FileManager.default.contentsOfDirectory(atPath: "\(user.store.directory)/trash")) ?? []
        func ids(_ names: [String]) -> [String] {
            names.filter { $0.hasSuffix(".tidemark") }.map { String($0.prefix { $0 != "." }) }
        }
        return (ids(user.store.snapshots), ids(trash))
    }
}
