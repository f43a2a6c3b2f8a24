import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// `tidemark demo --serve`: a cluster for one's own experiments, as long as one wants it.
struct DemoServeTests {
    @Test(arguments: [(SIGINT, ExitCode.interrupted), (SIGTERM, .terminated)])
    func `a snapshot of the served cluster succeeds, and nothing is left at the end`(
        _ signal: (Int32, ExitCode)
    ) async throws {
        let place = try ScratchDirectory()
        let server = try place.start(["demo", "--serve"])
        let settings = try await place.settings(of: server)
        let result = try await place.start(["snapshot", "--json"], settings).result()
        #expect(result.exitCode == .done, "\(result)")
        let snapshot = try result.document(SnapshotDocument.self).snapshot
        #expect(snapshot.groups == 5)
        #expect(snapshot.offsets == 20)
        let store = try #require(settings["TIDEMARK_STORE"])
        #expect(FileManager.default.fileExists(atPath: "\(store)/snapshots"))
        #expect(server.kill(signal.0, .parent))
        let end = try await server.result()
        #expect(end.exitCode == signal.1, "\(end)")
        #expect(end.messages.contains("everything the demo made is removed"), "\(end)")
        #expect(end.output.split(separator: "\n").allSatisfy { $0.hasPrefix("export TIDEMARK_") }, "\(end)")
        #expect(place.names.isEmpty)
    }

    @Test func `a shell can evaluate the lines of a server behind it`() async throws {
        let place = try ScratchDirectory(named: "it's here")
        let script = """
            eval "$("$0" demo --serve 2>messages &)"
            "$0" groups >groups
            test -d "$(dirname "$TIDEMARK_STORE")" && echo "$TIDEMARK_STORE" >store
            kill "$(sed -n 's/.*kill \\([0-9]*\\),.*/\\1/p' messages)"
            """
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script, BuiltProgram.path]
        shell.currentDirectoryURL = URL(fileURLWithPath: place.path)
        shell.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": place.path]
        try shell.run()
        defer { if shell.isRunning { shell.terminate() } }
        try await Waiting.until("the shell ends") { !shell.isRunning }
        let groups = try String(contentsOfFile: place.file("groups"), encoding: .utf8)
        #expect(groups.contains("\nwarehouse "), "\(groups)")
        #expect(try String(contentsOfFile: place.file("store"), encoding: .utf8).hasPrefix(place.path))
        try await Waiting.until("the server has removed its files") {
            !place.names.contains { $0.hasPrefix("tidemark-demo.") }
        }
    }

    @Test func `a port that is taken is named`() async throws {
        let listener = try SilentListener()
        let place = try ScratchDirectory()
        let result = try await place.start(["demo", "--serve", "--port", "\(listener.port)"]).result()
        #expect(result.exitCode == .busy, "\(result)")
        #expect(result.messages.contains("another program listens on port \(listener.port)"), "\(result)")
        #expect(result.output.isEmpty)
        #expect(place.names.isEmpty)
        _ = listener
    }
}
