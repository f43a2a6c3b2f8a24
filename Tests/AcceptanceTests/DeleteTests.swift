import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Deleting groups and offsets, and waiting for consumers to leave, on real brokers.
@Suite(.serialized)
struct DeleteTests {
    private static let waiting = "waiting for members to leave"

    private static let tries = 10

    /// Holds a deletion of all seeded groups at a state; undoes it and tries again when the state was over too soon.
    private static func whileHeld<Value>(
        at state: String,
        _ user: User,
        _ seeded: SeededGroups,
        _ options: [String] = [],
        body: (consuming HeldJournal, RunningCommand) async throws -> Value
    ) async throws -> Value {
        for _ in 0..<tries {
            let known = try HeldJournal.runs(in: user.store)
            let value = try await user.cluster.withoutOtherRestores { () -> Value? in
                let command = try user.start(["delete", seeded.pattern, "--yes"] + options)
                guard let held = try HeldJournal.reaching(state, of: user.store, by: command, except: known) else {
                    _ = try await command.result()
                    return nil
                }
                return try await body(held, command)
            }
            if let value { return value }
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
        }
        throw KafkaFailure("hold the journal at \(state)", message: "missed \(tries) times")
    }

    @Test(arguments: TestCluster.all)
    func `deleted groups come back with an undo, offset and metadata`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 3) { seeded in
            let offset = CommittedOffset(
                TopicPartition(topic: seeded.topic, partition: 1),
                offset: 3,
                metadata: OffsetMetadata("by hand é")
            )
            try await cluster.commit(group: seeded.group(2), [offset])
            let before = try await cluster.committed(by: seeded.groups)
            let deleted = try await user.run("delete", seeded.pattern, "--yes", "--json")
            #expect(deleted.exitCode == .done, "\(deleted)")
            #expect(try deleted.document(PlanDocument.self).plan.kind == "delete")
            #expect(try deleted.document(PlanDocument.self).run?.state == "done")
            let listed = try await cluster.groups()
            #expect(!seeded.groups.contains { listed[$0] != nil })
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            let redo = try await user.run("undo", "latest", "--yes")
            #expect(redo.exitCode == .done, "\(redo)")
            let again = try await cluster.groups()
            #expect(!seeded.groups.contains { again[$0] != nil })
        }
    }

    @Test(arguments: TestCluster.all)
    func `offsets of some partitions go alone, and come back with an undo`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 3) { seeded in
            let before = try await cluster.committed(by: seeded.groups)
            let words = ["--topic", seeded.topic, "--partition", "1", "--yes"]
            let deleted = try await cluster.withoutOtherRestores {
                try await user.start(["delete", seeded.pattern] + words).result()
            }
            #expect(deleted.exitCode == .done, "\(deleted)")
            let left = before.mapValues { $0.filter { $0.partition != 1 } }
            #expect(try await cluster.committed(by: seeded.groups) == left)
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a member that joins between the plan and the deletion keeps its group, and 299 others go`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(300, partitions: 2) { seeded in
            let before = try await cluster.committed(by: seeded.groups)
            let taken = seeded.group(137)
            let result = try await Self.whileHeld(at: "pre-image", user, seeded, ["--json"]) { held, command in
                // Behind the last look at the members, and before the first deletion.
                try await held.isAwaited(by: command)
                let member = try await LiveConsumer.start(cluster, group: taken, topics: [seeded.topic])
                try held.release()
                let result = try await command.result()
                try await member.close()
                return result
            }
            #expect(result.exitCode == .partial, "\(result.messages)")
            let document = try result.document(PlanDocument.self)
            #expect(document.run?.state == "raced")
            #expect(document.run?.error?.message.contains("these groups are still there: \(taken)") == true)
            #expect(Set(document.run?.mismatches.map(\.group) ?? []) == [taken.name])
            let listed = try await cluster.groups()
            #expect(seeded.groups.filter { listed[$0] != nil } == [taken])
            #expect(try await cluster.committed(by: taken) == before[taken])
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }

    @Test(arguments: TestCluster.all)
    func `kill -9 during the deletion is finished by recover, and undone`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(100, partitions: 2) { seeded in
            let before = try await cluster.committed(by: seeded.groups)
            for recipient in [RunningCommand.Recipient.group, .parent, .child, .group] {
                try await Self.whileHeld(at: "deleting", user, seeded) { held, command in
                    command.kill(SIGKILL, recipient)
                    try held.release()
                    _ = try await command.result()
                    try await command.isGone()
                    let recovered = try await user.start(["recover"]).result()
                    #expect(recovered.exitCode == .done, "\(recovered)")
                }
                let listed = try await cluster.groups()
                #expect(!seeded.groups.contains { listed[$0] != nil }, "killed: \(recipient)")
                let undo = try await user.run("undo", "latest", "--yes", "--json")
                #expect(undo.exitCode == .done, "\(undo)")
                #expect(try await cluster.committed(by: seeded.groups) == before, "killed: \(recipient)")
            }
        }
    }

    @Test(arguments: TestCluster.all)
    func `a restore waits for a consumer by name, and goes on when it has left`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(4, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let member = try await LiveConsumer.start(cluster, group: seeded.group(1), topics: [seeded.topic])
            let result = try await cluster.withoutOtherRestores {
                let command = try user.start(["restore", "latest", "--yes", "--wait-empty", "90s"])
                try await Waiting.until("the command waits") {
                    command.messages.contains(Self.waiting) || command.hasEnded
                }
                #expect(try await cluster.holding(seeded) == [.old])
                try await member.close()
                return try await command.result()
            }
            #expect(result.exitCode == .done, "\(result)")
            #expect(result.messages.contains("\(seeded.group(1)) (Stable: rdkafka on 127.0.0.1)"), "\(result.messages)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all)
    func `the wait ends with the time, and with Ctrl-C, and nothing is changed`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let user = User(cluster)
            let before = try await cluster.committed(by: seeded.groups)
            let member = try await LiveConsumer.start(cluster, group: seeded.group(0), topics: [seeded.topic])
            let over = try await user.run("delete", seeded.pattern, "--yes", "--wait-empty", "2s")
            #expect(over.exitCode == .refused, "\(over)")
            #expect(over.messages.contains("waited 2s for the members to leave"), "\(over)")
            let interrupted = try await cluster.withoutOtherRestores {
                let command = try user.start(["delete", seeded.pattern, "--yes", "--wait-empty", "90s"])
                try await Waiting.until("the command waits") {
                    command.messages.contains(Self.waiting) || command.hasEnded
                }
                command.kill(SIGINT, .group)
                return try await command.result()
            }
            #expect(interrupted.exitCode == .interrupted, "\(interrupted)")
            #expect(interrupted.messages.contains("nothing was written"), "\(interrupted)")
            try await member.close()
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }
}
