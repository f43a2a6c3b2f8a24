import Offsets

/// What ``PlanTargetPayload`` writes, read again.
struct PlanTargetDocument: Decodable {
    private struct Partition: Decodable {
        let topic: String
        let partition: Int32
    }

    private enum Key: String, CodingKey {
        case group, sourceGroup, existed, state, type, others
    }

    let target: PlanTarget

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        target = PlanTarget(
            group: GroupID(try json.decode(String.self, forKey: .group)),
            source: GroupID(try json.decode(String.self, forKey: .sourceGroup)),
            present: TargetGroup(
                state: try json.word(.state),
                type: try json.word(.type),
                existed: try json.decode(Bool.self, forKey: .existed)
            ),
            others: try json.decode([Partition].self, forKey: .others)
                .map { TopicPartition(topic: $0.topic, partition: $0.partition) },
            // The plan finds them.
            steps: 0..<0
        )
    }
}
