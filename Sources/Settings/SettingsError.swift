/// Every mistake of a configuration file.
public struct SettingsError: Error, Hashable, Sendable {
    /// The path of the file.
    public let file: String
    /// The mistakes in the order of their places, at least one.
    public let mistakes: [SettingsMistake]
}
