import Foundation
import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// `tidemark daemon` as systemd runs it, with the commands that an operator uses beside it.
@Suite(.serialized)
struct DaemonTests {
    @Test(arguments: TestCluster.all)
    func `a daemon takes snapshots, rests, reads its configuration again, catches up and ends`(
        _ cluster: TestCluster
    ) async throws {
        let place = try DaemonPlace()
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            try place.configure(cluster.bootstrapServers, groups: seeded.pattern)
            let daemon = try place.start("daemon")
            try await daemon.says("ready: 1 job")
            try await place.hasMore(than: 1)
            #expect(daemon.messages.contains("job often took "), "\(daemon.messages)")

            let second = try await place.run("daemon")
            #expect(second.exitCode == .busy, "\(second)")
            #expect(
                second.messages.contains("has a daemon already: process "),
                "\(second)"
            )

            let status = try await place.run("status", "--json")
            #expect(status.exitCode == .done, "\(status)")
            #expect(status.output.contains(#""job":"often","cluster":"prod""#), "\(status)")

            let pause = try await place.run("job", "pause", "often")
            #expect(pause.exitCode == .done, "\(pause)")
            try await daemon.says("job often is paused")
            try await Waiting.until("what ran is over") {
                daemon.count(of: "job often started") == daemon.count(of: "job often took")
            }
            let resting = place.snapshots.count
            let brief = try await place.run("status", "--brief")
            #expect(brief.exitCode == .done && brief.output.contains("paused: often"), "\(brief)")

            // By hand it runs all the same.
            let byHand = try await place.run("job", "run", "often")
            #expect(byHand.exitCode == .done, "\(byHand)")
            #expect(place.snapshots.count == resting + 1)
            #expect(place.snapshots.contains { $0.hasPrefix(byHand.output.trimmingCharacters(in: .newlines)) })

            try Data("[job.often]\nschedule = 5\n".utf8).write(to: URL(fileURLWithPath: place.file))
            #expect(daemon.kill(SIGHUP, .parent))
            try await daemon.says("the configuration was not reloaded; the previous one stays in effect")
            try place.configure(cluster.bootstrapServers, groups: seeded.pattern, more: "tags = [\"again\"]")
            #expect(daemon.kill(SIGHUP, .parent))
            try await daemon.says("again: 1 job")
            #expect(place.snapshots.count == resting + 1, "it ran in its pause")
            let resume = try await place.run("job", "resume", "often")
            #expect(resume.exitCode == .done, "\(resume)")
            try await daemon.says("job often is no longer paused")
            try await place.hasMore(than: resting + 1)

            #expect(daemon.kill(SIGKILL, .parent))
            try await daemon.isGone()
            let before = place.snapshots.count
            // At the end of it at least two times have been missed.
            let died = Date()
            try await Waiting.until("two times are missed") { Date().timeIntervalSince(died) > 5 }
            let next = try place.start("daemon")
            try await next.says("to make up for")
            try await place.hasMore(than: before)
            #expect(next.count(of: "to make up for") == 1, "\(next.messages)")

            #expect(next.kill(SIGTERM, .parent))
            let end = try await next.result(within: .seconds(30))
            #expect(end.exitCode == .done, "\(end)")
            #expect(end.messages.contains("tidemark: ended"), "\(end)")
            try await next.isGone()
        }
    }

    @Test func `a broker that is away is one line when it begins and one when it ends`() async throws {
        let place = try DaemonPlace()
        var simulator = try Simulator.start()
        simulator.withState { $0.clusterID = "away" }
        let servers = simulator.bootstrapServers
        let port = try #require(servers.split(separator: ":").last.flatMap { UInt16($0) })
        simulator.stop()
        // The pattern of no group at all would be an error of its own.
        try place.configure(servers, groups: "*")
        let daemon = try place.start("daemon")
        try await daemon.says("job often failed (unreachable)")
        try await Waiting.until("several attempts have failed", within: DaemonPlace.patience) {
            let list = try await place.run("job", "list", "--json")
            return list.output.contains(#""consecutiveFailures":3"#)
                || list.output.contains(#""consecutiveFailures":4"#)
        }
        let late = try await place.run("status", "--brief")
        #expect(late.output.contains("failing: often"), "\(late)")
        simulator = try Simulator.start(port: port)
        simulator.withState { $0.clusterID = "away" }
        try await daemon.says("job often works again after")
        #expect(daemon.count(of: "job often failed") == 1, "\(daemon.messages)")
        #expect(daemon.count(of: "works again") == 1, "\(daemon.messages)")
        #expect(daemon.kill(SIGTERM, .parent))
        #expect(try await daemon.result().exitCode == .done)
        simulator.stop()
    }

    @Test func `a configuration with mistakes is exit 78 with all of them`() async throws {
        let place = try DaemonPlace()
        try Data("[stroe]\n[cluster.a]\n".utf8).write(to: URL(fileURLWithPath: place.file))
        let result = try await place.run("daemon")
        #expect(result.exitCode == .configuration, "\(result)")
        #expect(result.messages.contains("'stroe'") && result.messages.contains("bootstrap-servers"), "\(result)")
        #expect(!FileManager.default.fileExists(atPath: place.store))
    }

    @Test(arguments: ["", "# The default file: comments alone.\n", "[store]\n"])
    func `without a cluster it does not start, and says what to write first`(_ file: String) async throws {
        let place = try DaemonPlace()
        try Data(file.utf8).write(to: URL(fileURLWithPath: place.file))
        let result = try await place.run("daemon")
        #expect(result.exitCode == .configuration, "\(result)")
        for word in [place.file, "[cluster.prod]", "bootstrap-servers", "[job.nightly]", "schedule"] {
            #expect(result.messages.contains(word), "\(result)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.store))
    }

    @Test func `a hung child does not keep it from ending in time`() async throws {
        let place = try DaemonPlace()
        let listener = try SilentListener()
        try place.configure("127.0.0.1:\(listener.port)", groups: "*")
        let daemon = try place.start("daemon")
        try await daemon.says("job often started")
        #expect(try await daemon.hasChild())
        daemon.kill(SIGSTOP, .child)
        #expect(daemon.kill(SIGTERM, .parent))
        let end = try await daemon.result(within: .seconds(40))
        #expect(end.exitCode == .done, "\(end)")
        try await daemon.isGone()
    }
}
