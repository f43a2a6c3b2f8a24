import Offsets
import Testing

@testable import Commands

struct DemoCommandTests {
    @Test(arguments: [
        (["demo", "--port", "9092"], "tidemark: error: --port is for --serve"),
        (["demo", "--serve", "--port", "0"], "tidemark: error: --port: '0' is not a port"),
        (["demo", "--serve", "shop"], "tidemark: error: "),
    ])
    func `a mistake is exit code 64 before anything is started`(words: [String], message: String) async {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(), messages: messages.sink())
        #expect(await Program.tidemark.run(words, in: context) == .usage)
        #expect(messages.text.hasPrefix(message))
        #expect(output.text.isEmpty)
    }

    @Test(arguments: [
        (true, [:], true),
        (true, ["NO_COLOR": ""], true),
        (true, ["NO_COLOR": "1"], false),
        (true, ["TERM": "dumb"], false),
        (false, [:], false),
    ])
    func `text is bold on a terminal that can, unless nobody wants it`(
        isTerminal: Bool,
        environment: [String: String],
        isBold: Bool
    ) {
        let terminal = TerminalTraits(showsMessages: false, showsOutput: isTerminal, width: Defaults.width)
        #expect(terminal.showsStyles(environment: environment) == isBold)
    }
}
