import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Restores into a real broker that denies the transactional id.
///
/// One broker of its own serves all of it for each release, because each takes seconds to start.
@Suite(.needsKafka, .timeLimit(.minutes(5)))
struct BestEffortTests {
    private static let tries = 10

    @Test(arguments: TestCluster.requiredVersions)
    func `where the transactional id is denied, group after group is written, and put back when one fails`(
        _ version: String
    ) async throws {
        try await TestCluster.withOwn(version: version, settings: TestCluster.withAuthorizer) { cluster in
            try await cluster.denyTransactionalIDs(prefix: "tidemark-")
            try await refusedUnlessAllowed(cluster)
            try await savedAndApplied(cluster)
            try await exactAndUndone(cluster)
            try await putBackWhenAGroupIsRefused(cluster)
            try await putBackWhenAConsumerJoins(cluster)
            try await refusedWhenItCouldNotBePutBack(cluster)
            try await putBackAfterAKill(cluster)
        }
    }

    private func refusedUnlessAllowed(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let result = try await user.run("restore", "latest", "--yes")
            #expect(result.exitCode == .denied, "\(result)")
            #expect(result.messages.contains("--operation Write --transactional-id tidemark-"), "\(result)")
            #expect(result.messages.contains("--allow-best-effort"), "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    private func savedAndApplied(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let file = "\(user.store.directory)/saved.plan"
            let saved = try await user.run("restore", "latest", "--plan-out", file)
            #expect(saved.exitCode == .done, "\(saved)")
            let denied = try await user.run("apply", file, "--yes")
            #expect(denied.exitCode == .denied, "\(denied)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            let applied = try await user.run("apply", file, "--allow-best-effort", "--yes", "--json")
            #expect(applied.exitCode == .done, "\(applied)")
            let document: PlanDocument = try applied.document()
            #expect(document.plan.protocol == "best-effort")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    private func exactAndUndone(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(20, partitions: 3) { seeded in
            // Of the last group nothing but the third partition is in the snapshot.
            try await cluster.deleteOffsets(of: seeded.group(19), Array(seeded.topicPartitions[0...1]))
            let wanted = try await cluster.committed(by: seeded.groups)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let created = [seeded.group(0), seeded.group(7)]
            try await cluster.deleteGroups(created)
            let before = try await cluster.committed(by: seeded.groups)

            let restore = try await user.run(
                "restore",
                "latest",
                "--mode",
                "exact",
                "--allow-best-effort",
                "--yes",
                "--json",
                "--soak",
                "1s"
            )
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(restore.messages.contains("not atomic over groups"), "\(restore)")
            #expect(restore.messages.contains("watching the groups"), "\(restore)")
            let document: PlanDocument = try restore.document()
            #expect(document.plan.protocol == "best-effort")
            #expect(document.plan.steps.count { $0.action == "delete" } == 2)
            #expect(document.run?.state == "done")
            #expect(try await cluster.committed(by: seeded.groups) == wanted)

            let run = try #require(document.run?.id)
            let denied = try await user.run("undo", run, "--yes")
            #expect(denied.exitCode == .denied, "\(denied)")
            #expect(try await cluster.committed(by: seeded.groups) == wanted)
            let undo = try await user.run("undo", run, "--allow-best-effort", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            #expect(try await cluster.groups().keys.filter(created.contains).isEmpty)
            let redo = try await user.run("undo", "latest", "--allow-best-effort", "--yes")
            #expect(redo.exitCode == .done, "\(redo)")
            #expect(try await cluster.committed(by: seeded.groups) == wanted)
        }
    }

