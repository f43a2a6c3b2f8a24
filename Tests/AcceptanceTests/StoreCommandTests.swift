import Foundation
import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// Every command on a store that is read-only, that belongs to another user, and that somebody is writing to.
@Suite(.serialized, .enabled(if: ScratchMount.isPossible, "needs root, to mount and to be another user"))
struct StoreCommandTests {
    /// A user who is in the group of the store and owns nothing.
    private static let (otherUser, group) = (64_321, 64_322)

    /// A simulated cluster, a configuration and a store with snapshots, a run and a trash, on a file system of its own.
    private final class Place {
        let simulator: Simulator
        let mount: ScratchMount
        let scratch: ScratchDirectory
        let trashed: String

        var store: String { "\(mount.path)/store" }
        var plan: String { scratch.file("plan.json") }
        var table: String { scratch.file("table.csv") }

        init() async throws {
            let simulator = try Simulator.start()
            let mount = try ScratchMount(kibibytes: 16_384)
            let scratch = try ScratchDirectory(named: "tidemark-store-commands")
            let store = "\(mount.path)/store"
            try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
            try Self.permit(0o750, store)
            try Self.permit(0o755, scratch.path)
            simulator.withState { state in
                state.addTopic("orders", partitions: 1)
                state.appendRecords(Array(repeating: [1], count: 10), to: "orders", 0)
            }
            Self.hold(Self.saved, simulator)
            let servers = simulator.bootstrapServers.split(separator: ",").map { "\"\($0)\"" }
            try scratch.write(
                Data(
                    """
                    [cluster.prod]
                    bootstrap-servers = [\(servers.joined(separator: ", "))]
                    [job.often]
                    schedule = "*-01-01 00:00:00"

                    """.utf8
                ),
                to: "tidemark.toml"
            )
            try scratch.write(Data("billing,orders,0,1\n".utf8), to: "table.csv")
            try Self.permit(0o644, scratch.file("table.csv"))
            let (file, plan) = (scratch.file("tidemark.toml"), scratch.file("plan.json"))
            self.simulator = simulator
            self.mount = mount
            self.scratch = scratch
            for words in [
                ["snapshot"], ["snapshot"], ["snapshot"], ["prune", "--keep-last", "2", "--yes"], ["verify"],
                ["job", "pause", "often", "--for", "1h"],
                ["restore", "latest", "--plan-out", plan], ["restore", "latest", "--yes"],
            ] {
                if words.first == "restore" { Self.hold(Self.moved, simulator) }
                let result = try await Self.start(words, store, file).result()
                try #require(result.exitCode == .done, "\(result)")
            }
            try Self.permit(0o644, plan)
            trashed =
                try FileManager.default.contentsOfDirectory(atPath: "\(store)/trash").first
                .map { String($0.prefix { $0 != "." }) } ?? ""
        }

        private static func permit(_ mode: Int, _ path: String) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }

        /// What the group holds in the snapshots, and what it holds when there is something to restore.
        private static let (saved, moved): (Int64, Int64) = (1, 2)

        private static func hold(_ offset: Int64, _ simulator: Simulator) {
            simulator.withState { state in
                let stored = StoredOffset(offset: offset, metadata: "", committedAt: state.now)
                state.groups["billing"] = ConsumerGroup(offsets: ["orders": [0: stored]])
            }
        }

        /// Has the group hold what gives a command something to do, as long as the last run is the one of the beginning.
        func hold(for command: StoreCommand) {
            Self.hold(command.name == "undo" ? Self.saved : Self.moved, simulator)
        }

        /// Sees to it that a command has something to do.
        func prepare(_ command: StoreCommand) async throws {
            let isOfGroups = ["restore", "apply", "undo", "reset", "delete", "copy", "rename", "describe"]
            guard isOfGroups.contains(command.name) else { return }
            Self.hold(Self.moved, simulator)
            guard command.name == "undo" else { return }
            let words = ["restore", "latest", "--yes"]
            let result = try await Self.start(words, store, scratch.file("tidemark.toml")).result()
            try #require(result.exitCode == .done, "\(result)")
        }

        /// Starts a command line of the table, as another user where that is wanted.
        func start(_ command: StoreCommand, _ more: [String] = [], behind words: [String] = []) throws -> RunningCommand
        {
            let places = [
                StoreCommand.trashedID: trashed, StoreCommand.planFile: plan, StoreCommand.tableFile: table,
            ]
            let filled = command.words.map { places[$0] ?? $0 }
            return try Self.start(filled + more, store, scratch.file("tidemark.toml"), behind: words)
        }

        private static func start(
            _ words: [String],
            _ store: String,
            _ file: String,
            behind prefix: [String] = []
        ) throws -> RunningCommand {
            try RunningCommand(
                words,
                environment: ["TIDEMARK_CONFIG": file, "TIDEMARK_STORE": store],
                output: .captured,
                behind: prefix
            )
        }

        /// Gives the store to the group.
        func giveToGroup() throws {
            let files = try #require(FileManager.default.enumerator(atPath: store)).compactMap { $0 as? String }
            for file in [""] + files {
                try FileManager.default.setAttributes(
                    [.groupOwnerAccountID: NSNumber(value: StoreCommandTests.group)],
                    ofItemAtPath: "\(store)/\(file)"
                )
            }
        }

