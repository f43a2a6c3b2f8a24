import Offsets

/// What `tidemark show`, `groups` and `describe` print as JSON, as far as tests look at it.
struct GroupsDocument: Decodable, Sendable {
    /// A group; `groups` names no offsets.
    struct Group: Decodable, Sendable {
        let group: String
        let offsets: [Offset]?
    }

    /// A committed offset.
    struct Offset: Decodable, Sendable {
        let topic: String
        let partition: Int32
        let offset: Int64
        let metadata: String
    }

    let schemaVersion: Int
    let groups: [Group]

    /// The offsets by group, in the terms of the cluster; names and metadata are compared byte by byte.
    var offsets: [GroupID: [CommittedOffset]] {
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
