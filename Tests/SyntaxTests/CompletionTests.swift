import Testing

@testable import Syntax

/// What can be the next word of a command line that is being typed.
struct CompletionTests {
    private static func words(_ line: String) -> [String] {
        let line = ShellLine(line)
        return SampleCommand.root.completion(after: line.words, line.last).candidates.map(\.word)
    }

    private static func completion(_ line: String) -> Completion {
        let line = ShellLine(line)
        return SampleCommand.root.completion(after: line.words, line.last)
    }

    @Test(arguments: [
        ("", ["diff", "describe", "config", "restore", "help"]), ("d", ["diff", "describe"]), ("x", []),
        ("-", ["--help", "--version"]), ("config ", ["check", "help"]), ("config -", ["--help"]),
        ("help ", ["diff", "describe", "config", "restore"]), ("help config ", ["check"]), ("nothing ", []),
        ("restore --no", ["--note"]), ("restore --json --j", []), ("restore --group a --gr", ["--group"]),
        ("restore -- --gr", []), ("restore a ", SampleCommand.optionsOfRestore), ("restore a b", []),
        ("restore --note -", []), ("config check --h", ["--help"]), ("describe --watch --js", ["--json"]),
    ])
    func `commands and options are those that make sense there`(_ line: String, _ expected: [String]) {
        #expect(Self.words(line) == expected)
    }

    @Test(arguments: [
        "restore ", "restore --json ", "restore --note x ", "restore --note=x ", "restore -X a=b ", "restore -Xa=b ",
        "restore -vq ", "restore -- ", "diff a ", "describe ", "describe a b ",
    ])
    func `an argument is expected behind whatever belongs to options`(_ line: String) {
        let completion = Self.completion(line)
        #expect(completion.kind == .text)
        #expect(completion.candidates.isEmpty)
    }

    @Test func `a closed set of values is offered behind its option, in a word of its own or in the same one`() {
        let mode = Option<Sign?>("mode", .choice, help: "which")
        let file = Option<String?>("file", .nonEmptyText("FILE", .file), help: "a file")
        let group = Argument<String>(
            .nonEmptyText("GROUP", .name(NameKind("group"), orWords: ["latest": "the last"])),
            help: "a group"
        )
        let root = CommandSyntax(
            "sample",
            summary: "Sample",
            subcommands: [
                CommandGroup(
                    "Go",
                    [CommandSyntax("go", summary: "Go", arguments: [group], options: [OptionGroup("O", mode, file)])]
                )
            ]
        )
        #expect(root.completion(after: ["go", "--mode"], "").candidates.map(\.word) == ["plus", "minus"])
        #expect(root.completion(after: ["go"], "--mode=m").candidates.map(\.word) == ["--mode=minus"])
        let place = root.completion(after: ["go"], "--file=/tmp/x")
        #expect(place.kind == .file && place.lead == "--file=" && place.typed == "/tmp/x")
        let name = root.completion(after: ["go", "--file", "x"], "la")
        #expect(name.candidates == [Completion.Candidate("latest", "the last")])
        #expect(name.kind == .name(NameKind("group"), orWords: ["latest": "the last"]))
        #expect((try? name.arguments?[file]) == "x")
    }

    @Test func `what was typed before is known with what the environment adds, right or wrong`() throws {
        let completion = SampleCommand.root.completion(
            after: ["restore", "--timeout", "nonsense", "--group", "a"],
            "",
            environment: ["SAMPLE_SERVERS": "kafka:9092"]
        )
        let arguments = try #require(completion.arguments)
        #expect(try arguments[SampleCommand.group] == ["a"])
        #expect(try arguments[SampleCommand.servers] == "kafka:9092")
    }

    private enum Sign: String, CaseIterable { case plus, minus }
}

/// The words of a line, and what is written in the place of the last one.
struct ShellLineTests {
    /// Those of bash.
    private static let breaks = " \t\n\"'><=;|&(:"

    @Test(arguments: [
        ("a b", ["a"], "b"), ("a b ", ["a", "b"], ""), ("a  'b c'  d", ["a", "b c"], "d"), ("a \"b c", ["a"], "b c"),
        ("a b\\ c", ["a"], "b c"), ("a 'it'\\''s", ["a"], "it's"), ("a \"x\\$y\\z", ["a"], "x$y\\z"),
        ("a ''", ["a"], ""),
        ("a '' ", ["a", ""], ""), ("a \"", ["a"], ""), ("", [], ""),
    ])
    func `quotes and backslashes are taken away`(_ text: String, _ words: [String], _ last: String) {
        let line = ShellLine(text)
        #expect(line.words == words)
        #expect(line.last == last)
    }

    @Test(arguments: [
        ("t wi", "with space", "with\\ space"), ("t 'wi", "with space", "with space"),
        ("t \"ca", "cash$HOME", "cash\\$HOME"), ("t ca", "cash$HOME", "cash\\$HOME"), ("t 'it", "it's x", "it'\\''s x"),
        ("t orders:", "orders:eu", "eu"), ("t orders\\:", "orders:eu", "orders:eu"),
        ("t \"orders:", "orders:eu", "orders:eu"), ("t --group=a:", "--group=a:b c", "b\\ c"), ("t ", "~x", "\\~x"),
        ("t ü", "über uns", "über\\ uns"), ("t a'b ", "ab c", "b c"),
    ])
    func `a word is written so that the shell reads it as it is`(_ text: String, _ word: String, _ expected: String) {
        #expect(ShellLine(text, breaks: Self.breaks).replacement(word) == expected)
    }

    @Test(arguments: [
        ("t 'a'b", "abc"), ("t \"a", "a!b"), ("t x:", "y:z"), ("t \"a", "a\""), ("t 'a", "a'"),
    ])
    func `nothing is written where the shell would read something else`(_ text: String, _ word: String) {
        #expect(ShellLine(text, breaks: Self.breaks).replacement(word) == nil)
    }
}