        /// The content of every snapshot, in the store and in its trash, by its id.
        func snapshots() throws -> [String: Data] {
            let files = try #require(FileManager.default.enumerator(atPath: store)).compactMap { $0 as? String }
            let found = try files.filter { $0.hasSuffix(".tidemark") }.map { file in
                let name = URL(filePath: file).lastPathComponent
                return (String(name.prefix { $0 != "." }), try Data(contentsOf: URL(filePath: "\(store)/\(file)")))
            }
            return Dictionary(found) { first, _ in first }
        }

        /// What is in the store: every file with its size and the time it was last written to.
        func content() throws -> [String] {
            let files = try #require(FileManager.default.enumerator(atPath: store)).compactMap { $0 as? String }
            return files.sorted().map { file in
                var status = stat()
                _ = unsafe lstat("\(store)/\(file)", &status)
                return "\(file) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
            }
        }

        deinit { simulator.stop() }
    }

    private static let looking = StoreCommand.table.filter { $0.use == .looks }
    private static let writing = StoreCommand.table.filter { if case .writes = $0.use { true } else { false } }
    private static let recording = StoreCommand.table.filter { $0.use == .records }

    @Test func `on a read-only file system every looking command works, and every other says why it does not`()
        async throws
    {
        let place = try await Place()
        try place.mount.protect()
        for command in Self.looking {
            let result = try await place.start(command).result()
            #expect(result.exitCode.map(command.ends.contains) == true, "\(result)")
        }
        for command in Self.writing + Self.recording {
            place.hold(for: command)
            let result = try await place.start(command).result()
            #expect(result.exitCode != .done && result.exitCode != .internalFault, "\(result)")
            #expect(result.messages.contains(place.store), "\(result)")
        }
        try place.mount.unprotect()
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs setpriv"))
    func `as another user of the store's group every looking command works and changes nothing`() async throws {
        let place = try await Place()
        try place.giveToGroup()
        let other = [
            "/usr/bin/setpriv", "--reuid", "\(Self.otherUser)", "--regid", "\(Self.otherUser)", "--groups",
            "\(Self.group)", "--",
        ]
        let before = try place.content()
        for command in Self.looking {
            let result = try await place.start(command, behind: other).result()
            #expect(result.exitCode.map(command.ends.contains) == true, "\(result)")
        }
        for command in Self.writing + Self.recording {
            place.hold(for: command)
            let result = try await place.start(command, behind: other).result()
            #expect(result.exitCode == .denied, "\(result)")
            #expect(result.messages.contains(place.store), "\(result)")
        }
        #expect(try place.content() == before)
    }

    @Test func `on a full disk a command does its work or says what is full, and earlier snapshots are as they were`()
        async throws
    {
        let place = try await Place()
        for command in Self.writing + Self.recording + Self.looking {
            try await place.prepare(command)
            let before = try place.snapshots()
            try place.mount.fill()
            let result = try await place.start(command).result()
            let isDone = result.exitCode.map(command.ends.contains) == true
            #expect(isDone || result.exitCode == .inputOutput && result.messages.contains(place.store), "\(result)")
            try place.mount.empty()
            let after = try place.snapshots()
            #expect(before.allSatisfy { after[$0.key] == $0.value }, "\(result)")
            try await place.prepare(command)
            // What was put back is not in the trash any more, also where the audit log could not take it down.
            let again = try await place.start(command).result()
            let isOver = command.words.contains(StoreCommand.trashedID) && again.exitCode == .notFound
            #expect(again.exitCode.map(command.ends.contains) == true || isOver, "\(again)")
        }
    }

    @Test func `while others write, every looking command works at once`() async throws {
        let place = try await Place()
        let locks = try [StoreCommand.storeLock, StoreCommand.journalLock].map { try HeldFile("\(place.store)/\($0)") }
        for command in Self.looking {
            let result = try await place.start(command).result()
            #expect(result.exitCode.map(command.ends.contains) == true, "\(result)")
        }
        for lock in locks { lock.release() }
    }

    @Test func `of two writers one waits, or ends with 75 and says who is at work`() async throws {
        let place = try await Place()
        for command in Self.writing {
            guard case .writes(let name) = command.use else { continue }
            try await place.prepare(command)
            let lock = try HeldFile("\(place.store)/\(name)")
            let refused = try await place.start(command).result()
            #expect(refused.exitCode == .busy, "\(refused)")
            #expect(refused.messages.contains("\(place.store)/\(name)"), "\(refused)")
            lock.forgetOpenings()
            let waiting = try place.start(command, ["--wait", "60s"])
            // Whoever asks for the lock opens its file.
            try await Waiting.until("\(command) waits", within: RunningCommand.patience) {
                waiting.hasEnded || lock.wasOpened
            }
            #expect(!waiting.hasEnded, "\(command)")
            lock.release()
            let done = try await waiting.result()
            #expect(done.exitCode.map(command.ends.contains) == true, "\(done)")
        }
    }
}

/// A file that this process has locked.
private final class HeldFile: Sendable {
    private let descriptor: Int32
    private let watch: Int32

    init(_ path: String) throws {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        watch = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let number = unsafe inotify_add_watch(watch, path, UInt32(IN_OPEN))
        try #require(number >= 0)
    }

    deinit { close(watch) }

    /// Whether somebody has opened the file since this was last asked.
    var wasOpened: Bool {
        var events = [UInt8](repeating: 0, count: 4_096)
        return unsafe read(watch, &events, events.count) > 0
    }

    func forgetOpenings() { while wasOpened {} }

    func release() { close(descriptor) }
}
