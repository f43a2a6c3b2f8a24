import Foundation
import KafkaTestSupport
import Offsets
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
}
