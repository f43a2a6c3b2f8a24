/// A small shop on Kafka: a few topics with records, and the groups that read them, some up to date and some behind.
public enum Shop {
    /// A topic of the shop.
    public struct Topic: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// How many partitions it has.
        public let partitions: Int
        /// How many records each of them holds.
        public let records: Int
    }

    /// A group that reads a topic.
    public struct Reader: Hashable, Sendable {
        /// The group's name.
        public let group: String
        /// What it reads.
        public let topic: Topic
        /// How many records of partition 0 it has yet to read; of each further partition, one fewer.
        let lag: Int64

        /// What it has committed, by partition.
        public var offsets: [Int32: Int64] {
            let pairs = (0..<Int32(topic.partitions)).map { partition in
                (partition, Int64(topic.records) - max(0, lag - Int64(partition)))
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    private static let orders = Topic(name: "orders", partitions: 4, records: 2_000)
    private static let payments = Topic(name: "payments", partitions: 2, records: 1_500)
    private static let shipments = Topic(name: "shipments", partitions: 2, records: 800)

    /// The topics.
    public static let topics = [orders, payments, shipments]

    /// The readers; a group that reads two topics is there twice.
    public static let readers = [
        Reader(group: "billing", topic: orders, lag: 12),
        Reader(group: "billing", topic: payments, lag: 0),
        Reader(group: "warehouse", topic: orders, lag: 40),
        Reader(group: "warehouse", topic: shipments, lag: 3),
        Reader(group: "mailer", topic: shipments, lag: 7),
        Reader(group: "fraud-check", topic: payments, lag: 150),
        Reader(group: "reporting", topic: orders, lag: 1_200),
    ]
}
