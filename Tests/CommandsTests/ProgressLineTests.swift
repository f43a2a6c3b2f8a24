import Engine
import Testing

@testable import Commands

struct ProgressLineTests {
    private static let start = ContinuousClock.now

    private static func context(_ memory: Memory, isTerminal: Bool) -> CommandContext {
        let base = CommandContext.test(output: Memory().sink(), messages: memory.sink())
        return CommandContext(
            output: base.output,
            messages: base.messages,
            terminal: TerminalTraits(showsMessages: isTerminal, width: Defaults.width),
            environment: [:],
            isRoot: false,
            connect: base.connect,
            typedAnswer: base.typedAnswer,
            stop: base.stop
        )
    }

    @Test func `on a terminal one line overwrites itself after a second, and is taken away at the end`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: true), isWanted: true, now: Self.start)
        line.show("reading groups", done: 1, total: 9, now: Self.start.advanced(by: .milliseconds(999)))
        line.show("reading groups", done: 2, total: 9, now: Self.start.advanced(by: .seconds(1)))
        line.show("reading groups", done: 3, total: 9, now: Self.start.advanced(by: .milliseconds(1_100)))
        line.show("ending", done: 0, total: nil, now: Self.start.advanced(by: .milliseconds(1_300)))
        line.finish()
        line.show("ending", done: 0, total: nil, now: Self.start.advanced(by: .seconds(9)))
        let expected =
            "\r\u{1b}[Ktidemark: reading groups: 2 of 9\r\u{1b}[Ktidemark: ending\r\u{1b}[K"
        #expect(memory.text == expected)
    }

    @Test func `elsewhere a line comes every thirty seconds, without control characters`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: false), isWanted: true, now: Self.start)
        for second in 0..<65 {
            line.show("reading groups", done: second, total: 65, now: Self.start.advanced(by: .seconds(second)))
        }
        line.finish()
        #expect(memory.text == "tidemark: reading groups: 30 of 65\ntidemark: reading groups: 60 of 65\n")
    }

    @Test func `unwanted progress is not shown`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: true), isWanted: false, now: Self.start)
        line.show("reading groups", done: 1, total: 9, now: Self.start.advanced(by: .seconds(9)))
        line.finish()
        #expect(memory.text.isEmpty)
    }

    @Test
    func `an open transaction says when the brokers would abort it, which is no estimate of its end`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: false), isWanted: true, now: Self.start)
        let later = Self.start.advanced(by: .seconds(30))
        line.show("writing", done: 1, total: 9, untilTimeout: .milliseconds(48_900), now: later)
        line.show("writing", done: 2, total: 9, untilTimeout: .seconds(-1), now: later.advanced(by: .seconds(30)))
        #expect(
            memory.text == "tidemark: writing: 1 of 9 (transaction times out in 48 s)\n"
                + "tidemark: writing: 2 of 9 (transaction times out in 0 s)\n"
        )
    }
}
