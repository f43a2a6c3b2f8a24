public import Offsets

/// Groups that were given offsets for a test or a measurement: group `i` has one for every partition of one topic.
public struct SeededGroups: Hashable, Sendable {
    /// The topic.
    public let topic: String
    /// How many groups there are; their names are the topic's with a number.
    public let groupCount: Int
    /// How many partitions the topic has.
    public let partitionCount: Int
    /// How many records every partition holds; no committed offset lies beyond.
    public let recordCount: Int

    /// Describes groups that `TestCluster.seed` makes or has made.
    public init(topic: String, groupCount: Int, partitionCount: Int, recordCount: Int) {
        self.topic = topic
        self.groupCount = groupCount
        self.partitionCount = partitionCount
        self.recordCount = recordCount
    }

    /// The name of group `index`, in the order of their names.
    public func group(_ index: Int) -> GroupID {
        let digits = String(index)
        return GroupID("\(topic)-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)")
    }

    /// Every group.
    public var groups: [GroupID] { (0..<groupCount).map { group($0) } }

    /// The offsets group `index` was given, by partition: spread over the whole log, different from group to group.
    public func offsets(_ index: Int) -> [CommittedOffset] {
        (0..<partitionCount).map { partition in
            CommittedOffset(
                TopicPartition(topic: topic, partition: Int32(partition)),
                offset: Int64((index * 31 + partition * 17) % (recordCount + 1))
            )
        }
    }
}
