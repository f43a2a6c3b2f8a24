/// One partition of a topic.
///
/// A legal topic name is 1 to 249 characters of `[a-zA-Z0-9._-]`, so Swift's string order is Kafka's byte order.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The topic's name.
    public let topic: String
    /// The partition's index, 0 or more.
    public let partition: Int32

    /// Names a partition.
    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// `orders[3]`, as Tidemark names partitions in messages.
    public var description: String { "\(topic)[\(partition)]" }

    /// Orders by topic, then by partition.
    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
    }
}

/// Kafka's rule for topic names.
public enum TopicName {
    /// The longest name Kafka allows, in characters (`org.apache.kafka.common.internals.Topic`).
    public static let longest = 249

    /// Whether Kafka would accept the name: 1 to 249 characters of `[a-zA-Z0-9._-]`, not `.` or `..`.
    public static func isLegal(_ name: String) -> Bool {
        let bytes = name.utf8
        guard (1...longest).contains(bytes.count), name != ".", name != ".." else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
