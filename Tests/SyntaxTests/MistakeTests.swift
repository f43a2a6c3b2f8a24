import Syntax
import Testing

struct MistakeTests {
    @Test(
        arguments: [
            ([], .missingCommand, "no command given", "'sample --help' lists the commands."),
            (["config"], .missingCommand, "no command given", "'sample config --help' lists the commands."),
            (["restor"], .unknownCommand, "'restor' is not a command of sample", "Did you mean 'restore'?"),
            (["rest"], .unknownCommand, "'rest' is not a command of sample", "Did you mean 'restore'?"),
            (["zzz"], .unknownCommand, "'zzz' is not a command of sample", "'sample --help' lists the commands."),
            (["help", "dif"], .unknownCommand, "'dif' is not a command of sample", "Did you mean 'diff'?"),
            (
                ["config", "chekc"], .unknownCommand, "'chekc' is not a command of sample config",
                "Did you mean 'check'?"
            ),
            (
                ["config", "zzz"], .unknownCommand, "'zzz' is not a command of sample config",
                "'sample config --help' lists the commands."
            ),
            (
                ["help", "config", "chekc"], .unknownCommand, "'chekc' is not a command of sample config",
                "Did you mean 'check'?"
            ),
            (
                ["config", "help", "chekc"], .unknownCommand, "'chekc' is not a command of sample config",
                "Did you mean 'check'?"
            ),
            (
                ["help", "restore", "foo"], .unknownCommand,
                "sample restore has no subcommands, so there is no help for 'foo'",
                "'sample restore --help' shows its arguments and options."
            ),
            (
                ["help", "config", "check", "--json"], .unknownCommand,
                "sample config check has no subcommands, so there is no help for '--json'",
                "'sample config check --help' shows its arguments and options."
            ),
            (
                ["config", "help", "check", "check"], .unknownCommand,
                "sample config check has no subcommands, so there is no help for 'check'",
                "'sample config check --help' shows its arguments and options."
            ),
            (
                ["config", "--json", "check"], .unknownOption, "--json comes before the command",
                "Options come after the command: sample config COMMAND --json …"
            ),
            (
                ["config", "check", "--jsno"], .unknownOption, "sample config check has no option --jsno",
                "'sample config check --help' lists the options."
            ),
            (
                ["--json", "restore"], .unknownOption, "--json comes before the command",
                "Options come after the command: sample COMMAND --json …"
            ),
            (
                ["restore", "--bootstrap-servers=a"], .unknownOption,
                "sample restore has no option --bootstrap-servers",
                "Did you mean --bootstrap-server?"
            ),
            (
                ["restore", "--bootstrap", "a"], .unknownOption, "sample restore has no option --bootstrap",
                "Did you mean --bootstrap-server?"
            ),
            (
                ["restore", "--tiemout", "1s"], .unknownOption, "sample restore has no option --tiemout",
                "Did you mean --timeout?"
            ),
            (
                ["restore", "--colour"], .unknownOption, "sample restore has no option --colour",
                "'sample restore --help' lists the options."
            ),
            (["restore", "-json"], .unknownOption, "sample restore has no option -json", "Did you mean --json?"),
            (
                ["restore", "-vz"], .unknownOption, "sample restore has no option -z",
                "'sample restore --help' lists the options."
            ),
            (
                ["restore", "latest", "--timeout", "1s", "--timeout=2s"], .repeatedOption,
                "--timeout is given more than once",
                "Give it once."
            ),
            (
                ["restore", "latest", "--note"], .missingValue, "--note needs a value: --note TEXT",
                "A value that begins with a dash is written without a space: --note=TEXT."
            ),
            (
                ["restore", "latest", "--note", "--json"], .missingValue, "--note needs a value: --note TEXT",
                "A value that begins with a dash is written without a space: --note=TEXT."
            ),
            (
                ["restore", "latest", "-X"], .missingValue, "-X needs a value: -X NAME=VALUE",
                "A value that begins with a dash is written without a space: -XNAME=VALUE."
            ),
            (["restore", "--json=yes"], .unexpectedValue, "--json takes no value", "Write --json alone."),
            (["restore", "-v=1"], .unexpectedValue, "-v takes no value", "Write -v alone."),
            (
                ["restore", "latest", "--timeout", "soon"], .invalidValue,
                "--timeout: 'soon' is not a duration; write for example 500ms, 30s, 5m or 1h30m",
                "See 'sample restore --help'."
            ),
            (
                ["restore", "latest", "--timeout=25h"], .invalidValue, "--timeout: '25h' is too long; the limit is 1d",
                "See 'sample restore --help'."
            ),
            (
                ["restore", "latest", "--bootstrap-server="], .invalidValue, "--bootstrap-server: the value is empty",
                "See 'sample restore --help'."
            ),
            (
                ["restore", "latest", "-X", "=b"], .invalidValue, "-X: the value is not of the form NAME=VALUE",
                "See 'sample restore --help'."
            ),
            (
                ["restore", ""], .invalidValue, "SNAPSHOT: the value is empty", "See 'sample restore --help'."
            ),
            (
                ["restore"], .missingArgument, "SNAPSHOT is missing: an id, a unique prefix of one, or latest",
                "See 'sample restore --help'."
            ),
            (["describe"], .missingArgument, "GROUP is missing: the groups", "See 'sample describe --help'."),
            (
                ["restore", "a", "b"], .unexpectedArgument, "'b' is an unexpected argument of sample restore",
                "See 'sample restore --help'."
            ),
        ] as [([String], SyntaxError.Code, String, String)]
    )
    func `a mistake is named and something better proposed`(
        words: [String],
        code: SyntaxError.Code,
        message: String,
        hint: String
    ) throws {
        let mistake = try #require(SampleCommand.mistake(words))
        #expect(mistake.code == code)
        #expect(mistake.message == message)
        #expect(mistake.hint == hint)
        #expect(mistake.commandPath.first == "sample")
    }

    @Test func `a mistake in the environment names the variable`() throws {
        let mistake = try #require(
            SampleCommand.mistake(["restore", "latest"], environment: ["SAMPLE_TIMEOUT": "1 minute"])
        )
        #expect(mistake.code == .invalidValue)
        #expect(mistake.message.hasPrefix("SAMPLE_TIMEOUT (environment): '1 minute' is not a duration"))
    }
}
