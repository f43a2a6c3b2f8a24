import Offsets

/// The object `{"user", "uid", "loginUid"}` of who ordered something.
struct OperatorPayload: JSONPayload {
    let who: Operator

    init(_ who: Operator) {
        self.who = who
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("user", who.userName)
            json.member("uid", who.uid)
            json.member("loginUid", who.loginUID)
        }
    }
}
