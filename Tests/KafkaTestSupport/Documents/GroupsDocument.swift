package import Offsets

/// What `tidemark show`, `groups` and `describe` print as JSON, as far as tests look at it.
package struct GroupsDocument: Decodable, Sendable {
    /// A group; `groups` names no offsets.
    package struct Group: Decodable, Sendable {
        package let group: String
        package let state: String?
        package let type: String?
        package let offsets: [Offset]?
    }

    /// A committed offset.
    package struct Offset: Decodable, Sendable {
        package let topic: String
        package let partition: Int32
        package let offset: Int64
        package let metadata: String
        package let logStart: Int64?
        package let logEnd: Int64?
    }

    package let schemaVersion: Int
    package let groups: [Group]
    /// Of `groups` alone.
    package let offlineOffsetsPartitions: [Int32]?

    /// The offsets by group, in the terms of the cluster; names and metadata are compared byte by byte.
    package var offsets: [GroupID: [CommittedOffset]] {
        Dictionary(
            groups.map { group in
                let offsets = (group.offsets ?? []).map { offset in
                    CommittedOffset(
                        TopicPartition(topic: offset.topic, partition: offset.partition),
                        offset: offset.offset,
                        metadata: OffsetMetadata(offset.metadata)
                    )
                }
                return (GroupID(group.group), offsets.sorted { $0.topicPartition < $1.topicPartition })
            },
            uniquingKeysWith: +
        )
    }
}
