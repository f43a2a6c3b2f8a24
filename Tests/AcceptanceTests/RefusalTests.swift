import KafkaTestSupport
import Offsets
import Testing

/// What stops a restore stops it for every group: nothing at all is written.
@Suite(.serialized)
struct RefusalTests {
    private static let groups = 6
    private static let partitions = 3
    private static let records = 100

    @Test(arguments: TestCluster.all)
    func `a live classic member stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let active = seeded.group(4)
            let member = try await LiveConsumer.start(cluster, group: active, topics: [seeded.topic])
            try await user.expectRefusal(seeded, finding: "group-active", of: active)
            let words = try await user.run("restore", "latest", "--yes").messages
            #expect(words.contains("running members (Stable): rdkafka on 127.0.0.1; stop them first"), "\(words)")
            #expect(words.contains("session.timeout.ms of the client, 45 s by default"), "\(words)")
            try await member.close()
        }
    }

    @Test(arguments: TestCluster.all.filter(\.hasConsumerProtocolMembers))
    func `a live member of the new protocol stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let active = seeded.group(1)
            let member = try await ConsumerProtocolMember.start(cluster, group: active, topic: seeded.topic)
            try await user.expectRefusal(seeded, finding: "group-active", of: active)
            // Who they are librdkafka 2.0.2 cannot tell, but how long the brokers count them.
            for client in ["direct", "librdkafka"] {
                let words = try await user.run("restore", "latest", "--yes", "--client", client).messages
                #expect(words.contains("after their last heartbeat (group.consumer.session.timeout.ms)"), "\(words)")
                #expect(words.contains(" on 127.0.0.1; stop them first") || client != "direct", "\(words)")
            }
            try await member.close()
        }
    }

    @Test(arguments: TestCluster.all)
    func `one deleted topic stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            let doomed = TestCluster.uniqueName("acceptance-doomed")
            try await cluster.createTopic(doomed)
            try await cluster.produce(topic: doomed, count: Self.records)
            let group = seeded.group(2)
            try await cluster.commit(group: group, topic: doomed, [0: 7])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteTopic(doomed, heldBy: [group])
            try await user.expectRefusal(seeded, finding: "missing-topic", of: group, topic: doomed)
        }
    }

    @Test(arguments: TestCluster.all)
    func `one offset beyond the end of its log stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions, records: Self.records) { seeded in
            let user = User(cluster)
            let group = seeded.group(5)
            try await cluster.commit(group: group, topic: seeded.topic, [1: Int64(Self.records) + 1])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await user.expectRefusal(seeded, finding: "beyond-log-end", of: group, topic: seeded.topic)
        }
    }

    @Test(arguments: TestCluster.all)
    func `an offset at the very end of its log is restored`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(1, partitions: 1, records: Self.records) { seeded in
            let user = User(cluster)
            try await cluster.commit(group: seeded.group(0), topic: seeded.topic, [0: Int64(Self.records)])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.commit(seeded)
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: seeded.group(0))
            #expect(held.map(\.offset) == [Int64(Self.records)])
        }
    }

    @Test(arguments: TestCluster.all)
    func `one offset below the start of its log stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions, records: Self.records) { seeded in
            let user = User(cluster)
            let group = seeded.group(3)
            let (committed, start): (Int64, Int64) = (10, 11)
            // Every other group of the partition stands at or above the new start.
            try await cluster.commit(
                seeded.groups.map { name in
                    (
                        group: name,
                        offsets: seeded.topicPartitions.map {
                            CommittedOffset($0, offset: name == group ? committed : start)
                        }
                    )
                }
            )
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteRecords(topic: seeded.topic, partition: 2, before: start)
            try await user.expectRefusal(seeded, finding: "below-log-start", of: group, topic: seeded.topic)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a topic deleted and made again stops the restore of every group`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            let doomed = TestCluster.uniqueName("acceptance-recreated")
            try await cluster.createTopic(doomed)
            try await cluster.produce(topic: doomed, count: Self.records)
            let group = seeded.group(2)
            try await cluster.commit(group: group, topic: doomed, [0: 7])
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteTopic(doomed, heldBy: [group])
            try await cluster.createTopic(doomed)
            // The new log holds the offset, but ends before the old one did.
            try await cluster.produce(topic: doomed, count: Self.records / 2)
            try await user.expectRefusal(seeded, finding: "topic-recreated", of: group, topic: doomed)
            try await cluster.deleteTopic(doomed)
        }
    }

    @Test(arguments: TestCluster.all, [2, 6])
    func `a topic made again with more records is told from the one that the snapshot saw`(
        _ cluster: TestCluster,
        partitions: Int
    ) async throws {
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            let user = User(cluster)
            let doomed = TestCluster.uniqueName("acceptance-anew")
            let group = seeded.group(0)
            let indexes = (0..<Int32(6)).map { $0 }
            try await cluster.createTopic(doomed, partitions: 6)
            try await cluster.produce(topic: doomed, partitions: indexes, count: 500)
            for partition in indexes {
                try await cluster.deleteRecords(topic: doomed, partition: partition, before: 400)
            }
            try await cluster.commit(
                group: group,
                topic: doomed,
                Dictionary(uniqueKeysWithValues: indexes.map { ($0, 450) })
            )
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.commit(group: group, topic: doomed, [0: 460])
            let file = "\(user.store.directory)/saved.plan"
            let saved = try await user.start(["restore", "latest", "--plan-out", file]).result()
            #expect(saved.exitCode == .done, "\(saved)")

            try await cluster.deleteTopic(doomed, heldBy: [group])
            try await cluster.createTopic(doomed, partitions: partitions)
            try await cluster.produce(topic: doomed, partitions: Array(indexes.prefix(partitions)), count: 900)
            // What the saved plan found is there again, so that nothing but the topic differs.
            try await cluster.commit(
                group: group,
                topic: doomed,
                Dictionary(uniqueKeysWithValues: indexes.prefix(partitions).map { ($0, $0 == 0 ? 460 : 450) })
            )
            let before = try await cluster.committed(by: group)
            for command in [["restore", "latest", "--on-missing", "skip"], ["apply", file]] {
                let refused = try await user.start(command + ["--yes", "--json"]).result()
                #expect(refused.exitCode == .refused, "\(refused)")
                let document: PlanDocument = try refused.document()
                let blocking = document.plan.summary.blocking.filter { $0.finding == "topic-recreated" }
                #expect(blocking.map(\.partition).contains(0), "\(refused)")
                #expect(Set(blocking.map(\.topic)) == [doomed], "\(refused)")
            }
            #expect(try await cluster.committed(by: group) == before)
            try await cluster.deleteTopic(doomed)
        }
    }
}
