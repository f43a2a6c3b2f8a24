import Engine
import Offsets
import Syntax
import Testing

@testable import Commands

struct ProgramTests {
    private static let word = Argument<String>(.text("WORD"), help: "a word")

    /// `say` prints its word; `fail` throws what its word names.
    private static let program = Program(groups: [
        (
            title: "Look",
            commands: [
                Command(
                    CommandSyntax("say", summary: "Say a word", arguments: [word], options: [OutputOptions.all]),
                    run: { arguments, context in
                        context.output.writeLine(try arguments[word])
                        return .partial
                    }
                ),
                Command(
                    CommandSyntax("fail", summary: "Fail", arguments: [word], options: [OutputOptions.all]),
                    run: { arguments, _ in
                        guard try arguments[word] != "unexpected" else { throw InvalidValue("boo") }
                        guard try arguments[word] != "cancelled" else { throw CancellationError() }
                        throw TidemarkError(
                            .groupActive,
                            "group a\u{1b}[2Jb has members",
                            hint: "Stop them first."
                        )
                    }
                ),
            ]
        )
    ])

    private static func run(
        _ words: [String],
        answering outcome: @escaping @Sendable (Int) -> OutputSink.Delivery = { _ in .delivered }
    ) async -> (exitCode: ExitCode, output: String, messages: String) {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(answering: outcome), messages: messages.sink())
        let exitCode = await program.run(words, in: context)
        return (exitCode, output.text, messages.text)
    }

    @Test func `a command's output and exit code are the program's`() async {
        let result = await Self.run(["say", "hello"])
        #expect(result == (.partial, "hello\n", ""))
    }

    @Test func `help and version are data`() async {
        let help = await Self.run(["say", "--help"])
        #expect(help.exitCode == .done)
        #expect(help.output.hasPrefix("Say a word\n\nUsage: tidemark say [OPTION…] WORD\n"))
        let version = await Self.run(["--version"])
        #expect(version == (.done, "tidemark \(TidemarkVersion.current)\n", ""))
    }

    @Test func `an error is told once, on standard error, with its control characters written out`() async {
        let result = await Self.run(["fail", "x"])
        let messages = "tidemark: error: group a\\u{1b}[2Jb has members\ntidemark: hint: Stop them first.\n"
        #expect(result == (.refused, "", messages))
    }

    @Test func `with --json an error is a document too`() async {
        let result = await Self.run(["fail", "x", "--json"])
        let error =
            #"{"code":"group-active","message":"group a\u001b[2Jb has members","hint":"Stop them first."}"#
        #expect(result.output == #"{"schemaVersion":1,"error":\#(error)}"# + "\n")
        #expect(result.exitCode == .refused)
        #expect(result.messages.contains("has members"))
    }

    @Test(
        arguments: [(nil, .interrupted), (.interrupted, .interrupted), (.terminated, .terminated)]
            as [(TidemarkError.Code?, TidemarkError.Code)]
    )
    func `a command that was cancelled ends by the code of the request`(
        request: TidemarkError.Code?,
        code: TidemarkError.Code
    ) async {
        let output = Memory()
        let context = CommandContext.test(output: output.sink())
        if let request { context.stop.request(request) }
        #expect(await Self.program.run(["fail", "cancelled", "--json"], in: context) == code.exitCode)
        #expect(output.text.hasPrefix(#"{"schemaVersion":1,"error":{"code":"\#(code.rawValue)","#))
    }

    @Test func `a mistake on the command line is exit code 64, as JSON where that is asked for`() async {
        let result = await Self.run(["say", "--jsn", "--json"])
        #expect(result.exitCode == .usage)
        #expect(
            result.messages
                == "tidemark: error: tidemark say has no option --jsn\ntidemark: hint: Did you mean --json?\n"
        )
        #expect(result.output.hasPrefix(#"{"schemaVersion":1,"error":{"code":"unknown-option","#))
    }

    @Test func `after two dashes --json is an argument`() async {
        let result = await Self.run(["fail", "--", "--json"])
        #expect(result.output.isEmpty)
    }

    @Test func `an unexpected error is a defect`() async {
        let result = await Self.run(["fail", "unexpected"])
        #expect(result.exitCode == .internalFault)
        #expect(result.messages.hasPrefix("tidemark: error: unexpected: "))
    }

    @Test(arguments: [["say", "hello"], ["--help"], ["--version"]])
    func `output that cannot be written is exit code 74`(words: [String]) async {
        let result = await Self.run(words) { _ in .failed("No space left on device") }
        #expect(result.exitCode == .inputOutput)
        #expect(
            result.messages.hasPrefix(
                "tidemark: error: standard output could not be written: No space left on device\n"
            )
        )
    }

    @Test func `an error keeps its exit code when its document cannot be written, and both are told once`() async {
        let result = await Self.run(["fail", "x", "--json"]) { _ in .failed("No space left on device") }
        #expect(result.exitCode == .refused)
        #expect(result.messages.split(separator: "\n").filter { $0.contains("error:") }.count == 2)
    }

    @Test func `a reader that has gone changes nothing about the exit code`() async {
        let result = await Self.run(["say", "hello"]) { _ in .closed }
        #expect(result == (.partial, "", ""))
    }
}
