import Offsets

/// The object `{"group", "existed", "state", "type"}`: a target group as it was before the run.
struct RunGroupPayload: JSONPayload {
    let group: RunGroup

    init(_ group: RunGroup) {
        self.group = group
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.group.name)
            json.member("existed", group.existed)
            json.member("state", group.state?.rawValue)
            json.member("type", group.type.rawValue)
        }
    }
}
