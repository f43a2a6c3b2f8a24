/// One mistake in a configuration file.
public struct SettingsMistake: Error, Hashable, Sendable {
    /// Where it is.
    public let place: FilePlace
    /// The key it is about, from the outermost table on, as TOML writes it; `nil` where the text is no TOML.
    public let key: String?
    /// What is wrong; never a value that may be a secret.
    public let message: String
    /// What to write instead; `nil` where the message says all.
    public let hint: String?

    init(at place: FilePlace, key: String?, _ message: String, hint: String? = nil) {
        self.place = place
        self.key = key
        self.message = message
        self.hint = hint
    }
}
