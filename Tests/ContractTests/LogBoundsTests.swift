import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Metadata and the bounds of logs, of partitions that exist and of those that do not.
    struct LogBoundsTests {
        @Test(arguments: ContractCluster.all)
        func `bounds are those of the records, and the missing do not hide the others`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let topic = TestCluster.uniqueName("bounds")
            let nowhere = TestCluster.uniqueName("nowhere")
            try await cluster.support.createTopic(topic, partitions: 3)
            try await cluster.support.produce(topic: topic, partitions: [0, 2], count: 12)
            let partitions = (0..<5).map { TopicPartition(topic: topic, partition: $0) }
            let missing = TopicPartition(topic: nowhere, partition: 0)
            let bounds = await bench.client.logBounds(of: [missing] + partitions.reversed(), before: bench.deadline)
            #expect(bounds.count == 6)
            #expect(bounds[partitions[0]] == .success(LogBounds(start: 0, end: 12)))
            #expect(bounds[partitions[1]] == .success(LogBounds(start: 0, end: 0)))
            #expect(bounds[partitions[2]] == .success(LogBounds(start: 0, end: 12)))
            for absent in [partitions[3], partitions[4], missing] {
                guard case .failure(let error) = bounds[absent] else {
                    Issue.record("\(absent) has bounds")
                    continue
                }
                #expect(Self.missing.contains(error.code.name), "\(absent): \(error)")
            }
            let topics = try await bench.client.metadata(before: bench.deadline).topics
            #expect(topics[topic]?.name == topic)
            #expect(topics[topic]?.partitionCount == 3)
            #expect(topics[topic]?.leaderless == [])
            #expect(topics[nowhere] == nil, "a question makes no topic")
            try await cluster.support.deleteTopic(topic)
        }

        /// The errors that say that a partition or a topic is not there; the library's own among them.
        private static let missing: Set<String> = ["UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION"]

        @Test(arguments: ContractCluster.all)
        func `a trimmed log starts where it was trimmed`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let topic = TestCluster.uniqueName("trimmed")
            try await cluster.support.createTopic(topic, partitions: 2)
            try await cluster.support.produce(topic: topic, partitions: [0, 1], count: 12)
            try await cluster.support.deleteRecords(topic: topic, partition: 0, before: 5)
            try await cluster.support.deleteRecords(topic: topic, partition: 1, before: 12)
            let partitions = (0..<2).map { TopicPartition(topic: topic, partition: $0) }
            let bounds = await bench.client.logBounds(of: partitions, before: bench.deadline)
            #expect(bounds[partitions[0]] == .success(LogBounds(start: 5, end: 12)))
            #expect(bounds[partitions[1]] == .success(LogBounds(start: 12, end: 12)), "trimmed to nothing")
            try await cluster.support.deleteTopic(topic)
        }

        @Test(arguments: ContractCluster.all)
        func `metadata names the cluster, its brokers and its topics, and two clients agree`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let metadata = try await bench.client.metadata(before: bench.deadline)
            let again = try await Bench.client(cluster).metadata(before: bench.deadline)
            #expect(!metadata.identity.id.isEmpty)
            #expect(metadata.identity == again.identity)
            #expect(!metadata.identity.brokers.isEmpty)
            #expect(metadata.identity.brokers.allSatisfy { !$0.host.isEmpty && $0.port > 0 })
            let topic = try #require(metadata.topics[bench.topic])
            #expect(topic.partitionCount == Int32(SharedTopics.partitionCount))
            #expect(topic.leaderless == [])
            if cluster.client == .direct { #expect(topic.id != nil, "our own client sees ids") }
            let description = try await bench.client.describe(bench.group(), before: bench.deadline)
            let coordinator = try #require(description.coordinator)
            #expect(metadata.identity.brokers.contains(coordinator))
        }
    }
}
