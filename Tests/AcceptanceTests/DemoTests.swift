import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// The tour of a new user: it works without anything, and leaves nothing.
@Suite(.serialized)
struct DemoTests {
    /// What the tour may take on a machine that does nothing else.
    private static let promised = Duration.seconds(15)
    /// The tour takes half a second, which a busy machine may sleep through.
    private static let tries = 50

    @Test func `the tour shows a restore to the offsets of before, and leaves nothing`() async throws {
        let place = try ScratchDirectory()
        let result = try await place.start(["demo"], ["TIDEMARK_STORE": place.file("elsewhere")]).result()
        #expect(result.exitCode == .done, "\(result)")
        let digests = result.output.split(separator: "\n").filter {
            $0.hasPrefix("first   ") || $0.hasPrefix("second  ")
        }
        let distinct = Set(digests.compactMap { $0.split(separator: " ").last })
        #expect(digests.count == 2 && distinct.count == 1 && distinct.first?.count == 64, "\(result)")
        #expect(result.output.contains("\n$ tidemark restore latest --yes\n"), "\(result)")
        #expect(result.output.contains("\n$ echo $?\n79\n"), "\(result)")
        #expect(result.output.contains("\n$ tidemark undo latest --yes\n"), "\(result)")
        #expect(result.output.contains("20 partitions read back, all hold what was planned"), "\(result)")
        #expect(!(result.output + result.messages).contains("\u{1b}"), "off a terminal nothing is bold")
        #expect(result.duration < Self.promised, "\(result)")
        #expect(place.names.isEmpty)
    }

    @Test(
        arguments: [(SIGINT, ExitCode.interrupted), (SIGTERM, .terminated), (SIGHUP, .terminated)],
        [RunningCommand.Recipient.parent, .group]
    )
    func `a tour that is ended leaves nothing`(
        _ signal: (Int32, ExitCode),
        _ recipient: RunningCommand.Recipient
    ) async throws {
        for _ in 0..<Self.tries {
            let place = try ScratchDirectory()
            let command = try place.start(["demo"])
            try await Waiting.until("the tour has begun") { !place.names.isEmpty || command.hasEnded }
            command.kill(signal.0, recipient)
            let result = try await command.result()
            try await command.isGone()
            #expect(place.names.isEmpty)
            if result.exitCode == .done { continue }
            #expect(result.exitCode == signal.1, "\(result)")
            #expect(result.messages.contains("everything the demo made is removed"), "\(result)")
            return
        }
        Issue.record("in \(Self.tries) tries no signal came before the end of the tour")
    }

    @Test func `a tour that nobody reads any more ends, and leaves nothing`() async throws {
        let place = try ScratchDirectory()
        let result = try await place.start(["demo"], output: .abandonedPipe).result()
        #expect(result.exitCode == .done, "\(result)")
        #expect(result.messages.isEmpty, "\(result)")
        #expect(place.names.isEmpty)
    }

    @Test func `a tour that cannot be shown is exit code 74, and leaves nothing`() async throws {
        let place = try ScratchDirectory()
        let result = try await place.start(["demo"], output: .path("/dev/full")).result()
        #expect(result.exitCode == .inputOutput, "\(result)")
        #expect(result.messages.contains("No space left on device"), "\(result)")
        #expect(place.names.isEmpty)
    }

    @Test func `a tour without room for its files says so`() async throws {
        let place = try ScratchDirectory()
        let result = try await place.start(["demo"], ["TMPDIR": place.file("missing")]).result()
        #expect(result.exitCode == .cannotCreate, "\(result)")
        #expect(result.messages.contains(place.file("missing")), "\(result)")
        #expect(result.messages.contains("TMPDIR"), "\(result)")
    }
}
