import Offsets

/// The object `{"at", "state", "group", "step", "detail"}`; group and step are null for the run as a whole.
struct RunEventPayload: JSONPayload {
    let event: RunEvent

    init(_ event: RunEvent) {
        self.event = event
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", event.at.description)
            json.member("state", event.state.rawValue)
            json.member("group", event.group?.name)
            json.member("step", event.step?.rawValue)
            json.member("detail", event.detail)
        }
    }
}