    private func putBackWhenAGroupIsRefused(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 2) { seeded in
            let closed = TestCluster.uniqueName("acceptance-closed")
            try await cluster.createTopic(closed)
            try await cluster.produce(topic: closed, count: 10)
            let refused = seeded.group(3)
            try await cluster.commit(group: refused, topic: closed, [0: 4])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.commit(group: refused, topic: closed, [0: 9])
            try await cluster.deleteGroup(seeded.group(1))
            let before = try await cluster.committed(by: seeded.groups)
            try await cluster.permitOnlySeeing(topic: closed)

            let words = ["restore", "latest", "--allow-best-effort", "--yes"]
            // Our own client sees it before anything is written; librdkafka when the group is committed.
            let foreseen = try await user.start(words + ["--client", "direct"]).result()
            #expect(foreseen.exitCode == .denied, "\(foreseen)")
            #expect(foreseen.messages.contains("READ on topic \(closed) (for group \(refused.name))"), "\(foreseen)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            let result = try await user.start(words + ["--json", "--client", "librdkafka"]).result()
            #expect(result.exitCode == .denied, "\(result)")
            #expect(result.messages.contains(refused.name), "\(result)")
            let document: PlanDocument = try result.document()
            #expect(document.run?.state == "rolled-back", "\(result)")
            #expect(document.run?.mismatches.isEmpty == true)
            #expect(try await cluster.committed(by: seeded.groups) == before)
            #expect(try await cluster.groups()[seeded.group(1)] == nil)
        }
    }

    /// Holds a restore while it writes; tries again when that was over too soon.
    private func whileOpen<Value>(
        _ user: User,
        _ seeded: SeededGroups,
        _ options: [String],
        steps: Int = 0,
        body: (consuming HeldJournal, RunningCommand) async throws -> Value
    ) async throws -> Value {
        for _ in 0..<Self.tries {
            try await user.cluster.moveOffsets(of: seeded)
            let known = try HeldJournal.runs(in: user.store)
            let command = try user.start(["restore", "latest", "--yes"] + options)
            if let held = try HeldJournal.reaching("open", steps: steps, of: user.store, by: command, except: known) {
                return try await body(held, command)
            }
            _ = try await command.result()
        }
        throw KafkaFailure("hold a restore while it writes", message: "missed \(Self.tries) times")
    }

    private func putBackWhenAConsumerJoins(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(100, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let joined = seeded.group(99)
            let result = try await whileOpen(user, seeded, ["--allow-best-effort", "--json"]) { held, command in
                // Every group was found without members by then; the last one's turn is yet to come.
                let member = try await LiveConsumer.start(cluster, group: joined, topics: [seeded.topic])
                try held.release()
                let result = try await command.result()
                try await member.close()
                return result
            }
            #expect(result.exitCode == .refused, "\(result)")
            #expect(result.messages.contains(joined.name), "\(result)")
            let document: PlanDocument = try result.document()
            #expect(document.run?.state == "rolled-back", "\(result)")
            #expect(document.run?.mismatches.isEmpty == true)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    private func refusedWhenItCouldNotBePutBack(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteOffsets(of: seeded.group(2), [seeded.topicPartitions[1]])
            let before = try await cluster.committed(by: seeded.groups)
            try await cluster.permitOnlyCommitting(group: seeded.group(2).name)

            let result = try await user.run("restore", "latest", "--allow-best-effort", "--yes", "--json")
            #expect(result.exitCode == .denied, "\(result)")
            #expect(result.messages.contains("--operation Delete --group \(seeded.group(2).name)"), "\(result)")
            let document: PlanDocument = try result.document()
            #expect(document.run?.state == "aborted", "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }

    private func putBackAfterAKill(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        let groups = 150
        try await cluster.withSeededGroups(groups, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            // Some are written by then, and others are not.
            try await whileOpen(user, seeded, ["--allow-best-effort"], steps: groups / 2) { held, command in
                command.kill(SIGKILL, .group)
                try held.release()
                try await command.isGone()
            }
            let between = try await cluster.committed(by: seeded.groups)
            let new = between.count { $0.value == seeded.everyOffset[$0.key] }
            let old = between.count { $0.value == seeded.moved[$0.key] }
            #expect(new > 0 && old > 0 && new + old == groups, "\(new) groups are new and \(old) old")

            let recovery = try await user.run("recover")
            #expect(recovery.exitCode == .done, "\(recovery)")
            #expect(recovery.output.contains("rolled back"), "\(recovery)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }
}
