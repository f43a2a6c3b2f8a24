import Syntax
import Testing

/// Values of options that a file of settings has.
struct OptionSettingsTests {
    private static let words = ["restore", "latest"]

    /// Settings of one file, a line each from 1 on.
    private static func settings(_ values: [(any OptionKey, [String])]) -> OptionSettings {
        var settings = OptionSettings()
        for (index, (key, texts)) in values.enumerated() {
            settings.set(key, to: texts, file: "sample.toml", line: index + 1)
        }
        return settings
    }

    private static func run(
        _ words: [String] = words,
        environment: [String: String] = [:],
        file: [(any OptionKey, [String])]
    ) throws -> ParsedArguments {
        try #require(try SampleCommand.run(words, environment: environment, settings: settings(file)))
    }

    @Test func `the option wins over the environment, the environment over the file, and the file over the default`()
        throws
    {
        let file: [(any OptionKey, [String])] = [(SampleCommand.note, ["x"]), (SampleCommand.timeout, ["3m"])]
        let environment = ["SAMPLE_TIMEOUT": "1m"]
        let option = try Self.run(Self.words + ["--timeout", "30s"], environment: environment, file: file)
        #expect(try option[SampleCommand.timeout] == .seconds(30))
        #expect(option.origin(of: SampleCommand.timeout) == .option)
        let variable = try Self.run(environment: environment, file: file)
        #expect(try variable[SampleCommand.timeout] == .seconds(60))
        #expect(variable.origin(of: SampleCommand.timeout) == .environment("SAMPLE_TIMEOUT"))
        let setting = try Self.run(environment: ["SAMPLE_TIMEOUT": ""], file: file)
        #expect(try setting[SampleCommand.timeout] == .seconds(180))
        #expect(setting.origin(of: SampleCommand.timeout) == .file("sample.toml", line: 2))
        let absent = try Self.run(file: [])
        #expect(try absent[SampleCommand.timeout] == .seconds(120))
        #expect(absent.origin(of: SampleCommand.timeout) == .absent)
    }

    @Test func `an option without a variable, a repeated one and a flag are read from the file, too`() throws {
        let arguments = try Self.run(file: [
            (SampleCommand.group, ["b", "a"]), (SampleCommand.json, []), (SampleCommand.note, [""]),
        ])
        #expect(try arguments[SampleCommand.group] == ["b", "a"])
        #expect(arguments[SampleCommand.json])
        #expect(try arguments[SampleCommand.note]?.isEmpty == true)
        #expect(!arguments[SampleCommand.verbose])
    }

    @Test func `a repeated option on the command line replaces the file's, it does not add to them`() throws {
        let arguments = try Self.run(Self.words + ["--group", "c"], file: [(SampleCommand.group, ["b", "a"])])
        #expect(try arguments[SampleCommand.group] == ["c"])
    }

    @Test func `what the file says of an option that the command does not have is not looked at`() throws {
        let arguments = try Self.run(["diff", "a"], file: [(SampleCommand.timeout, ["soon"])])
        #expect(arguments.origin(of: SampleCommand.timeout) == .absent)
    }

    @Test(
        arguments: [
            (
                SampleCommand.timeout, ["1 minute"],
                "sample.toml:1 (--timeout): '1 minute' is not a duration; write for example 500ms, 30s, 5m or 1h30m"
            ),
            (SampleCommand.property, ["a=b", "=b"], "sample.toml:1 (-X): the value is not of the form NAME=VALUE"),
            (SampleCommand.timeout, ["1m", "2m"], "sample.toml:1 (--timeout): it takes one value, and 2 are given"),
            (SampleCommand.note, [], "sample.toml:1 (--note): it takes one value, and 0 are given"),
            (SampleCommand.verbose, ["yes"], "sample.toml:1 (--verbose): it takes no value"),
        ] as [(any OptionKey, [String], String)]
    )
    func `a mistake in the file names the file and the line`(
        key: any OptionKey,
        texts: [String],
        message: String
    ) throws {
        let mistake = try #require(SampleCommand.mistake(Self.words, settings: Self.settings([(key, texts)])))
        #expect(mistake.code == .invalidValue)
        #expect(mistake.message == message)
        #expect(mistake.hint == "See 'sample restore --help'.")
    }

    @Test func `a mistake in the file does not matter where the command line says it better`() throws {
        let arguments = try Self.run(Self.words + ["--timeout=30s"], file: [(SampleCommand.timeout, ["soon"])])
        #expect(try arguments[SampleCommand.timeout] == .seconds(30))
    }

    @Test func `another command is not given what the file says, which is there for it as well`() throws {
        let arguments = try Self.run(Self.words + ["--note=x"], file: [(SampleCommand.timeout, ["3m"])])
        #expect(arguments.words(of: SampleCommand.restore.options) == ["--note=x"])
    }
}
