import KafkaTestSupport
import Offsets
import Testing

/// Mode `exact` on real brokers: what the snapshot does not have is removed, and an undo brings it back.
@Suite(.serialized)
struct ExactTests {
    @Test(arguments: TestCluster.all)
    func `what the snapshot does not have is removed, and comes back with an undo`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(4, partitions: 3) { seeded in
            let other = TestCluster.uniqueName("acceptance-exact")
            try await cluster.createTopic(other)
            try await cluster.produce(topic: other, count: 10)
            // Of the last group nothing but the third partition is in the snapshot.
            try await cluster.deleteOffsets(of: seeded.group(3), Array(seeded.topicPartitions[0...1]))
            let wanted = try await cluster.committed(by: seeded.groups)
            _ = try await user.snapshot("--group", seeded.pattern)

            try await cluster.moveOffsets(of: seeded)
            for index in 1...3 {
                let surplus = CommittedOffset(
                    TopicPartition(topic: other, partition: 0),
                    offset: Int64(index),
                    metadata: OffsetMetadata("surplus é")
                )
                try await cluster.commit(group: seeded.group(index), [surplus])
            }
            let before = try await cluster.committed(by: seeded.groups)
            let restore = try await user.run("restore", "latest", "--mode", "exact", "--yes", "--json")
            #expect(restore.exitCode == .done, "\(restore)")
            let document = try restore.document(PlanDocument.self)
            #expect(document.run?.state == "done")
            #expect(document.plan.steps.count { $0.action == "delete" } == 5)
            #expect(try await cluster.committed(by: seeded.groups) == wanted)

            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            let redo = try await user.run("undo", "latest", "--yes")
            #expect(redo.exitCode == .done, "\(redo)")
            #expect(try await cluster.committed(by: seeded.groups) == wanted)
            try await cluster.deleteTopic(other)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a run that only removes ends with every offset gone`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 3) { seeded in
            try await cluster.deleteOffsets(of: seeded.group(0), [seeded.topicPartitions[1]])
            let wanted = try await cluster.committed(by: seeded.groups)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.commit(group: seeded.group(0), topic: seeded.topic, [1: 7])
            let restore = try await user.run("restore", "latest", "--mode", "exact", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == wanted)
        }
    }
}
