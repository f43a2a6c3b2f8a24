import Engine
import Foundation
import Glibc
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
        line.waitUntilWritten()
        line.show("reading groups", done: 2, total: 9, now: Self.start.advanced(by: .seconds(1)))
        line.waitUntilWritten()
        line.show("reading groups", done: 3, total: 9, now: Self.start.advanced(by: .milliseconds(1_100)))
        line.waitUntilWritten()
        line.show("ending", done: 0, total: nil, now: Self.start.advanced(by: .milliseconds(1_300)))
        line.waitUntilWritten()
        line.finish()
        line.show("ending", done: 0, total: nil, now: Self.start.advanced(by: .seconds(9)))
        line.waitUntilWritten()
        let expected =
            "\r\u{1b}[Ktidemark: reading groups: 2 of 9\r\u{1b}[Ktidemark: ending\r\u{1b}[K"
        #expect(memory.text == expected)
    }

    @Test func `elsewhere a line comes every thirty seconds, without control characters`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: false), isWanted: true, now: Self.start)
        for second in 0..<65 {
            line.show("reading groups", done: second, total: 65, now: Self.start.advanced(by: .seconds(second)))
            line.waitUntilWritten()
        }
        line.finish()
        #expect(memory.text == "tidemark: reading groups: 30 of 65\ntidemark: reading groups: 60 of 65\n")
    }

    @Test func `unwanted progress is not shown`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: true), isWanted: false, now: Self.start)
        line.show("reading groups", done: 1, total: 9, now: Self.start.advanced(by: .seconds(9)))
        line.waitUntilWritten()
        line.finish()
        #expect(memory.text.isEmpty)
    }

    @Test
    func `an open transaction says when the brokers would abort it, which is no estimate of its end`() {
        let memory = Memory()
        let line = ProgressLine(Self.context(memory, isTerminal: false), isWanted: true, now: Self.start)
        let later = Self.start.advanced(by: .seconds(30))
        line.show("writing", done: 1, total: 9, untilTimeout: .milliseconds(48_900), now: later)
        line.waitUntilWritten()
        line.show("writing", done: 2, total: 9, untilTimeout: .seconds(-1), now: later.advanced(by: .seconds(30)))
        line.waitUntilWritten()
        #expect(
            memory.text == "tidemark: writing: 1 of 9 (transaction times out in 48 s)\n"
                + "tidemark: writing: 2 of 9 (transaction times out in 0 s)\n"
        )
    }

    @Test func `a pipe that nobody reads holds nobody up, and is written to when there is room again`() async throws {
        let pipe = Pipe()
        let reader = pipe.fileHandleForReading.fileDescriptor
        let writer = pipe.fileHandleForWriting.fileDescriptor
        // Filled to the last byte.
        #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
        var filled = 0
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1)
        while unsafe write(writer, block, block.count) == 1 { filled += 1 }
        #expect(fcntl(writer, F_SETFL, 0) == 0)

        let base = CommandContext.test(output: Memory().sink(), messages: Memory().sink())
        let context = CommandContext(
            output: base.output,
            messages: OutputSink(name: "standard error", descriptor: writer),
            terminal: TerminalTraits(showsMessages: false, width: Defaults.width),
            environment: [:],
            isRoot: false,
            connect: base.connect,
            typedAnswer: base.typedAnswer,
            stop: base.stop
        )
        let line = ProgressLine(context, isWanted: true, now: Self.start)
        // Returns, though the first of them cannot be written; the others are left out.
        for minute in 1...3 {
            line.show("committing", done: minute, total: 3, now: Self.start.advanced(by: .seconds(60 * minute)))
        }
        var text: [UInt8] = []
        let expected = "tidemark: committing: 1 of 3\n"
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while text.count < filled + expected.utf8.count {
            let count = unsafe read(reader, &bytes, bytes.count)
            try #require(count > 0)
            text += bytes.prefix(count)
        }
        #expect(String(decoding: text.dropFirst(filled), as: UTF8.self) == expected)
        line.finish()
    }
}
