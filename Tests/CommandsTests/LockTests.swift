import EngineTestSupport
import FoundationEssentials
import Glibc
import Offsets
import Testing

@testable import Commands
@testable import Store

/// Which command waits for whom.
struct LockTests {
    /// Runs `body` while somebody holds a lock of a store for a command.
    private static func holding(
        _ lock: String,
        of store: String,
        for command: String,
        _ body: () async throws -> Void
    ) async throws {
        let lock = try await FileLock.acquire("\(store)/\(lock)", of: "the store", wait: .zero, for: command)
        try await body()
        lock.release()
    }

    private static func isFree(_ path: String) -> Bool {
        guard let lock = try? FileLock.attempt(path, for: "tidemark") else { return false }
        lock.release()
        return true
    }

    @Test(arguments: [["restore", "latest", "--yes"], ["undo", "latest", "--yes"], ["recover"]])
    func `who writes to the journal is told who does, since when, doing what`(words: [String]) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            try await Self.holding("journal.lock", of: store, for: "tidemark restore") {
                let refused = await CommandRun(words, cluster, store: store)
                #expect(refused.exitCode == .busy, "\(refused)")
                let start = "error: the journal is in use: process \(getpid()) (`tidemark restore` by "
                #expect(refused.messages.contains(start), "\(refused)")
                #expect(refused.messages.contains("Z) holds \(store)/journal.lock\n"), "\(refused)")
                #expect(refused.messages.contains("wait for it with --wait 5m"), "\(refused)")
                #expect(cluster.offset(of: "a") == 100)
                for looking in [["restore", "latest", "--dry-run"], ["runs"], ["log"], ["list"]] {
                    let shown = await CommandRun(looking, cluster, store: store)
                    #expect(shown.exitCode == .done, "\(shown)")
                }
                let taken = await CommandRun(["snapshot"], cluster, store: store)
                #expect(taken.exitCode == .done, "\(taken)")
            }
            let restored = await CommandRun(["restore", "latest~1", "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test func `who saves a snapshot is told who does, and keeps no restore from its work`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            try await Self.holding("lock", of: store, for: "tidemark snapshot") {
                let refused = await CommandRun(["snapshot"], cluster, store: store)
                #expect(refused.exitCode == .busy, "\(refused)")
                let start = "error: the store is in use: process \(getpid()) (`tidemark snapshot` by "
                #expect(refused.messages.contains(start), "\(refused)")
                let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
                #expect(restored.exitCode == .done, "\(restored)")
                #expect(cluster.offset(of: "a") == 42)
                let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
                #expect(undone.exitCode == .done, "\(undone)")
                #expect(await CommandRun(["recover"], cluster, store: store).exitCode == .done)
            }
        }
    }

    @Test func `a capture that hangs keeps nobody waiting, and its snapshot follows those that were taken meanwhile`()
        async throws
    {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: 100).now.groups }
            let meanwhile = Meanwhile()
            // In the midst of a capture, which goes on when all of this is over.
            let hanging = DictionaryCluster(groups: ["a", "b"], offset: 7)
            hanging.watch { call in
                guard call.kind == .readAll, await meanwhile.isFirst() else { return }
                let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
                let taken = await CommandRun(["snapshot"], cluster, store: store)
                await meanwhile.keep([restored, taken])
            }
            let captured = await CommandRun(["snapshot"], hanging, store: store)
            let runs = await meanwhile.runs
            #expect(runs.map(\.exitCode) == [.done, .done], "\(runs)")
            #expect(cluster.offset(of: "a") == 42)
            #expect(captured.exitCode == .done, "\(captured)")
            #expect(!captured.messages.contains("clock"), "\(captured)")
            let listed = try await SnapshotStore.open(store, for: .reading).list()
            #expect(listed.map(\.previousDigest) == [nil] + listed.dropLast().map(\.digest))
            #expect(listed.map { "\($0.id)\n" }.suffix(2) == [runs[1].output, captured.output])
        }
    }

    @Test func `while a person thinks, nothing is held`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            let asked = await CommandRun(
                ["restore", "latest", "--group", "a"],
                cluster,
                store: store,
                answer: .line("y"),
                beforeAnswer: {
                    for lock in ["lock", "journal.lock"] {
                        #expect(Self.isFree("\(store)/\(lock)"), "\(lock) is held while a person thinks")
                    }
                }
            )
            #expect(asked.exitCode == .done, "\(asked)")
            #expect(cluster.offset(of: "a") == 42)
            // What is found only after the answer is told all the same.
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            try await Self.holding("journal.lock", of: store, for: "tidemark undo") {
                let late = await CommandRun(
                    ["restore", "latest", "--group", "a"],
                    cluster,
                    store: store,
                    answer: .line("y")
                )
                #expect(late.exitCode == .busy, "\(late)")
                #expect(cluster.offset(of: "a") == 100)
            }
        }
    }
}

/// What was done in the midst of another command.
private actor Meanwhile {
    private(set) var runs: [CommandRun] = []
    private var hasBegun = false

    func isFirst() -> Bool {
        defer { hasBegun = true }
        return !hasBegun
    }

    func keep(_ runs: [CommandRun]) { self.runs = runs }
}
