/// What is wrong with the value of one key.
struct Complaints {
    /// The key from the outermost table on, as TOML writes it.
    let key: String
    /// The end of the key, for what to write instead.
    let name: String
    /// A value as TOML writes it.
    let example: String
    private(set) var mistakes: [SettingsMistake] = []

    init(key: String, name: String, example: String) {
        self.key = key
        self.name = name
        self.example = example
    }

    /// Notes a mistake.
    mutating func refuse(_ value: TOMLValue, _ message: String, hint: String? = nil) {
        mistakes.append(SettingsMistake(at: value.place, key: key, message, hint: hint))
    }

    /// Notes that a value is of another kind.
    mutating func refuse(_ value: TOMLValue, wanting kind: String) {
        refuse(
            value,
            "\(kind) is wanted here, and this is \(value.kind)",
            hint: "Write for example: \(name) = \(example)"
        )
    }
}
