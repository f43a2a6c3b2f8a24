import Offsets

/// What the groups of a test hold, and what a restore makes of it.
struct Content: Hashable, Sendable {
    /// The partitions of the one topic.
    static let partitions = 4
    /// The records of each.
    static let records = 100

    /// The offsets of every group, sorted by partition.
    let offsets: [GroupID: [CommittedOffset]]

    /// Two contents: of two partitions they have different offsets, and each has one of a partition that the other has
    /// none of.
    static func both(topic: String, groups: Int) -> [Content] {
        [0...2, 1...3].map { partitions in
            let groups = (0..<groups).map { index in
                let offsets = partitions.map { partition in
                    CommittedOffset(
                        TopicPartition(topic: topic, partition: Int32(partition)),
                        offset: Int64((index * 31 + partition * 17 + partitions.lowerBound) % records),
                        metadata: OffsetMetadata("from \(partitions.lowerBound) on")
                    )
                }
                return (GroupID("\(topic)-\(index)"), offsets)
            }
            return Content(offsets: Dictionary(uniqueKeysWithValues: groups))
        }
    }

    /// The groups.
    var groups: [GroupID] { offsets.keys.sorted() }

    /// What the groups hold after this was restored into them and nothing was removed.
    func merged(into present: Content) -> Content {
        Content(
            offsets: offsets.merging(present.offsets) { new, old in
                let partitions = Set(new.map(\.topicPartition))
                let kept = old.filter { !partitions.contains($0.topicPartition) }
                return (new + kept).sorted { $0.topicPartition < $1.topicPartition }
            }
        )
    }
}
