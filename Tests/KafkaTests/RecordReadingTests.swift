import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

/// Reading stretches of logs, on real clusters and on simulated ones.
struct RecordReadingTests {
    private static let began: Int64 = 1_700_000_000_000

    private static func client(_ cluster: TestCluster) throws -> KafkaClient {
        try KafkaClient(KafkaConfiguration(bootstrapServers: cluster.bootstrapServers))
    }

    private static func records(_ count: Int) -> [TimedRecord] {
        (0..<count).map { TimedRecord(at: began + Int64($0), key: $0 % 2 == 0 ? "k\($0)" : nil, value: "v\($0)") }
    }

    @Test(arguments: TestCluster.all)
    func `a stretch has its records with their times, and ends behind a marker`(_ cluster: TestCluster) async throws {
        let topic = TestCluster.uniqueName("records")
        try await cluster.createTopic(topic, partitions: 3)
        try await cluster.produce(topic: topic, partition: 0, Self.records(10), .committed)
        try await cluster.produce(topic: topic, partition: 1, Self.records(20))
        try await cluster.produce(topic: topic, partition: 1, Self.records(5), .aborted)
        let places = (0..<3 as Range<Int32>).map { TopicPartition(topic: topic, partition: $0) }
        let stretches = [
            RecordStretch(of: places[0], from: 4, to: 11, limit: 100),
            RecordStretch(of: places[1], from: 0, to: 26, limit: 7),
            RecordStretch(of: places[2], from: 0, to: 0, limit: 100),
        ]
        let read = try await Self.client(cluster).records(in: stretches, before: .after(.seconds(30)))
        let marked = try #require(read[places[0]]).get()
        #expect(marked.reached == 11)
        #expect(marked.records.map(\.offset) == Array(4..<10))
        #expect(marked.records.first?.time == Timestamp(nanoseconds: (Self.began + 4) * 1_000_000))
        #expect(marked.records.first?.clock == .producer)
        let expected = LogRecord(offset: 4, time: nil, key: Array("k4".utf8), value: Array("v4".utf8))
        #expect(marked.records.first?.content == expected.content)
        #expect(marked.records.map { $0.key == nil } == [false, true, false, true, false, true])
        let limited = try #require(read[places[1]]).get()
        #expect(limited.reached == 7)
        #expect(limited.records.count == 7)
        #expect(
            limited.records.map(\.content).prefix(6).dropFirst(4).map(\.self) == marked.records.prefix(2).map(\.content)
        )
        #expect(try #require(read[places[2]]).get() == .empty(at: 0))
        // What was aborted is read as well: nobody knows what the other cluster has of it.
        let all = try await Self.client(cluster).records(
            in: [RecordStretch(of: places[1], from: 18, to: 26, limit: 100)],
            before: .after(.seconds(30))
        )
        #expect(try #require(all[places[1]]).get().records.map(\.offset) == Array(18..<25))
        #expect(try await cluster.groups().keys.allSatisfy { $0.name != "tidemark-admin" })
        try await cluster.deleteTopic(topic)
    }

    @Test(arguments: TestCluster.all)
    func `an offset that is gone is an error of its partition, and no other record takes its place`(
        _ cluster: TestCluster
    ) async throws {
        let topic = TestCluster.uniqueName("records")
        try await cluster.createTopic(topic, partitions: 2)
        for partition in 0..<2 as Range<Int32> {
            try await cluster.produce(topic: topic, partition: partition, Self.records(10))
        }
        try await cluster.deleteRecords(topic: topic, partition: 0, before: 5)
        let places = (0..<2 as Range<Int32>).map { TopicPartition(topic: topic, partition: $0) }
        let read = try await Self.client(cluster).records(
            in: places.map { RecordStretch(of: $0, from: 2, to: 10, limit: 100) },
            before: .after(.seconds(30))
        )
        #expect(throws: KafkaError.self) { try read[places[0]]?.get() }
        #expect(try #require(read[places[1]]).get().records.count == 8)
        try await cluster.deleteTopic(topic)
    }
}
