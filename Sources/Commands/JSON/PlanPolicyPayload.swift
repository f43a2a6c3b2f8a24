import Offsets

/// The object `{"onOutOfRange", "onMissing", "only"}`.
struct PlanPolicyPayload: JSONPayload {
    let policy: RestorePolicy

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("onOutOfRange", policy.onOutOfRange.rawValue)
            json.member("onMissing", policy.onMissing.rawValue)
            json.member("only", policy.only?.rawValue)
        }
    }
}
