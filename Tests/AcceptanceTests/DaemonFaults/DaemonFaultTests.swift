import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// The rows of ``DaemonFault``, with the real program on a simulated cluster.
///
/// The others are tested elsewhere: brokers that are away and a wrong configuration in ``DaemonTests``; brokers that are away
/// for hours, a clock that is set and damaged records in `JobServiceTests`, on a clock of the test's own.
@Suite(.serialized)
struct DaemonFaultTests {
    /// Enough for every snapshot of a test, and filled in a moment.
    private static let kibibytes = 2_048
    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a disk that is full fails runs until there is room`() async throws {
        let mount = try ScratchMount(kibibytes: Self.kibibytes)
        try await Scene.run(store: "\(mount.path)/store") { scene in
            try await scene.works()
            // Again and again: what a run was writing at the first time is free again when it has failed, and a record fits there.
            try await scene.fails(.diskFull, isRemembered: false) { try? mount.fill() }
            try mount.empty()
            try await scene.works()
        }
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a store that becomes read-only fails runs until it is not`() async throws {
        let mount = try ScratchMount(kibibytes: Self.kibibytes)
        try await Scene.run(store: "\(mount.path)/store") { scene in
            try await scene.works()
            try mount.protect()
            try await scene.fails(.readOnly, isRemembered: false)
            try mount.unprotect()
            try await scene.works()
        }
        try mount.protect()
        let place = try DaemonPlace(store: "\(mount.path)/store")
        try place.configure("127.0.0.1:1", groups: "*")
        let refused = try await place.run("daemon")
        try mount.unprotect()
        #expect(refused.exitCode == .cannotCreate, "\(refused)")
        #expect(refused.messages.contains(DaemonFault.readOnlyAtStart.log), "\(refused)")
    }

    @Test func `a secret that is not there is named, at the start and in every run`() async throws {
        let scratch = try ScratchDirectory()
        let secret = scratch.file("password")
        let more = "[cluster.prod.secrets]\n\"sasl.password\" = \"\(secret)\""
        let place = try DaemonPlace()
        try place.configure("127.0.0.1:1", groups: "*", more: more)
        let refused = try await place.run("daemon")
        #expect(refused.exitCode == .configuration, "\(refused)")
        #expect(refused.messages.contains(secret), "\(refused)")
        #expect(refused.messages.contains(DaemonFault.credentialMissingAtStart.log), "\(refused)")

        func write() throws {
            try Data("hunter2\n".utf8).write(to: URL(fileURLWithPath: secret))
            #expect(unsafe chmod(secret, 0o600) == 0)
        }
        try write()
        try await Scene.run(more: more) { scene in
            try await scene.works()
            try FileManager.default.removeItem(atPath: secret)
            try await scene.fails(.credentialMissing)
            #expect(scene.daemon.messages.contains(secret))
            try write()
            try await scene.works()
            #expect(!scene.daemon.messages.contains("hunter2"))
        }
    }

    @Test func `a run whose process is killed is made again`() async throws {
        try await Scene.run { scene in
            try await scene.works()
            try await scene.fails(.childKilled) { scene.daemon.kill(SIGKILL, childThatRuns: "snapshot") }
            try await scene.works()
            // The store knows of it a moment before the log does.
            try await scene.daemon.says("works again after")
        }
    }

    @Test func `a run whose process stands still is killed after its time, and made again`() async throws {
        try await Scene.run(timeout: "5s") { scene in
            try await scene.works()
            try await scene.fails(.childStopped) { scene.daemon.kill(SIGSTOP, childThatRuns: "snapshot") }
            try await scene.works()
        }
    }

    @Test func `a catalog that is damaged under a running daemon is made anew and costs no snapshot`() async throws {
        try await Scene.run { scene in
            try await scene.works()
            let before = Set(scene.place.snapshots)
            for bytes in ["no catalog at all", ""] {
                try Data(bytes.utf8).write(to: URL(fileURLWithPath: "\(scene.place.store)/catalog.sqlite"))
                try await scene.works()
            }
            let list = try await scene.place.run("list", "--json").document(ListDocument.self)
            #expect(list.damaged.isEmpty && list.snapshots.count >= before.count + 2)
            #expect(before.isSubset(of: Set(scene.place.snapshots)))
            #expect(scene.daemon.count(of: "failed") == 0, "\(scene.daemon.messages)")
        }
    }

    @Test func `a daemon that is killed during a run makes up for it, and nothing of the run is left`() async throws {
        let listener = try SilentListener()
        let place = try DaemonPlace()
        try place.configure("127.0.0.1:\(listener.port)", groups: "*")
        let killed = try place.start("daemon")
        try await killed.says("job often started")
        #expect(try await killed.hasChild())
        #expect(killed.kill(SIGKILL, .parent))
        // The run ends with it, and leaves nothing behind.
        try await killed.isGone()
        #expect(place.snapshots.isEmpty)
        let status = try await place.run("status")
        #expect(status.messages.contains("no daemon runs for this store"), "\(status)")
        let died = ContinuousClock.now
        try await Waiting.until("more times are missed") { died.duration(to: .now) > .seconds(5) }
        try await Scene.run(in: place) { scene in
            try await scene.daemon.says(DaemonFault.daemonKilled.log(of: "often"))
            try await scene.works()
        }
    }

    @Test func `a hook that hangs is killed and changes nothing of the run`() async throws {
        let hooks = "hooks.after = [\"/bin/sleep\", \"1000\"]\nhooks.timeout = \"1s\""
        try await Scene.run(more: hooks) { scene in
            try await scene.works()
            try await scene.daemon.says(DaemonFault.hookHangs.log)
            try await scene.works()
            try await scene.isWell()
        }
    }

    @Test func `a ping that nobody takes changes nothing of the run`() async throws {
        let scratch = try ScratchDirectory()
        let address = scratch.file("address")
        // Nobody listens there: no port of a client is so low.
        try Data("http://127.0.0.1:1/uuid\n".utf8).write(to: URL(fileURLWithPath: address))
        #expect(unsafe chmod(address, 0o600) == 0)
        try await Scene.run(more: "ping.url-credential = \"\(address)\"") { scene in
            try await scene.works()
            try await scene.daemon.says(DaemonFault.pingAway.log(of: "often"))
            try await scene.works()
            try await scene.isWell()
            #expect(!scene.daemon.messages.contains("/uuid"))
        }
    }

    @Test func `a port that is taken costs the metrics and nothing else`() async throws {
        let listener = try SilentListener()
        try await Scene.run(daemon: "metrics = \"127.0.0.1:\(listener.port)\"") { scene in
            try await scene.daemon.says(DaemonFault.metricsPortTaken.log)
            try await scene.works()
            try await scene.isWell()
            let socket = "\(scene.place.place.path)/metrics.sock"
            try scene.configure(daemon: "metrics = \"unix:\(socket)\"")
            #expect(scene.daemon.kill(SIGHUP, .parent))
            try await Waiting.until("the metrics are elsewhere", within: DaemonPlace.patience) {
                FileManager.default.fileExists(atPath: socket)
            }
            try await scene.works()
        }
    }
}
