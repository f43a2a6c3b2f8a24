import Offsets

/// The object `{"group", "sourceGroup", "existed", "state", "type", "others"}`: a target as the plan found it.
struct PlanTargetPayload: JSONPayload {
    /// The object `{"topic", "partition"}`.
    private struct Partition: JSONPayload {
        let partition: TopicPartition

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("topic", partition.topic)
                json.member("partition", partition.partition)
            }
        }
    }

    let target: PlanTarget

    init(_ target: PlanTarget) {
        self.target = target
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", target.group.name)
            json.member("sourceGroup", target.source.name)
            json.member("existed", target.present.existed)
            json.member("state", target.present.state.rawValue)
            json.member("type", target.present.type.rawValue)
            json.member("others", array: target.others.lazy.map(Partition.init))
        }
    }
}

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
