import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// `copy` and `rename` on real clusters and on simulated ones.
@Suite(.serialized)
struct MovedGroupTests {
    /// A state may be over before it is seen.
    private static let tries = 20

    /// The name that a seeded group gets.
    private static func renamed(_ group: GroupID) -> GroupID { GroupID("moved-\(group)") }

    private static func expression(_ seeded: SeededGroups) -> [String] {
        ["--group", seeded.pattern, "--rename", "s/^/moved-/"]
    }

    /// What the groups hold, by their names of the time before.
    private static func held(
        _ cluster: TestCluster,
        _ seeded: SeededGroups,
        under name: (GroupID) -> GroupID
    ) async throws -> [GroupID: [CommittedOffset]] {
        let held = try await cluster.committed(by: seeded.groups.map(name))
        return Dictionary(uniqueKeysWithValues: seeded.groups.map { ($0, held[name($0)] ?? []) })
    }

    private static func nothing(_ seeded: SeededGroups) -> [GroupID: [CommittedOffset]] {
        Dictionary(uniqueKeysWithValues: seeded.groups.map { ($0, []) })
    }

    @Test(arguments: TestCluster.all)
    func `groups are copied, and the copy is undone`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 3) { seeded in
            let copy = try await cluster.withoutOtherRestores {
                try await user.start(["copy", "--yes"] + Self.expression(seeded)).result()
            }
            #expect(copy.exitCode == .done, "\(copy)")
            #expect(copy.messages.contains("5 groups with 15 partitions copied; the largest lag is "), "\(copy)")
            #expect(try await Self.held(cluster, seeded, under: Self.renamed) == seeded.everyOffset)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await Self.held(cluster, seeded, under: Self.renamed) == Self.nothing(seeded))
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all)
    func `groups are renamed, that is undone, and the undo too`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(5, partitions: 3) { seeded in
            let rename = try await cluster.withoutOtherRestores {
                try await user.start(["rename", "--yes"] + Self.expression(seeded)).result()
            }
            #expect(rename.exitCode == .done, "\(rename)")
            let (old, new) = (seeded.groups, seeded.groups.map(Self.renamed))
            #expect(try await Self.held(cluster, seeded, under: Self.renamed) == seeded.everyOffset)
            let listed = Set(try await cluster.groups().keys)
            #expect(listed.isDisjoint(with: old))
            for isBack in [true, false] {
                let undo = try await user.run("undo", "latest", "--yes")
                #expect(undo.exitCode == .done, "\(undo)")
                let listed = Set(try await cluster.groups().keys)
                #expect(listed.isDisjoint(with: isBack ? new : old) && listed.isSuperset(of: isBack ? old : new))
                let held = try await Self.held(cluster, seeded) { isBack ? $0 : Self.renamed($0) }
                #expect(held == seeded.everyOffset)
            }
            try await cluster.deleteGroups(new)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a live source is copied, and neither a live target written nor a live group renamed`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let (used, other) = (seeded.group(0), seeded.group(1))
            let consumer = try await LiveConsumer.start(cluster, group: used, topics: [seeded.topic])
            let copy = try await user.run("copy", used.name, "copy-of-\(used)", "--yes")
            #expect(copy.exitCode == .done, "\(copy)")
            #expect(try await cluster.committed(by: GroupID("copy-of-\(used)")) == seeded.offsets(0))
            for words in [["copy", other.name, used.name, "--merge"], ["rename", used.name, "moved-\(used)"]] {
                let refused = try await cluster.withoutOtherRestores {
                    try await user.start(words + ["--yes"]).result()
                }
                #expect(refused.exitCode == .refused, "\(refused)")
                #expect(refused.messages.contains("group \(used) has running members"), "\(refused)")
            }
            try await consumer.close()
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            try await cluster.deleteGroup(GroupID("copy-of-\(used)"))
        }
    }

    @Test(arguments: TestCluster.all)
    func `a group of another cluster is copied, which is only read`(_ cluster: TestCluster) async throws {
        let all = TestCluster.all
        let other = try #require(all.first { $0.bootstrapServers != cluster.bootstrapServers })
        let user = User(cluster)
        try await other.withSeededGroups(3, partitions: 2) { seeded in
            try await cluster.createTopic(seeded.topic, partitions: 2)
            try await cluster.produce(topic: seeded.topic, partitions: [0, 1], count: seeded.recordCount)
            let words =
                ["copy", "--group", seeded.pattern, "--from-bootstrap-server", other.bootstrapServers, "--yes"]
            let unsaid = try await user.start(words).result()
            #expect(unsaid.exitCode == .usage, "\(unsaid)")
            let copy = try await cluster.withoutOtherRestores {
                try await user.start(words + ["--translate", "offset"]).result()
            }
            #expect(copy.exitCode == .done, "\(copy)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            #expect(try await other.committed(by: seeded.groups) == seeded.everyOffset)
            try await cluster.deleteGroups(seeded.groups)
            try await cluster.deleteTopic(seeded.topic)
        }
    }

    @Test(arguments: TestCluster.all)
    func
        `offsets that the logs of the other cluster do not have are found partition by partition, and nothing is written`(
            _ cluster: TestCluster
        ) async throws
    {
        let other = try #require(TestCluster.all.first { $0.bootstrapServers != cluster.bootstrapServers })
        let user = User(cluster)
        try await other.withSeededGroups(1, partitions: 3) { seeded in
            let group = seeded.group(0)
            let places = (0..<3 as Range<Int32>).map { TopicPartition(topic: seeded.topic, partition: $0) }
            try await other.commit([(group: group, offsets: places.map { CommittedOffset($0, offset: 3) })])
            // The first has lost its front, the second was produced anew and is shorter, the third is the same.
            try await cluster.createTopic(seeded.topic, partitions: 3)
            try await cluster.produce(topic: seeded.topic, partitions: [0, 2], count: 10)
            try await cluster.produce(topic: seeded.topic, partition: 1, count: 2)
            try await cluster.deleteRecords(topic: seeded.topic, partition: 0, before: 5)
            let words = [
                "copy", "--group", group.name, "--from-bootstrap-server", other.bootstrapServers, "--translate",
                "offset", "--yes",
            ]
            let refused = try await user.start(words + ["--json"]).result()
            #expect(refused.exitCode == .refused, "\(refused)")
            let steps = try refused.document(PlanDocument.self).plan.steps
            #expect(steps.map(\.finding) == ["below-log-start", "beyond-log-end", nil], "\(refused)")
            #expect(try await cluster.committed(by: group).isEmpty)
            let clamped = try await cluster.withoutOtherRestores {
                try await user.start(words + ["--on-out-of-range", "clamp"]).result()
            }
            #expect(clamped.exitCode == .done, "\(clamped)")
            #expect(try await cluster.committed(by: group).map(\.offset) == [5, 2, 3])
            try await cluster.deleteGroups([group])
            try await cluster.deleteTopic(seeded.topic)
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `one of a hundred groups that gets a member half way leaves all of them as they were`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(100, partitions: 2) { seeded in
            for _ in 0..<Self.tries {
                let ending = try await cluster.withoutOtherRestores { () -> CommandResult? in
                    let command = try user.start(["rename", "--yes"] + Self.expression(seeded))
                    guard let held = try HeldJournal.reaching("pre-image", of: user.store, by: command, except: [])
                    else { return nil }
                    let consumer = try await LiveConsumer.start(
                        cluster,
                        group: seeded.group(57),
                        topics: [seeded.topic]
                    )
                    try held.release()
                    let result = try await command.result()
                    try await consumer.close()
                    return result
                }
                guard let ending else {
                    _ = try await user.run("undo", "latest", "--yes")
                    continue
                }
                #expect(ending.exitCode == .refused, "\(ending)")
                #expect(ending.messages.contains(seeded.group(57).name), "\(ending)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
                #expect(try await Self.held(cluster, seeded, under: Self.renamed) == Self.nothing(seeded))
                return
            }
            Issue.record("the state pre-image was missed \(Self.tries) times")
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available, ["committing", "committed", "deleting"])
    func `a rename that is killed before its deletion is over is finished by recover`(
        _ cluster: TestCluster,
        _ state: String
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(100, partitions: 2) { seeded in
            var known: Set<String> = []
            for _ in 0..<Self.tries {
                let run = try await cluster.withoutOtherRestores { () -> String? in
                    let command = try user.start(["rename", "--yes"] + Self.expression(seeded))
                    guard let held = try HeldJournal.reaching(state, of: user.store, by: command, except: known)
                    else { return nil }
                    let run = held.run
                    command.kill(SIGKILL, .group)
                    try await command.isGone()
                    try held.release()
                    return run
                }
                guard let run else {
                    let undo = try await user.run("undo", "latest", "--yes")
                    #expect(undo.exitCode == .done, "\(undo)")
                    known = Set(try await user.run("runs", "--json").document(RunsDocument.self).runs.map(\.id))
                    continue
                }
                let recover = try await user.run("recover", "--wait", "60s")
                #expect(recover.exitCode == .done, "\(recover)")
                let states = try HeldJournal.states(of: run, in: user.store)
                let comment: Comment = "killed at \(state): \(states), \(recover)"
                let isDone = states.last == "done"
                // What was only being committed may not have been.
                #expect(isDone || state == "committing" && states.last == "aborted", comment)
                let listed = Set(try await cluster.groups().keys)
                let (old, new) = (seeded.groups, seeded.groups.map(Self.renamed))
                // An aborted transaction leaves the groups that it would have made, without offsets (`docs/kafka.md` §5.14).
                #expect(!isDone || listed.isDisjoint(with: old), comment)
                let held = try await Self.held(cluster, seeded) { isDone ? Self.renamed($0) : $0 }
                #expect(held == seeded.everyOffset, comment)
                guard isDone else {
                    #expect(try await Self.held(cluster, seeded, under: Self.renamed) == Self.nothing(seeded), comment)
                    try await cluster.deleteGroups(listed.intersection(new).sorted())
                    return
                }
                try await cluster.deleteGroups(new)
                return
            }
            Issue.record("the state \(state) was missed \(Self.tries) times")
        }
    }
}
