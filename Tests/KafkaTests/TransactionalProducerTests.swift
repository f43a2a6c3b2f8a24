import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

/// Transactions over the offsets of several groups, on every real broker of the test bed.
@Suite(.needsKafka)
struct TransactionalProducerTests {
    private var deadline: Deadline { .after(.seconds(60)) }

    private struct Bed {
        let client: KafkaClient
        let producer: any OffsetTransaction
        let partition: TopicPartition
        let groups: [GroupID]
    }

    private func bed(_ cluster: TestCluster) async throws -> Bed {
        let topic = TestCluster.uniqueName("txn")
        try await cluster.createTopic(topic, partitions: 1)
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: cluster.bootstrapServers))
        let producer = try client.transaction(id: TestCluster.uniqueName("txn"), timeout: .seconds(60))
        try await producer.initialize(before: deadline)
        try await producer.begin(before: deadline)
        return Bed(
            client: client,
            producer: producer,
            partition: TopicPartition(topic: topic, partition: 0),
            groups: (0..<3).map { _ in GroupID(TestCluster.uniqueName("txn")) }
        )
    }

    private func held(_ bed: Bed, _ group: GroupID, stable: Bool) async throws -> PartitionFetch? {
        try await bed.client.committedOffsets(
            of: group,
            for: [bed.partition],
            waitsForTransactions: stable,
            before: deadline
        )[bed.partition]
    }

    @Test(arguments: TestCluster.available)
    func `a commit makes every group new at once`(cluster: TestCluster) async throws {
        let bed = try await bed(cluster)
        let offset = CommittedOffset(bed.partition, offset: 7, metadata: OffsetMetadata("é"))
        for group in bed.groups {
            try await bed.producer.send([offset], of: group, before: deadline)
        }
        for group in bed.groups {
            #expect(try await held(bed, group, stable: false) == .absent)
        }
        try await bed.producer.commit(before: deadline)
        for group in bed.groups {
            #expect(try await held(bed, group, stable: true) == .committed(offset))
        }
    }

    @Test(arguments: TestCluster.available)
    func `an abort leaves every group old`(cluster: TestCluster) async throws {
        let bed = try await bed(cluster)
        let old = CommittedOffset(bed.partition, offset: 3)
        for group in bed.groups {
            try await cluster.commit(group: group, [old])
            try await bed.producer.send([CommittedOffset(bed.partition, offset: 9)], of: group, before: deadline)
        }
        try await bed.producer.abort(before: deadline)
        for group in bed.groups {
            #expect(try await held(bed, group, stable: true) == .committed(old))
        }
    }

    @Test(arguments: TestCluster.available)
    func `a read that waits for transactions does not answer while one is open`(cluster: TestCluster) async throws {
        let bed = try await bed(cluster)
        try await bed.producer.send([CommittedOffset(bed.partition, offset: 9)], of: bed.groups[0], before: deadline)
        await #expect {
            try await bed.client.committedOffsets(
                of: bed.groups[0],
                for: [bed.partition],
                waitsForTransactions: true,
                before: .after(.seconds(1))
            )
        } throws: { error in
            (error as? KafkaError)?.code == .unstableOffsetCommit
        }
        try await bed.producer.abort(before: deadline)
    }

    @Test(arguments: TestCluster.available)
    func `a successor with the same id fences its predecessor`(cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("fence")
        try await cluster.createTopic(topic, partitions: 1)
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: cluster.bootstrapServers))
        let id = TestCluster.uniqueName("fence")
        let first = try client.transaction(id: id, timeout: .seconds(60))
        try await first.initialize(before: deadline)
        try await first.begin(before: deadline)
        let partition = TopicPartition(topic: topic, partition: 0)
        let group = GroupID(TestCluster.uniqueName("fence"))
        try await first.send([CommittedOffset(partition, offset: 1)], of: group, before: deadline)
        let second = try client.transaction(id: id, timeout: .seconds(60))
        try await second.initialize(before: deadline)
        await #expect { try await first.commit(before: deadline) } throws: { error in
            (error as? KafkaError)?.isFatal == true
        }
        let found = try await client.committedOffsets(
            of: group,
            for: [partition],
            waitsForTransactions: true,
            before: deadline
        )
        #expect(found == [partition: .absent])
    }
}
