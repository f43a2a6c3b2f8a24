import Offsets
import Syntax
import Testing

@testable import Commands

/// The one place that decides in which form a command puts out what it found.
struct CommandResultTests {
    /// A result with a remark of every level.
    private struct Sample: CommandResult {
        let remarks = [Message.Level.note, .warning, .notice].map { Message($0, "a \($0)") }

        func writeTable(to sink: OutputSink) { sink.writeLine("ROW") }

        func writeDocument(to json: inout JSONWriter) { json.member("row", 1) }
    }

    private static let program = Program(groups: [
        (
            title: "Look",
            commands: [
                Command(
                    CommandSyntax("look", summary: "Look", options: [OutputOptions.all]),
                    run: { _, context in
                        context.show(Sample())
                        return .done
                    }
                ),
                Command(
                    CommandSyntax("plan", summary: "Plan", options: [OutputOptions.all]),
                    run: { _, context in
                        try context.preview(Sample().remarks) { sink in
                            sink.writeLine("STEP")
                            return [Message(.note, "below")]
                        }
                        context.show(Sample())
                        return .done
                    }
                ),
            ]
        )
    ])

    @Test(
        arguments: [
            ([], "ROW\n", "tidemark: a note\ntidemark: warning: a warning\ntidemark: a notice\n"),
            (["-q"], "ROW\n", "tidemark: warning: a warning\ntidemark: a notice\n"),
            (["--json"], "{\"schemaVersion\":1,\"row\":1}\n", ""),
            (["--json", "-q"], "{\"schemaVersion\":1,\"row\":1}\n", ""),
        ] as [([String], String, String)]
    )
    func `a result is a table with its remarks, or a document`(
        options: [String],
        output: String,
        messages: String
    ) async throws {
        let (out, err) = (Memory(), Memory())
        let context = CommandContext.test(output: out.sink(), messages: err.sink())
        #expect(await Self.program.run(["look"] + options, in: context) == .done)
        #expect(out.text == output)
        #expect(err.text == messages)
    }

    @Test(
        arguments: [
            ([], "a note|warning: a warning|a notice|STEP|below|a note|warning: a warning|a notice|ROW"),
            (["-q"], "warning: a warning|a notice|STEP|warning: a warning|a notice|ROW"),
            (["--json"], "warning: a warning|a notice|{\"schemaVersion\":1,\"row\":1}"),
            (["--json", "-q"], "warning: a warning|a notice|{\"schemaVersion\":1,\"row\":1}"),
        ] as [([String], String)]
    )
    func `people see at once what is to be done, and a document comes at the end`(
        options: [String],
        shown: String
    ) async throws {
        let both = Memory()
        let context = CommandContext.test(output: both.sink(), messages: both.sink())
        #expect(await Self.program.run(["plan"] + options, in: context) == .done)
        let lines = both.text.split(separator: "\n").map { $0.replacing("tidemark: ", with: "") }
        #expect(lines.joined(separator: "|") == shown)
    }

    @Test(arguments: [[], ["-q"]] as [[String]])
    func `what cannot be shown to people stops the command`(options: [String]) async {
        let (out, err) = (Memory(), Memory())
        let context = CommandContext.test(output: out.sink { _ in .failed("no room") }, messages: err.sink())
        #expect(await Self.program.run(["plan"] + options, in: context) == .inputOutput)
        #expect(!err.text.contains("below"))
        #expect(err.text.contains("standard output could not be written: no room"))
    }
}
