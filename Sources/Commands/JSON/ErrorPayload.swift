import Offsets
import Settings

/// The object `{"code", "message", "hint"}`, with `"mistakes"` where a configuration file has any.
struct ErrorPayload: JSONPayload {
    let code: String
    let message: String
    let hint: String?
    let mistakes: [SettingsMistake]?

    init(_ error: TidemarkError) {
        code = error.code.rawValue
        message = error.message
        hint = error.hint
        mistakes = error.mistakes?.mistakes
    }

    init(_ failure: RunFailure) {
        code = failure.code
        message = failure.message
        hint = failure.hint
        mistakes = nil
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("message", message)
            json.member("hint", hint)
            if let mistakes { json.member("mistakes", array: mistakes.map(MistakePayload.init)) }
        }
    }
}
