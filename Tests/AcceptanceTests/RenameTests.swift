import KafkaTestSupport
import Offsets
import Testing

/// A restore under other names, and a restore that is only looked at.
@Suite(.serialized)
struct RenameTests {
    @Test(arguments: TestCluster.all, [true, false])
    func `a group is restored as another and stays as it is itself`(_ cluster: TestCluster, _ single: Bool) async throws
    {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let source = seeded.group(1)
            let target = GroupID("\(seeded.topic)-copy of, =1")
            let options =
                single
                ? ["--group", source.name, "--to", target.name]
                : [
                    "--group", source.name, "--map",
                    "\(source.name)=\(target.name.replacing("=", with: "\\="))",
                ]
            let restore = try await cluster.withoutOtherRestores {
                try await user.start(["restore", "latest", "--yes"] + options).result()
            }
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: target) == seeded.offsets(1))
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            try await cluster.deleteGroup(target)
        }
    }

    @Test(arguments: TestCluster.all)
    func `several groups are renamed and the rest restored in one run`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let copies = [0, 2].map { GroupID("\(seeded.topic)-copy\($0)") }
            let restore = try await user.run(
                "restore",
                "latest",
                "--yes",
                "--map",
                "\(seeded.group(0))=\(copies[0])",
                "--map=\(seeded.group(2))=\(copies[1])"
            )
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: copies + seeded.groups)
            #expect(held[copies[0]] == seeded.offsets(0))
            #expect(held[copies[1]] == seeded.offsets(2))
            #expect(held[seeded.group(0)] == seeded.moved[seeded.group(0)])
            #expect(held[seeded.group(1)] == seeded.offsets(1))
            try await cluster.deleteGroups(copies)
        }
    }

    @Test(arguments: TestCluster.all)
    func `with --dry-run the plan is shown and nothing is written`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let plan = try await user.run("restore", "latest", "--dry-run")
            #expect(plan.exitCode == .done, "\(plan)")
            for group in seeded.groups { #expect(plan.output.contains(group.name), "\(plan)") }
            #expect(plan.messages.contains("nothing was written"), "\(plan)")
            #expect(!(plan.output + plan.messages).contains("\u{1b}"), "\(plan)")

            let document = try await user.run("restore", "latest", "--dry-run", "--json")
            #expect(document.exitCode == .done, "\(document)")
            let restore: PlanDocument = try document.document()
            #expect(restore.schemaVersion == 1)
            #expect(restore.run == nil)
            #expect(restore.plan.summary.set == 6)
            #expect(restore.plan.summary.blocking.isEmpty)
            for step in restore.plan.steps {
                let group = GroupID(step.group)
                let partition = Int(step.partition)
                #expect(step.from == seeded.moved[group]?[partition].offset)
                #expect(step.to == seeded.everyOffset[group]?[partition].offset)
            }
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            #expect(user.store.snapshots.count == 1)
        }
    }

    @Test(arguments: TestCluster.all)
    func `topics and groups that are not selected stay as they are`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            let other = TestCluster.uniqueName("acceptance-other")
            try await cluster.createTopic(other)
            try await cluster.produce(topic: other, count: 10)
            for group in seeded.groups { try await cluster.commit(group: group, topic: other, [0: 3]) }
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            for group in seeded.groups { try await cluster.commit(group: group, topic: other, [0: 9]) }

            let restore = try await user.run(
                "restore",
                "latest",
                "--yes",
                "--topic",
                seeded.topic,
                "--exclude-group",
                seeded.group(1).name
            )
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: seeded.groups)
            let both = [TopicPartition(topic: other, partition: 0)].map { CommittedOffset($0, offset: 9) }
            let expected = [
                seeded.group(0): seeded.offsets(0) + both,
                seeded.group(1): (seeded.moved[seeded.group(1)] ?? []) + both,
            ].mapValues { $0.sorted { $0.topicPartition < $1.topicPartition } }
            #expect(held == expected)

            let again = try await user.run(
                "restore",
                "latest",
                "--yes",
                "--topic",
                seeded.topic,
                "--group",
                seeded.group(0).name
            )
            #expect(again.exitCode == .done, "\(again)")
            #expect(again.messages.contains("nothing to do"), "\(again)")
            try await cluster.deleteTopic(other)
        }
    }
}
