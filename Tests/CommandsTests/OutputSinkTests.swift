import Glibc
import Offsets
import Testing

@testable import Commands

struct OutputSinkTests {
    @Test func `text is delivered in blocks and whole`() throws {
        let memory = Memory()
        let sink = memory.sink()
        let line = String(repeating: "x", count: 99)
        for _ in 0..<10_000 { sink.writeLine(line) }
        try sink.flush()
        #expect(memory.text.utf8.count == 1_000_000)
        #expect(memory.deliveryCount <= 1_000_000 / OutputSink.blockSize + 1)
    }

    @Test func `a reader that has gone is no failure and gets nothing more`() throws {
        let memory = Memory()
        let sink = memory.sink { _ in .closed }
        sink.write("a")
        try sink.flush()
        sink.write("b")
        try sink.flush()
        #expect(memory.deliveryCount == 1)
    }

    @Test func `a sink knows whether anybody reads, as far as it has tried`() throws {
        let sink = Memory().sink { $0 == 1 ? .delivered : .closed }
        sink.write("a")
        try sink.flush()
        #expect(sink.isRead)
        sink.write("b")
        try sink.flush()
        #expect(!sink.isRead)
    }

    @Test func `a sink that is closed tells its reader so, and its number stands for nothing else`() throws {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        let sink = OutputSink(name: "standard output", descriptor: ends[1])
        sink.write("a")
        try sink.close()
        sink.write("b")
        try sink.flush()
        var byte: UInt8 = 0
        #expect(unsafe read(ends[0], &byte, 1) == 1)
        #expect(unsafe read(ends[0], &byte, 1) == 0)
        #expect(fcntl(ends[1], F_GETFD) >= 0)
    }

    @Test func `a failed delivery is reported with exit code 74, also when later text was dropped`() throws {
        let memory = Memory()
        let sink = memory.sink { $0 == 1 ? .failed("No space left on device") : .delivered }
        sink.write(bytes: Array(repeating: 0x20, count: OutputSink.blockSize))
        sink.write("more")
        let error = #expect(throws: TidemarkError.self) { try sink.flush() }
        #expect(error?.exitCode == .inputOutput)
        #expect(error?.message == "standard output could not be written: No space left on device")
        #expect(memory.deliveryCount == 1)
    }

    @Test func `a full disk is noticed`() throws {
        let descriptor = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let sink = OutputSink(name: "standard output", descriptor: descriptor)
        sink.write("a")
        let error = #expect(throws: TidemarkError.self) { try sink.flush() }
        #expect(error?.message == "standard output could not be written: No space left on device")
    }

    @Test func `a closed pipe is noticed`() throws {
        _ = signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let sink = OutputSink(name: "standard output", descriptor: ends[1])
        sink.write("a")
        try sink.flush()
    }
}
