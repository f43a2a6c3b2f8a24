import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

/// The client against every real broker of the test bed.
@Suite(.needsKafka)
struct KafkaClientTests {
    private static let patience: Duration = .seconds(60)

    private func client(_ cluster: TestCluster) throws -> KafkaClient {
        try KafkaClient(KafkaConfiguration(bootstrapServers: cluster.bootstrapServers))
    }

    private var deadline: Deadline { .after(Self.patience) }

    @Test(arguments: TestCluster.available)
    func `metadata names the cluster, its brokers and its topics`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("metadata")
        try await cluster.createTopic(topic, partitions: 3)
        let metadata = try await client(cluster).metadata(before: deadline)
        #expect(!metadata.identity.id.isEmpty)
        #expect(metadata.identity.brokers.count == 1)
        #expect(metadata.topics[topic] == TopicMetadata(name: topic, partitionCount: 3))
    }

    @Test(arguments: TestCluster.available)
    func `committed offsets come back exactly, sorted, with their metadata`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("odd")
        try await cluster.createTopic(topic, partitions: 4)
        let metadata = ["", String(repeating: "m", count: 4_096), "naïve ☕️ e\u{301}", "two\nlines\tand \"quotes\""]
        let offsets = metadata.enumerated().map { index, text in
            CommittedOffset(
                TopicPartition(topic: topic, partition: Int32(index)),
                offset: Int64(index) * 3,
                metadata: OffsetMetadata(text)
            )
        }
        let client = try client(cluster)
        for name in ["plain", "with space", "a/b.c", "é\u{301}", "🧾 receipts", "line\nbreak"] {
            let group = GroupID(TestCluster.uniqueName(name))
            let refused = try await client.alterOffsets(of: group, to: offsets.reversed(), before: deadline)
            #expect(refused.isEmpty)
            let found = try await client.held(by: group, before: deadline).offsets
            #expect(found == offsets)
        }
    }

    @Test(arguments: TestCluster.available)
    func `composed and decomposed names are two groups`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("forms")
        try await cluster.createTopic(topic, partitions: 1)
        let stem = TestCluster.uniqueName("form")
        let composed = GroupID(stem + "\u{e9}")
        let decomposed = GroupID(stem + "e\u{301}")
        let partition = TopicPartition(topic: topic, partition: 0)
        try await cluster.commit(group: composed, [CommittedOffset(partition, offset: 1)])
        try await cluster.commit(group: decomposed, [CommittedOffset(partition, offset: 2)])
        let client = try client(cluster)
        let listed = try await client.listGroups(before: deadline).groups.map(\.group)
        #expect(listed.contains(composed))
        #expect(listed.contains(decomposed))
        #expect(try await client.held(by: composed, before: deadline).offsets.map(\.offset) == [1])
        #expect(try await client.held(by: decomposed, before: deadline).offsets.map(\.offset) == [2])
    }

    @Test(arguments: TestCluster.available)
    func `an explicit read has an entry for every partition`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("explicit")
        try await cluster.createTopic(topic, partitions: 2)
        let group = GroupID(TestCluster.uniqueName("explicit"))
        let present = TopicPartition(topic: topic, partition: 0)
        let absent = TopicPartition(topic: topic, partition: 1)
        let unknown = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 7)
        try await cluster.commit(group: group, [CommittedOffset(present, offset: 5)])
        let found = try await client(cluster).committedOffsets(
            of: group,
            for: [absent, unknown, present],
            waitsForTransactions: true,
            before: deadline
        )
        #expect(
            found == [present: .committed(CommittedOffset(present, offset: 5)), absent: .absent, unknown: .absent]
        )
    }

    @Test(arguments: TestCluster.available)
    func `log bounds are those of the records, and one bad partition does not hide its neighbours`(
        cluster: TestCluster
    ) async throws {
        let topic = TestCluster.uniqueName("bounds")
        try await cluster.createTopic(topic, partitions: 3)
        try await cluster.produce(topic: topic, partition: 1, count: 12)
        try await cluster.deleteRecords(topic: topic, partition: 1, before: 5)
        let partitions = (0..<4).map { TopicPartition(topic: topic, partition: $0) }
        let bounds = try await client(cluster).logBounds(of: partitions, before: deadline)
        #expect(bounds[partitions[0]] == .success(LogBounds(start: 0, end: 0)))
        #expect(bounds[partitions[1]] == .success(LogBounds(start: 5, end: 12)))
        #expect(bounds[partitions[2]] == .success(LogBounds(start: 0, end: 0)))
        guard case .failure = bounds[partitions[3]] else {
            Issue.record("a partition that does not exist has no bounds")
            return
        }
    }

    @Test(arguments: TestCluster.available)
    func `offsets and groups are deleted, and what cannot be is named`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("deletes")
        try await cluster.createTopic(topic, partitions: 2)
        let group = GroupID(TestCluster.uniqueName("deletes"))
        try await cluster.commit(group: group, topic: topic, [0: 1, 1: 1])
        let client = try client(cluster)
        let first = TopicPartition(topic: topic, partition: 0)
        #expect(try await client.deleteOffsets(of: group, for: [first], before: deadline).isEmpty)
        #expect(try await client.held(by: group, before: deadline).offsets.map(\.partition) == [1])
        try await client.delete(group, before: deadline)
        #expect(try await client.held(by: group, before: deadline).offsets.isEmpty)
        await #expect { try await client.delete(group, before: deadline) } throws: { error in
            (error as? KafkaError)?.code == .groupIDNotFound
        }
    }

    @Test(arguments: TestCluster.available)
    func `an absent group describes as dead, and its members are not known`(cluster: TestCluster) async throws {
        let description = try await client(cluster).describe(
            GroupID(TestCluster.uniqueName("absent")),
            before: deadline
        )
        #expect(description.state == .dead)
        #expect(description.coordinator != nil)
    }

    @Test(arguments: TestCluster.available)
    func `a thousand groups are read concurrently`(cluster: TestCluster) async throws {
        let seeded = try await cluster.seed(groups: 1_000, partitions: 10)
        let client = try client(cluster)
        let deadline = deadline
        let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for index in 0..<seeded.groupCount {
                tasks.addTask {
                    let found = try await client.held(by: seeded.group(index), before: deadline).offsets
                    return found == seeded.offsets(index) ? 0 : 1
                }
            }
            return try await tasks.reduce(0, +)
        }
        #expect(wrong == 0)
        try await cluster.remove(seeded)
    }
}
