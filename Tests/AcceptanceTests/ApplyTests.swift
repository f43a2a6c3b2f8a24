import Foundation
import KafkaTestSupport
import Offsets
import Testing

/// A plan that is saved and carried out later, or refused.
@Suite(.serialized)
struct ApplyTests {
    /// Groups that have moved since a snapshot, and the file of a plan to put them back.
    private func withPlan(
        on cluster: TestCluster,
        options: [String] = [],
        _ body: (User, SeededGroups, String) async throws -> Void
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let file = "\(user.store.directory)/saved.plan"
            let saved = try await user.start(["restore", "latest", "--plan-out", file] + options).result()
            #expect(saved.exitCode == .done, "\(saved)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            try await body(user, seeded, file)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a saved plan does what the restore would have done`(_ cluster: TestCluster) async throws {
        try await withPlan(on: cluster) { user, seeded, file in
            let direct: PlanDocument = try await user.run("restore", "latest", "--json").document()
            let shown: PlanDocument = try await user.run("apply", file, "--dry-run", "--json").document()
            #expect(shown.plan.digest == direct.plan.digest)
            #expect(shown.run == nil)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)

            let applied = try await user.run("apply", file, "--yes", "--json")
            #expect(applied.exitCode == .done, "\(applied)")
            let document: PlanDocument = try applied.document()
            #expect(document.run?.state == "done")
            #expect(document.run?.verified == 6)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)

            let again = try await user.run("apply", file, "--yes")
            #expect(again.exitCode == .refused, "\(again)")
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a commit by someone else after the plan refuses all of it, named`(_ cluster: TestCluster) async throws {
        try await withPlan(on: cluster) { user, seeded, file in
            let moved = seeded.group(1)
            try await cluster.commit(group: moved, topic: seeded.topic, [1: 99])
            let before = try await cluster.committed(by: seeded.groups)
            let applied = try await user.run("apply", file, "--yes")
            #expect(applied.exitCode == .refused, "\(applied)")
            let altered = seeded.moved[moved]?[1].offset ?? -1
            #expect(
                applied.messages.contains(
                    "group \(moved), \(seeded.topic)[1]: moved since the plan was made: had offset \(altered) and has offset 99"
                ),
                "\(applied)"
            )
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a member that joined after the plan refuses all of it, named`(_ cluster: TestCluster) async throws {
        try await withPlan(on: cluster) { user, seeded, file in
            let active = seeded.group(2)
            let member = try await LiveConsumer.start(cluster, group: active, topics: [seeded.topic])
            let applied = try await user.run("apply", file, "--yes")
            #expect(applied.exitCode == .refused, "\(applied)")
            #expect(applied.messages.contains("group \(active) has running members"), "\(applied)")
            let others = [seeded.group(0), seeded.group(1)]
            let held = try await cluster.committed(by: others)
            #expect(held == seeded.moved.filter { others.contains($0.key) })
            try await member.close()
        }
    }

    @Test(arguments: TestCluster.all)
    func `records that were deleted after the plan refuse all of it`(_ cluster: TestCluster) async throws {
        try await withPlan(on: cluster) { user, seeded, file in
            try await cluster.deleteRecords(topic: seeded.topic, partition: 0, before: 100)
            let applied = try await user.run("apply", file, "--yes")
            #expect(applied.exitCode == .refused, "\(applied)")
            #expect(applied.messages.contains("\(seeded.topic)[0]: "), "\(applied)")
            #expect(applied.messages.contains("below the log's start 100"), "\(applied)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a file that was edited is refused`(_ cluster: TestCluster) async throws {
        try await withPlan(on: cluster) { user, seeded, file in
            let saved = try String(contentsOfFile: file, encoding: .utf8)
            let offset = seeded.offsets(0)[0].offset
            let edited = saved.replacingOccurrences(of: "\"to\":\(offset),", with: "\"to\":\(offset + 1),")
            #expect(edited != saved)
            try edited.write(toFile: file, atomically: true, encoding: .utf8)
            let applied = try await user.run("apply", file, "--yes")
            #expect(applied.exitCode == .refused, "\(applied)")
            #expect(applied.messages.contains("the plan was edited after it was saved"), "\(applied)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    @Test func `a plan of one cluster is refused on another`() async throws {
        let clusters = TestCluster.all
        try await withPlan(on: clusters[0]) { user, seeded, file in
            let elsewhere = User(clusters[1], store: user.store)
            let applied = try await elsewhere.run("apply", file, "--yes")
            #expect(applied.exitCode == .refused, "\(applied)")
            #expect(applied.messages.contains("the plan was made for cluster"), "\(applied)")
            #expect(try await clusters[0].committed(by: seeded.groups) == seeded.moved)
        }
    }
}
