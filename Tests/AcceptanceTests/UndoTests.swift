import KafkaTestSupport
import Offsets
import Testing

/// Undoing real runs: everything that the groups held is read back and compared.
@Suite(.serialized)
struct UndoTests {
    /// More created groups than messages name.
    private static let renamedGroups = 20

    @Test(arguments: TestCluster.all)
    func `a restore is undone, and the undo too`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 3) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            // One partition of the snapshot has no offset by now, and one group is gone.
            try await cluster.deleteOffsets(of: seeded.group(1), [seeded.topicPartitions[2]])
            try await cluster.deleteGroup(seeded.group(4))
            let before = try await cluster.committed(by: seeded.groups)
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)

            let shown = try await user.run("undo", "latest", "--dry-run", "--json")
            #expect(shown.exitCode == .done, "\(shown)")
            let plan = try shown.document(PlanDocument.self).plan
            #expect(plan.kind == "undo")
            #expect(plan.steps.count { $0.action == "delete" } == 4)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)

            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(undo.output.contains("15 partitions read back"), "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            #expect(try await cluster.state(of: seeded.group(4)) == nil)

            let redo = try await user.run("undo", "latest", "--yes")
            #expect(redo.exitCode == .done, "\(redo)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a rename that created groups is undone, and no group is left`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(Self.renamedGroups, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let copies = seeded.groups.map { GroupID("copy-of-\($0)") }
            let maps = zip(seeded.groups, copies).flatMap { ["--map", "\($0)=\($1)"] }
            let restore = try await cluster.withoutOtherRestores {
                try await user.start(["restore", "latest", "--yes"] + maps).result()
            }
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: copies).values.allSatisfy { $0.count == 2 })

            let undo = try await user.run("undo", "latest", "--yes", "--json")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try undo.document(PlanDocument.self).run?.verified == 2 * Self.renamedGroups)
            let listed = Set(try await cluster.groups().keys)
            #expect(copies.allSatisfy { !listed.contains($0) })
            #expect(try await cluster.committed(by: copies).values.allSatisfy(\.isEmpty))
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all)
    func `groups that went on are named and refused, and the others undone on request`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(4, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            for group in [seeded.group(0), seeded.group(2)] {
                try await cluster.commit(group: group, topic: seeded.topic, [1: 99])
            }
            let moved = try await cluster.committed(by: seeded.groups)

            let refused = try await user.run("undo", "latest", "--yes")
            #expect(refused.exitCode == .refused, "\(refused)")
            for group in [seeded.group(0), seeded.group(2)] {
                let left = try #require(seeded.everyOffset[group])[1].offset
                let words = "group \(group), \(seeded.topic)[1]: moved since the run, which left offset \(left)"
                #expect(refused.messages.contains(words), "\(refused)")
            }
            #expect(refused.messages.contains("now there is offset 99"), "\(refused)")
            #expect(!refused.messages.contains("group \(seeded.group(1)),"), "\(refused)")
            #expect(try await cluster.committed(by: seeded.groups) == moved)

            let undo = try await user.run("undo", "latest", "--groups-still-unmoved", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            let left =
                "moved-since: 4 partitions in 2 groups left out: \(seeded.group(0)), \(seeded.group(2)); the first: group "
            #expect(undo.messages.contains(left + "\(seeded.group(0)), \(seeded.topic)[0]: "), "\(undo)")
            let held = try await cluster.committed(by: seeded.groups)
            for index in [0, 2] { #expect(held[seeded.group(index)] == moved[seeded.group(index)]) }
            for index in [1, 3] { #expect(held[seeded.group(index)] == seeded.moved[seeded.group(index)]) }
        }
    }

    @Test(arguments: TestCluster.all)
    func `there is nothing to undo where nothing was done`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            let storeless = try await user.run("undo", "latest")
            #expect(storeless.exitCode == .notFound, "\(storeless)")
            _ = try await user.snapshot("--group", seeded.pattern)
            let empty = try await user.run("undo", "latest")
            #expect(empty.exitCode == .notFound, "\(empty)")
            #expect(empty.messages.contains("there is no run latest"), "\(empty)")
        }
    }
}
