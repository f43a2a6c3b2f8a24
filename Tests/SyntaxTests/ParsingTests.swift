import Syntax
import Testing

struct ParsingTests {
    @Test(arguments: [
        ["restore", "latest", "--note", "a b"],
        ["restore", "latest", "--note=a b"],
        ["restore", "--note", "a b", "latest"],
        ["restore", "--note=a b", "--", "latest"],
    ])
    func `an option is given with a space or an equals sign, before or after the arguments`(words: [String]) throws {
        let arguments = try #require(try SampleCommand.run(words))
        #expect(try arguments[SampleCommand.note] == "a b")
        #expect(try arguments[SampleCommand.snapshot] == "latest")
        #expect(arguments.commandPath == ["sample", "restore"])
    }

    @Test(
        arguments: [
            (["describe", "a"], nil, ["a"]), (["describe", "a", "--watch"], .seconds(5), ["a"]),
            (["describe", "--watch", "a"], .seconds(5), ["a"]),
            (["describe", "--watch", "9s", "a"], .seconds(9), ["a"]),
            (["describe", "--watch=9s", "a"], .seconds(9), ["a"]),
            (["describe", "--watch", "--json", "a"], .seconds(5), ["a"]),
            (["describe", "--watch", "--", "9s"], .seconds(5), ["9s"]),
        ] as [([String], Duration?, [String])]
    )
    func `a value that may be left out follows an equals sign, or begins with a digit`(
        words: [String],
        watch: Duration?,
        groups: [String]
    ) throws {
        let arguments = try #require(try SampleCommand.run(words))
        #expect(try arguments[SampleCommand.watch] == watch)
        #expect(try arguments[SampleCommand.groups] == groups)
    }

    @Test func `a value that may be left out is checked where it is given`() {
        for words in [["--watch=soon", "a"], ["--watch", "0s", "a"], ["--watch=", "a"], ["--watch", "2m", "a"]] {
            #expect(SampleCommand.mistake(["describe"] + words)?.code == .invalidValue, "\(words)")
        }
        #expect(SampleCommand.mistake(["describe", "--watch", "--watch", "a"]) != nil)
    }

    @Test func `an empty value and values that begin with a dash are given with an equals sign`() throws {
        let empty = try #require(try SampleCommand.run(["restore", "latest", "--note="]))
        #expect(try empty[SampleCommand.note]?.isEmpty == true)
        let dashed = try #require(try SampleCommand.run(["restore", "latest", "--note=--json=x"]))
        #expect(try dashed[SampleCommand.note] == "--json=x")
        #expect(!dashed[SampleCommand.json])
    }

    @Test func `a lone dash is a value`() throws {
        let arguments = try #require(try SampleCommand.run(["restore", "-", "--note", "-"]))
        #expect(try arguments[SampleCommand.note] == "-")
        #expect(try arguments[SampleCommand.snapshot] == "-")
    }

    @Test(arguments: [
        ["restore", "latest", "-v", "-q"],
        ["restore", "-vq", "latest"],
        ["restore", "latest", "-qvv", "--verbose"],
    ])
    func `short flags can be combined and repeated`(words: [String]) throws {
        let arguments = try #require(try SampleCommand.run(words))
        #expect(arguments[SampleCommand.verbose])
        #expect(arguments[SampleCommand.quiet])
        #expect(!arguments[SampleCommand.json])
    }

    @Test(arguments: [
        ["-X", "a.b=c=d"],
        ["-Xa.b=c=d"],
        ["-X=a.b=c=d"],
        ["-vXa.b=c=d"],
    ])
    func `a letter takes its value beside it or after a space`(words: [String]) throws {
        let arguments = try #require(try SampleCommand.run(["restore", "latest"] + words))
        #expect(try arguments[SampleCommand.property] == [NameValue(name: "a.b", value: "c=d")])
    }

    @Test func `repeated options add up in the order given`() throws {
        let words = ["restore", "--group", "b", "latest", "--group=a", "--partition", "3", "--partition=0"]
        let arguments = try #require(try SampleCommand.run(words))
        #expect(try arguments[SampleCommand.group] == ["b", "a"])
        #expect(try arguments[SampleCommand.partition] == [3, 0])
    }

    @Test func `after two dashes everything is an argument`() throws {
        let arguments = try #require(try SampleCommand.run(["describe", "a", "--", "--json", "-x", "--"]))
        #expect(try arguments[SampleCommand.groups] == ["a", "--json", "-x", "--"])
        #expect(!arguments[SampleCommand.json])
    }

    @Test func `an optional argument may be absent`() throws {
        let one = try #require(try SampleCommand.run(["diff", "latest"]))
        #expect(try one[SampleCommand.other] == nil)
        let two = try #require(try SampleCommand.run(["diff", "latest", "live"]))
        #expect(try two[SampleCommand.other] == "live")
    }

    @Test func `the option wins over the environment and the environment over the default`() throws {
        let environment = ["SAMPLE_TIMEOUT": "1m", "SAMPLE_SERVERS": ""]
        let neither = try #require(try SampleCommand.run(["restore", "latest"]))
        #expect(try neither[SampleCommand.timeout] == .seconds(120))
        #expect(neither.origin(of: SampleCommand.timeout) == .absent)
        let one = try #require(try SampleCommand.run(["restore", "latest"], environment: environment))
        #expect(try one[SampleCommand.timeout] == .seconds(60))
        #expect(one.origin(of: SampleCommand.timeout) == .environment("SAMPLE_TIMEOUT"))
        let both = try #require(
            try SampleCommand.run(["restore", "latest", "--timeout", "30s"], environment: environment)
        )
        #expect(try both[SampleCommand.timeout] == .seconds(30))
        #expect(both.origin(of: SampleCommand.timeout) == .option)
    }

    @Test func `an empty variable counts as none`() throws {
        let arguments = try #require(try SampleCommand.run(["restore", "latest"], environment: ["SAMPLE_SERVERS": ""]))
        #expect(try arguments[SampleCommand.servers] == nil)
    }

    @Test func `commands can be nested`() throws {
        let arguments = try #require(try SampleCommand.run(["config", "check"]))
        #expect(arguments.commandPath == ["sample", "config", "check"])
    }
}
