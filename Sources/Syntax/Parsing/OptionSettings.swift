/// What a file of settings says of options; the command line and the environment win over it.
///
/// ```swift
/// var settings = OptionSettings()
/// settings.set(Options.timeout, to: ["30s"], file: "tidemark.toml", line: 12)
/// ```
/// One file may serve many commands: what it says of an option that a command does not have is not looked at.
public struct OptionSettings: Sendable {
    private var given: [OptionName: GivenTexts] = [:]

    /// No settings.
    public init() {}

    /// Takes down what a file says of an option; checked as if it were given on the command line when that is parsed.
    ///
    /// - Parameters:
    ///   - key: The option.
    ///   - texts: Its values, several where it may be repeated; none for a flag, which is given by that.
    ///   - file: The file as mistakes are to name it.
    ///   - line: The line of the setting, counted from 1.
    public mutating func set(_ key: some OptionKey, to texts: [String] = [], file: String, line: Int) {
        given[key.declaration.name] = GivenTexts(texts: texts, origin: .file(file, line: line))
    }

    /// What is said of an option; `nil` when nothing is.
    subscript(_ option: OptionName) -> GivenTexts? { given[option] }
}
