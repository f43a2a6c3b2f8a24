import Offsets

/// Where the offsets of a plan come from: an object whose first key says of what kind the source is.
struct PlanSourcePayload: JSONPayload {
    let source: PlanSource

    init(_ source: PlanSource) {
        self.source = source
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch source {
            case .snapshot(let id, let time):
                json.member("snapshot", id.text)
                json.member("at", time.description)
            case .run(let id): json.member("run", id)
            case .group(let group): json.member("group", group.name)
            case .positions(let words): json.member("positions", words)
            }
        }
    }
}
