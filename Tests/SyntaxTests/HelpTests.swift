import Syntax
import Testing

struct HelpTests {
    private static func help(_ words: [String], width: Int = 80) throws -> String {
        guard case .help(let page) = try SampleCommand.root.parse(words) else { return "no help" }
        return page.text(width: width)
    }

    @Test func `the help of a command shows all there is to know`() throws {
        let text = try Self.help(["restore", "--help"])
        #expect(
            text == """
                Put the offsets of a snapshot back in one transaction

                Usage: sample restore [OPTION…] SNAPSHOT

                Shows the plan. Nothing is written without --yes, whatever else is given on the
                command line.

                Arguments:
                  SNAPSHOT  an id, a unique prefix of one, or latest

                Selection:
                      --group PATTERN        take the groups that match (repeatable)
                      --partition PARTITION  take this partition alone (repeatable)

                Cluster:
                      --bootstrap-server HOST:PORT[,…]
                                          the cluster, without a configuration file
                                          (environment: SAMPLE_SERVERS)
                  -X NAME=VALUE           a librdkafka property by its own name; wins over the
                                          file (repeatable)
                      --timeout DURATION  one deadline for the whole command (environment:
                                          SAMPLE_TIMEOUT; default: 2m)

                Output:
                      --json       one JSON document on stdout
                  -v, --verbose    say more
                  -q, --quiet      say less
                      --note TEXT  a free text

                Help:
                  -h          show examples and the names of the options
                      --help  show all there is to know of the command

                Examples:
                  sample restore latest --group 'billing-*'
                    shows what would be put back

                Exit codes:
                  0   done
                  79  refused: a group has members, or a finding stops the run

                """
        )
    }

    @Test func `the help of the program lists its commands under headings`() throws {
        let text = try Self.help(["--help"])
        #expect(
            text == """
                Back up and restore consumer group offsets

                Usage: sample COMMAND

                Look:
                  diff      Compare two snapshots
                  describe  Show groups
                  config    Look at the configuration

                Put back:
                  restore  Put the offsets of a snapshot back in one transaction

                Help:
                  -h             show examples and the names of the options
                      --help     show all there is to know of the command
                      --version  show the version

                'sample help COMMAND' shows the help of a command.

                """
        )
    }

    @Test(arguments: [
        ["restore", "--help"], ["restore", "-h"], ["restore", "-vh"], ["help", "restore"],
        ["restore", "--unknown", "--help"], ["restore", "--note", "--help"],
    ])
    func `help can be asked for in every usual way`(words: [String]) throws {
        #expect(try Self.help(words).contains("Usage: sample restore [OPTION…] SNAPSHOT\n"))
    }

    @Test func `the short help has the examples first, and the names of everything else`() throws {
        #expect(
            try Self.help(["restore", "-h"]) == """
                Put the offsets of a snapshot back in one transaction

                Usage: sample restore [OPTION…] SNAPSHOT

                Examples:
                  sample restore latest --group 'billing-*'
                    shows what would be put back

                Arguments:
                  SNAPSHOT  an id, a unique prefix of one, or latest

                Options:
                  Selection  --group PATTERN, --partition PARTITION
                  Cluster    --bootstrap-server HOST:PORT[,…], -X NAME=VALUE, --timeout DURATION
                  Output     --json, -v, --verbose, -q, --quiet, --note TEXT

                'sample restore --help' explains all of it.

                """
        )
        #expect(
            try Self.help(["-h"]) == """
                Back up and restore consumer group offsets

                Usage: sample COMMAND

                Commands:
                  Look      diff, describe, config
                  Put back  restore

                'sample --help' explains all of it.

                """
        )
        #expect(try Self.help(["restore", "-h", "--help"]) == Self.help(["restore", "--help"]))
    }

    @Test func `help of a nested command is found`() throws {
        #expect(try Self.help(["help", "config", "check"]).contains("Usage: sample config check [OPTION…]\n"))
        #expect(try Self.help(["config", "help", "check"]).contains("Usage: sample config check [OPTION…]\n"))
        #expect(try Self.help(["config", "check", "--help"]).contains("Usage: sample config check [OPTION…]\n"))
        #expect(try Self.help(["config", "--help"]).contains("Usage: sample config COMMAND\n"))
        #expect(try Self.help(["help", "config"]).contains("Usage: sample config COMMAND\n"))
    }

    @Test func `arguments say whether they are optional or repeated`() throws {
        #expect(try Self.help(["diff", "-h"]).contains("Usage: sample diff [OPTION…] SNAPSHOT [OTHER]\n"))
        #expect(try Self.help(["describe", "-h"]).contains("Usage: sample describe [OPTION…] GROUP…\n"))
    }

    @Test func `help after two dashes is an argument`() throws {
        let arguments = try #require(try SampleCommand.run(["restore", "--", "--help"]))
        #expect(try arguments[SampleCommand.snapshot] == "--help")
    }

    @Test(arguments: [0, 40, 60, 100])
    func `no line is wider than the terminal, or than forty columns`(width: Int) throws {
        let text = try Self.help(["restore", "--help"], width: width)
        let examples = text.split(separator: "\n").filter { !$0.contains("sample restore") }
        #expect(examples.allSatisfy { $0.count <= max(width, HelpPage.narrowest) })
    }

    @Test func `the version is asked of the program alone`() throws {
        guard case .version = try SampleCommand.root.parse(["--version"]) else {
            Issue.record("no version")
            return
        }
        #expect(SampleCommand.mistake(["config", "--version"])?.code == .unknownOption)
    }

    private static let book = CommandSyntax(
        "sample",
        summary: "A program with more to read",
        subcommands: [CommandGroup("Look", [SampleCommand.diff, SampleCommand.config])],
        topics: [
            HelpTopic(
                "names",
                summary: "How things are named",
                discussion: ["A name is a word."],
                sections: [HelpTopic.Section("Names", [("one", "the first of all names"), ("two", "the second")])]
            ),
            HelpTopic("hidden-name", summary: "One of many", isListed: false),
        ]
    )

    private static func topic(_ words: [String]) throws(SyntaxError) -> String? {
        guard case .topic(let topic) = try book.parse(words) else { return nil }
        return topic.text(width: 40)
    }

    @Test func `a topic is a page of its own`() throws {
        let text =
            "How things are named\n\nA name is a word.\n\nNames:\n  one  the first of all names\n  two  the second\n"
        #expect(try Self.topic(["help", "names"]) == text)
        #expect(try Self.topic(["help", "--help", "names"]) == text)
        #expect(try Self.topic(["help", "hidden-name"]) == "One of many\n")
    }

    @Test func `the help of the program lists its topics, but not those of many alike`() throws {
        guard case .help(let page) = try Self.book.parse(["--help"]) else {
            Issue.record("no help")
            return
        }
        let text = page.text(width: 80)
        #expect(text.contains("\n\nTopics:\n  names  How things are named\n\nHelp:"))
        #expect(text.hasSuffix("'sample help COMMAND' shows the help of a command, 'sample help TOPIC' a topic.\n"))
    }

    @Test func `a topic is no command, and a command's help is as before`() throws {
        #expect(throws: SyntaxError.self) { try Self.book.parse(["names"]) }
        guard case .help(let page) = try Self.book.parse(["help", "config", "check"]) else {
            Issue.record("no help")
            return
        }
        #expect(page.commandPath == ["sample", "config", "check"])
    }

    @Test(arguments: [
        (["help", "nmaes"], "'nmaes' is neither a command nor a topic of sample", "Did you mean 'names'?"),
        (
            ["help", "hiden-name"], "'hiden-name' is neither a command nor a topic of sample",
            "Did you mean 'hidden-name'?"
        ),
        (
            ["help", "x"], "'x' is neither a command nor a topic of sample",
            "'sample --help' lists the commands and topics."
        ),
        (["help", "names", "one"], "'one' is an unexpected argument of sample help", "See 'sample help --help'."),
    ])
    func `an unknown topic is named and the nearest one proposed`(
        words: [String],
        message: String,
        hint: String
    ) throws {
        let mistake = try #require(throws: SyntaxError.self) { try Self.book.parse(words) }
        #expect(mistake.message == message)
        #expect(mistake.hint == hint)
    }
}
