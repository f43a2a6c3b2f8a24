/// A key of the configuration file as documents describe it.
public struct SettingKey: Hashable, Sendable {
    /// Its name; of a table with free keys, what stands for them.
    public let name: String
    /// What its value is, with an article: `a duration in quotes, such as "30s"`.
    public let kind: String
    /// What it means.
    public let meaning: String
    /// What holds where it is not there, as TOML or in words; `nil` when it has to be there.
    public let standard: String?
    /// A value as TOML writes it.
    public let example: String
}

/// A key, and how its value is read; also the typed key of that value in a table.
struct Key<Value: Sendable>: Sendable {
    /// What documents say.
    let description: SettingKey
    /// Gives the value, or complains.
    let read: @Sendable (TOMLValue, inout Complaints) -> Value?
    /// The value as it may be shown.
    let show: @Sendable (Value) -> ShownValue
    /// What holds where it is not there.
    let absent: Value

    /// A key with a default; `inherits` names another key whose value is the default, in words.
    init(
        _ name: String,
        _ reader: ValueReader<Value>,
        default absent: Value,
        inherits: String? = nil,
        example: String,
        _ meaning: String
    ) {
        description = SettingKey(
            name: name,
            kind: reader.kind,
            meaning: meaning,
            standard: inherits ?? reader.show(absent).toml ?? "none",
            example: example
        )
        read = reader.read
        show = reader.show
        self.absent = absent
    }

    /// A key that may be absent, which means what `standard` says in words; without these words it has to be there.
    init<Given: Sendable>(
        _ name: String,
        _ reader: ValueReader<Given>,
        absent standard: String?,
        example: String,
        _ meaning: String
    ) where Value == Given? {
        description = SettingKey(
            name: name,
            kind: reader.kind,
            meaning: meaning,
            standard: standard,
            example: example
        )
        read = { value, complaints in reader.read(value, &complaints).map(Optional.some) }
        show = { $0.map(reader.show) ?? .nothing }
        absent = nil
    }

    var name: String { description.name }
}
