import Demo
import KafkaTestSupport
import Offsets

extension TestCluster {
    private static let payloadBytes = 64

    /// Opens the demo's shop on a real Kafka: creates the topics, writes their records, commits the groups' offsets.
    func openShop() async throws {
        for topic in Shop.topics {
            try await createTopic(topic.name, partitions: topic.partitions)
            try await produce(
                topic: topic.name,
                partitions: (0..<Int32(topic.partitions)).map { $0 },
                count: topic.records,
                payloadBytes: Self.payloadBytes
            )
        }
        for reader in Shop.readers {
            try await commit(group: GroupID(reader.group), topic: reader.topic.name, reader.offsets)
        }
    }
}
