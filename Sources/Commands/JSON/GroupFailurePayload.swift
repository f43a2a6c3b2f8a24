import Offsets

/// The object `{"group", "code", "reason"}`.
struct GroupFailurePayload: JSONPayload {
    let failure: GroupFailure

    init(_ failure: GroupFailure) {
        self.failure = failure
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", failure.group.name)
            json.member("code", failure.code)
            json.member("reason", failure.reason)
        }
    }
}
