import Offsets

/// What ``BlockingFindingPayload`` writes, read again.
struct BlockingFindingDocument: Decodable {
    private enum Key: String, CodingKey {
        case finding, group, topic, partition, message
    }

    let finding: BlockingFinding

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        let partition = try json.decode(Int32?.self, forKey: .partition)
        finding = BlockingFinding(
            finding: try json.word(.finding),
            group: GroupID(try json.decode(String.self, forKey: .group)),
            topicPartition: try json.decode(String?.self, forKey: .topic).flatMap { topic in
                partition.map { TopicPartition(topic: topic, partition: $0) }
            },
            message: try json.decode(String.self, forKey: .message)
        )
    }
}
