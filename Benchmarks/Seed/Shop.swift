import KafkaTestSupport
import Offsets

/// A small shop on Kafka: a few topics with records, and the groups that read them, some up to date and some behind.
enum Shop {
    private struct Topic {
        let name: String
        let partitions: Int
        let records: Int
    }

    private struct Reader {
        let group: String
        let topic: String
        /// How many records of each partition the group has yet to read; a partition further on, a little fewer.
        let lag: Int64
    }

    private static let topics = [
        Topic(name: "orders", partitions: 4, records: 2_000),
        Topic(name: "payments", partitions: 2, records: 1_500),
        Topic(name: "shipments", partitions: 2, records: 800),
    ]

    private static let readers = [
        Reader(group: "billing", topic: "orders", lag: 12),
        Reader(group: "billing", topic: "payments", lag: 0),
        Reader(group: "warehouse", topic: "orders", lag: 40),
        Reader(group: "warehouse", topic: "shipments", lag: 3),
        Reader(group: "mailer", topic: "shipments", lag: 7),
        Reader(group: "fraud-check", topic: "payments", lag: 150),
        Reader(group: "reporting", topic: "orders", lag: 1_200),
    ]

    /// Creates the topics, writes their records, commits the groups' offsets.
    static func open(_ cluster: TestCluster) async throws {
        for topic in topics {
            try await cluster.createTopic(topic.name, partitions: topic.partitions)
            let partitions = (0..<Int32(topic.partitions)).map { $0 }
            try await cluster.produce(topic: topic.name, partitions: partitions, count: topic.records, payloadBytes: 64)
        }
        for reader in readers {
            guard let topic = topics.first(where: { $0.name == reader.topic }) else { continue }
            let offsets = (0..<Int32(topic.partitions)).map { partition in
                let end = Int64(topic.records)
                return (partition, end - max(0, reader.lag - Int64(partition)))
            }
            try await cluster.commit(
                group: GroupID(reader.group),
                topic: topic.name,
                Dictionary(uniqueKeysWithValues: offsets)
            )
        }
    }
}
