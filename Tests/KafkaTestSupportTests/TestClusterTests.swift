import KafkaTestSupport
import Offsets
import Testing

/// The support that other tests stand on, tried on every running release.
@Suite(.needsKafka)
struct TestClusterTests {
    @Test(arguments: TestCluster.available)
    func `seeded groups hold what they were given, and Kafka's own tool agrees`(_ cluster: TestCluster) async throws {
        let seeded = try await cluster.seed(groups: 3, partitions: 4, records: 20)
        for index in 0..<seeded.groupCount {
            #expect(try await cluster.committed(by: seeded.group(index)) == seeded.offsets(index))
        }
        let rows = try await cluster.describeWithKafkasTool([seeded.group(1)])
        #expect(rows.map(\.topicPartition) == seeded.offsets(1).map(\.topicPartition))
        #expect(rows.map(\.offset) == seeded.offsets(1).map(\.offset))
        #expect(rows.allSatisfy { $0.logEnd == 20 && $0.group == seeded.group(1) })
        try await cluster.remove(seeded)
        #expect(try await cluster.state(of: seeded.group(0)) == nil)
    }

    @Test(arguments: TestCluster.available)
    func `records move the ends of a log`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("records")
        try await cluster.createTopic(topic, partitions: 2, configuration: ["retention.ms": "-1"])
        try await cluster.produce(topic: topic, partition: 1, count: 10)
        try await cluster.deleteRecords(topic: topic, partition: 1, before: 4)
        #expect(try await cluster.logBounds(topic: topic, partition: 0) == (0, 0))
        #expect(try await cluster.logBounds(topic: topic, partition: 1) == (4, 10))
        try await cluster.raisePartitions(of: topic, to: 3)
        #expect(try await cluster.logBounds(topic: topic, partition: 2) == (0, 0))
        try await cluster.deleteTopic(topic)
    }

    @Test(arguments: TestCluster.available)
    func `names and metadata of any kind come back as they went in`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("names")
        try await cluster.createTopic(topic)
        let partition = TopicPartition(topic: topic, partition: 0)
        let longest = OffsetMetadata(String(repeating: "m", count: 4_096))
        for (stem, metadata) in [("a b/c.d", .none), ("\u{1F989}\n", OffsetMetadata("é")), ("long", longest)] {
            let group = GroupID(TestCluster.uniqueName(stem))
            let offset = CommittedOffset(partition, offset: 7, metadata: metadata)
            try await cluster.commit(group: group, [offset])
            #expect(try await cluster.committed(by: group) == [offset])
            try await cluster.deleteOffsets(of: group, [partition])
            #expect(try await cluster.committed(by: group).isEmpty)
        }
    }

    @Test(arguments: TestCluster.available)
    func `a live consumer makes its group active until it leaves`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("live")
        let group = GroupID(TestCluster.uniqueName("live"))
        try await cluster.createTopic(topic)
        let consumer = try await LiveConsumer.start(cluster, group: group, topics: [topic])
        #expect(try await cluster.state(of: group) == .stable)
        await #expect(throws: KafkaFailure.self) { try await cluster.commit(group: group, topic: topic, [0: 1]) }
        try await consumer.close()
        try await cluster.commit(group: group, topic: topic, [0: 1])
    }

    @Test(arguments: TestCluster.available)
    func `a consumer that vanishes leaves its group active until the session ends`(
        _ cluster: TestCluster
    ) async throws {
        let topic = TestCluster.uniqueName("vanish")
        let group = GroupID(TestCluster.uniqueName("vanish"))
        try await cluster.createTopic(topic)
        let consumer = try await LiveConsumer.start(
            cluster,
            group: group,
            topics: [topic],
            properties: ["session.timeout.ms": "4000", "heartbeat.interval.ms": "500"]
        )
        try await consumer.abandon()
        #expect(try await cluster.state(of: group) == .stable)
        try await Waiting.until("the session of \(group) ends") { try await cluster.state(of: group) != .stable }
    }

    @Test(arguments: TestCluster.availableWithConsumerProtocol)
    func `a member of the new protocol makes its group active`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("new-protocol")
        let group = GroupID(TestCluster.uniqueName("new-protocol"))
        try await cluster.createTopic(topic)
        let member = try await ConsumerProtocolMember.start(cluster, group: group, topic: topic)
        await #expect(throws: KafkaFailure.self) { try await cluster.commit(group: group, topic: topic, [0: 1]) }
        try await member.close()
        try await cluster.commit(group: group, topic: topic, [0: 1])
    }

    @Test(arguments: TestCluster.available)
    func `an open transaction decides about its offsets only at its end`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("pending")
        let group = GroupID(TestCluster.uniqueName("pending"))
        try await cluster.createTopic(topic)
        try await cluster.commit(group: group, topic: topic, [0: 1])
        let offset = CommittedOffset(TopicPartition(topic: topic, partition: 0), offset: 2)
        let aborted = try await OpenTransaction.holding([offset], of: group, on: cluster)
        try await aborted.abort()
        #expect(try await cluster.committed(by: group).map(\.offset) == [1])
        let committed = try await OpenTransaction.holding([offset], of: group, on: cluster)
        try await committed.commit()
        try await Waiting.until("the offset is visible") {
            try await cluster.committed(by: group).map(\.offset) == [2]
        }
    }
}
