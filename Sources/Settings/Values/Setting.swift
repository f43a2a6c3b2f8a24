/// A value, and where it came from.
public struct Setting<Value: Sendable>: Sendable {
    /// The value.
    public let value: Value
    /// Where it came from.
    public let origin: SettingOrigin

    /// A value with its origin.
    public init(_ value: Value, _ origin: SettingOrigin) {
        self.value = value
        self.origin = origin
    }

    /// Another value from the same place.
    func map<Other: Sendable>(_ change: (Value) -> Other) -> Setting<Other> { Setting<Other>(change(value), origin) }

    /// The setting without the possibility that it is absent; `nil` when it is.
    func given<Given: Sendable>() -> Setting<Given>? where Value == Given? {
        value.map { Setting<Given>($0, origin) }
    }
}

extension Setting: Equatable where Value: Equatable {}
