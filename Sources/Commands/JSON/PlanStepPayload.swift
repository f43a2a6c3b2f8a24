import Offsets

/// The object `{"group", "topic", "partition", "action", "from", "to", "finding", "reason"}`, the source group, and the
/// metadata, which may be all that changes.
struct PlanStepPayload: JSONPayload {
    let step: PlanStep

    init(_ step: PlanStep) {
        self.step = step
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", step.group.name)
            json.member("sourceGroup", step.source.name)
            json.member("topic", step.topic)
            json.member("partition", step.partition)
            json.member("action", step.action.rawValue)
            json.member("from", step.from?.offset)
            json.member("to", step.to?.offset)
            json.member("fromMetadata", step.from?.metadata.text)
            json.member("toMetadata", step.to?.metadata.text)
            json.member("finding", step.finding?.rawValue)
            json.member("reason", step.reason)
        }
    }
}
