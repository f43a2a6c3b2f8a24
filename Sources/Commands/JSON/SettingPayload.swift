import Settings

/// The object `{"key", "value", "origin"}`.
struct SettingPayload: JSONPayload {
    let setting: ShownSetting

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("key", setting.key)
            switch setting.value {
            case .nothing: json.member("value", String?.none)
            case .text(let text): json.member("value", text)
            case .number(let number): json.member("value", number)
            case .truth(let isTrue): json.member("value", isTrue)
            case .list(let texts): json.member("value", array: texts)
            case .secret: json.member("value", ShownValue.redacted)
            }
            json.member("origin", "\(setting.origin)")
        }
    }
}

/// The object `{"line", "column", "key", "message", "hint"}`.
struct MistakePayload: JSONPayload {
    let mistake: SettingsMistake

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("line", mistake.place.line)
            json.member("column", mistake.place.column)
            json.member("key", mistake.key)
            json.member("message", mistake.message)
            json.member("hint", mistake.hint)
        }
    }
}
