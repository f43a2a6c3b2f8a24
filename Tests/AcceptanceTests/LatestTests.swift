import Foundation
import KafkaTestSupport
import Offsets
import Store
import Testing

/// What `latest` means while selections, deleted groups and missing files come between.
struct LatestTests {
    @Test(arguments: TestCluster.all)
    func `latest holds every selected group, and no older snapshot takes the place of one that is gone`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            let all = try await user.snapshot("--group", seeded.pattern).snapshot
            let names = seeded.groups.prefix(2).flatMap { ["--group", $0.name] }
            let few = try await user.snapshot(names).snapshot
            let last = try #require(seeded.groups.last).name
            let cases = [
                (["--group", seeded.pattern], all), (names, few), (["--group", seeded.groups[0].name], few),
                (["--group", last], all),
            ]
            for (selection, snapshot) in cases {
                let plan = try await user.start(["restore", "latest", "--dry-run"] + selection).result()
                #expect(plan.exitCode == .done, "\(plan)")
                #expect(plan.messages.contains("from snapshot \(snapshot.id), taken 20"), "\(selection): \(plan)")
                #expect(
                    plan.messages.contains("to cluster ") && plan.messages.contains(cluster.bootstrapServers),
                    "\(plan)"
                )
            }
            try FileManager.default.removeItem(atPath: few.file)
            for words in [["show", "latest"], ["restore", "latest", "--yes"], ["restore", "latest", "--yes"]] {
                let refused = try await user.start(words + ["--group", seeded.groups[0].name]).result()
                #expect(refused.exitCode == .notFound, "\(refused)")
                #expect(
                    refused.messages.contains("a newer snapshot may be meant, and it is gone: \(few.file)"),
                    "\(refused)"
                )
            }
            let again = try await user.snapshot(names).snapshot
            let found = try await user.start(["restore", "latest", "--dry-run"] + names).result()
            #expect(found.messages.contains("from snapshot \(again.id)"), "\(found)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `after a clock was set back latest is the snapshot that was taken last, and that is said`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let id = try #require(try await Self.takenAhead(user)).id.text
            let first = try await user.run("restore", "latest", "--dry-run")
            #expect(first.messages.contains("from snapshot \(id)"), "\(first)")
            try await cluster.moveOffsets(of: seeded)
            let back = try await user.run("snapshot", "--group", seeded.pattern, "--json")
            #expect(back.exitCode == .done, "\(back)")
            #expect(back.messages.contains("the clock of this machine was set back"), "\(back)")
            #expect(back.messages.contains(id), "\(back)")
            let newest = try back.document(SnapshotDocument.self).snapshot.id
            let plan = try await user.run("restore", "latest", "--dry-run")
            #expect(plan.messages.contains("from snapshot \(newest)"), "\(plan)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `a capture without any group is suspicious and never latest`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            let good = try await user.snapshot("--group", seeded.pattern).snapshot
            let empty = try await user.run("snapshot", "--exclude-group", "*", "--json")
            #expect(empty.exitCode == .partial, "\(empty)")
            #expect(try empty.document(SnapshotDocument.self).snapshot.state == "suspicious")
            #expect(
                empty.messages.contains("warning: the snapshot is suspicious: it has no groups: the cluster lists ")
            )
            let plan = try await user.run("restore", "latest", "--group", seeded.pattern, "--dry-run")
            #expect(plan.messages.contains("from snapshot \(good.id)"), "\(plan)")
            #expect(plan.messages.contains("is suspicious"), "\(plan)")
        }
    }

    /// What a machine whose clock is a century ahead leaves.
    private static func takenAhead(_ user: User) async throws -> StoredSnapshot? {
        let store = try await SnapshotStore.open(user.store.directory, for: .writing(wait: .seconds(60)))
        guard let last = await store.list().last else { return nil }
        var snapshot = try await store.load(last)
        snapshot.origin.previousDigest = last.digest
        snapshot.origin.startedAt = last.startedAt.advanced(by: .seconds(100 * 365 * 86_400))
        snapshot.origin.finishedAt = snapshot.origin.startedAt
        return try await store.save(snapshot)
    }
}
