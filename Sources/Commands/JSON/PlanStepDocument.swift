import Offsets

/// What ``PlanStepPayload`` writes, read again.
struct PlanStepDocument: Decodable {
    private enum Key: String, CodingKey {
        case group, sourceGroup, topic, partition, action, from, to, fromMetadata, toMetadata, finding, reason
    }

    let step: PlanStep

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        let partition = TopicPartition(
            topic: try json.decode(String.self, forKey: .topic),
            partition: try json.decode(Int32.self, forKey: .partition)
        )
        func offset(_ key: Key, _ metadata: Key) throws -> CommittedOffset? {
            guard let offset = try json.decode(Int64?.self, forKey: key) else { return nil }
            let text = try json.decode(String.self, forKey: metadata)
            return CommittedOffset(partition, offset: offset, metadata: OffsetMetadata(text))
        }
        step = PlanStep(
            group: GroupID(try json.decode(String.self, forKey: .group)),
            source: GroupID(try json.decode(String.self, forKey: .sourceGroup)),
            topicPartition: partition,
            action: try json.word(.action),
            from: try offset(.from, .fromMetadata),
            to: try offset(.to, .toMetadata),
            finding: try json.wordIfPresent(.finding),
            reason: try json.decode(String.self, forKey: .reason)
        )
    }
}
