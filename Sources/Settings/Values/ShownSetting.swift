/// A setting as `config show` shows it.
public struct ShownSetting: Hashable, Sendable {
    /// The key from the outermost table on, as TOML writes it: `cluster.prod.properties."security.protocol"`.
    public let key: String
    /// The value, redacted where it is a secret or names one.
    public let value: ShownValue
    /// Where it came from.
    public let origin: SettingOrigin

    /// A setting to be shown.
    public init(key: String, value: ShownValue, origin: SettingOrigin) {
        self.key = key
        self.value = value
        self.origin = origin
    }
}

/// A value as it may be shown.
public enum ShownValue: Hashable, Sendable {
    /// There is none.
    case nothing
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int)
    /// True or false.
    case truth(Bool)
    /// Texts.
    case list([String])
    /// Something that is not shown.
    case secret

    /// What stands for a secret.
    public static let redacted = "***"

    /// The value as TOML writes it, `nil` when there is none.
    public var toml: String? {
        switch self {
        case .nothing: nil
        case .text(let text): TOMLSpelling.text(text)
        case .number(let number): "\(number)"
        case .truth(let isTrue): "\(isTrue)"
        case .list(let texts): "[\(texts.map(TOMLSpelling.text).joined(separator: ", "))]"
        case .secret: TOMLSpelling.text(Self.redacted)
        }
    }
}
