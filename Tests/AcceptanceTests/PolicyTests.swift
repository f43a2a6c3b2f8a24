import KafkaTestSupport
import Offsets
import Testing

/// Restores in which the operator decided for unusual cases, and under names by rule.
@Suite(.serialized)
struct PolicyTests {
    private static let records = 100

    @Test(arguments: TestCluster.all)
    func `three groups are renamed by one expression`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let restore = try await user.run("restore", "latest", "--rename", "s/^acceptance/staging/", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let targets = (0..<3).map { index in
                GroupID("staging" + seeded.group(index).name.dropFirst("acceptance".count))
            }
            let held = try await cluster.committed(by: targets)
            for (index, target) in targets.enumerated() { #expect(held[target] == seeded.offsets(index)) }
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            try await cluster.deleteGroups(targets)
        }
    }

    @Test(arguments: TestCluster.all)
    func `offsets of a topic go to another one`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(1, partitions: 2) { seeded in
            let copy = TestCluster.uniqueName("acceptance-copy")
            try await cluster.createTopic(copy, partitions: 2)
            try await cluster.produce(topic: copy, partitions: [0, 1], count: Self.records)
            _ = try await user.snapshot("--group", seeded.pattern)
            let restore = try await user.run("restore", "latest", "--topic-map", "\(seeded.topic)=\(copy)", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let copied = seeded.offsets(0).map {
                CommittedOffset(
                    TopicPartition(topic: copy, partition: $0.partition),
                    offset: $0.offset,
                    leaderEpoch: $0.leaderEpoch,
                    metadata: $0.metadata
                )
            }
            let held = try await cluster.committed(by: seeded.group(0)).filter { $0.topic == copy }
            #expect(held == copied)
            try await cluster.deleteTopic(copy)
        }
    }

    @Test(arguments: TestCluster.all, [OutOfRangePolicy.clamp, .skip])
    func `an offset that its log lost is clamped or skipped, and the plan says so`(
        _ cluster: TestCluster,
        _ policy: OutOfRangePolicy
    ) async throws {
        try await cluster.withSeededGroups(2, partitions: 1, records: Self.records) { seeded in
            let user = User(cluster)
            let (lost, kept): (Int64, Int64) = (10, 60)
            try await cluster.commit(group: seeded.group(0), topic: seeded.topic, [0: lost])
            try await cluster.commit(group: seeded.group(1), topic: seeded.topic, [0: kept])
            _ = try await user.snapshot("--group", seeded.pattern)
            for group in seeded.groups { try await cluster.commit(group: group, topic: seeded.topic, [0: 90]) }
            try await cluster.deleteRecords(topic: seeded.topic, partition: 0, before: 50)

            let words = ["restore", "latest", "--on-out-of-range", policy.rawValue]
            let plan = try await user.start(words + ["--dry-run", "-v"]).result()
            let remark = policy == .clamp ? "moved from 10 to 50" : "below the log's start 50; left out"
            #expect(plan.output.contains(remark), "\(plan)")
            let restore = try await cluster.withoutOtherRestores { try await user.start(words + ["--yes"]).result() }
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: seeded.groups).mapValues { $0.map(\.offset) }
            #expect(held == [seeded.group(0): [policy == .clamp ? 50 : 90], seeded.group(1): [kept]])
        }
    }

    @Test(arguments: TestCluster.all)
    func `a deleted topic is skipped and the rest is restored`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let user = User(cluster)
            let doomed = TestCluster.uniqueName("acceptance-doomed")
            try await cluster.createTopic(doomed)
            try await cluster.produce(topic: doomed, count: Self.records)
            try await cluster.commit(group: seeded.group(0), topic: doomed, [0: 7])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteTopic(doomed)
            try await Waiting.until("the group holds nothing of \(doomed)") {
                try await cluster.committed(by: seeded.group(0)).allSatisfy { $0.topic != doomed }
            }
            let restore = try await user.run("restore", "latest", "--on-missing", "skip", "--yes", "--json")
            #expect(restore.exitCode == .done, "\(restore)")
            let document: PlanDocument = try restore.document()
            let skipped = document.plan.steps.filter { $0.action == "skip" }
            #expect(skipped.map(\.topic) == [doomed])
            #expect(skipped.map(\.finding) == ["missing-topic"])
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all, MovementFilter.allCases)
    func `one kind of movement is made, and no group without it is touched`(
        _ cluster: TestCluster,
        _ only: MovementFilter
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(4, partitions: 1, records: Self.records) { seeded in
            for group in seeded.groups { try await cluster.commit(group: group, topic: seeded.topic, [0: 50]) }
            _ = try await user.snapshot("--group", seeded.pattern)
            let (ahead, behind, live) = (seeded.group(0), seeded.group(1), seeded.group(3))
            try await cluster.commit(group: ahead, topic: seeded.topic, [0: 90])
            try await cluster.commit(group: behind, topic: seeded.topic, [0: 10])
            try await cluster.deleteGroup(seeded.group(2))
            // Stands as in the snapshot, so nothing is asked of it, and its member disturbs nobody.
            let member = try await LiveConsumer.start(cluster, group: live, topics: [seeded.topic])
            let restore = try await user.run("restore", "latest", "--only", only.rawValue, "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: [ahead, behind, seeded.group(2)]).mapValues { $0.map(\.offset) }
            #expect(held[ahead] == [only == .rewind ? 50 : 90])
            #expect(held[behind] == [only == .advance ? 50 : 10])
            #expect(held[seeded.group(2)] ?? [] == (only == .missing ? [50] : []))
            try await member.close()
        }
    }
}
