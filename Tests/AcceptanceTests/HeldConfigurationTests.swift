import Foundation
import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// A daemon works by the configuration that it has read, and so do its jobs, whatever becomes of the file.
struct HeldConfigurationTests {
    @Test func `a file that is wrong, or gone, stops no job until it is read again without a mistake`() async throws {
        let place = try DaemonPlace()
        let simulator = try Simulator.start()
        simulator.withState { $0.clusterID = "held" }
        defer { simulator.stop() }
        try place.configure(simulator.bootstrapServers, groups: "*")
        let daemon = try place.start("daemon")
        try await place.hasMore(than: 0)

        try Data("[job.often]\nschedule = 5\n".utf8).write(to: URL(fileURLWithPath: place.file))
        try await place.hasMore(than: place.snapshots.count + 1)
        #expect(daemon.kill(SIGHUP, .parent))
        try await daemon.says("the configuration was not reloaded; the previous one stays in effect")
        try await place.hasMore(than: place.snapshots.count + 1)
        try FileManager.default.removeItem(atPath: place.file)
        #expect(daemon.kill(SIGHUP, .parent))
        try await daemon.says("the configuration was not reloaded; the previous one stays in effect", times: 2)
        try await place.hasMore(than: place.snapshots.count + 1)
        #expect(daemon.count(of: "job often failed") == 0, "\(daemon.messages)")

        try place.configure(simulator.bootstrapServers, groups: "*", more: "tags = [\"anew\"]")
        #expect(daemon.kill(SIGHUP, .parent))
        try await daemon.says("again: 1 job")
        try await place.hasMore(than: place.snapshots.count + 1)
        let list = try await place.run("list", "--json")
        #expect(list.output.contains(#""tags":["anew"]"#), "\(list)")

        #expect(daemon.kill(SIGTERM, .parent))
        #expect(try await daemon.result().exitCode == .done)
    }
}
