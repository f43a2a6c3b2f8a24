import Offsets

/// The object `{"code", "message", "hint"}`.
struct ErrorPayload: JSONPayload {
    let code: String
    let message: String
    let hint: String?

    init(_ error: TidemarkError) {
        code = error.code.rawValue
        message = error.message
        hint = error.hint
    }

    init(_ failure: RunFailure) {
        code = failure.code
        message = failure.message
        hint = failure.hint
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("message", message)
            json.member("hint", hint)
        }
    }
}
