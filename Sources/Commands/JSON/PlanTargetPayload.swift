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
