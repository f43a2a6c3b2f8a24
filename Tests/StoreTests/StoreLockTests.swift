import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// What of a store is locked when, and what never waits.
struct StoreLockTests {
    /// Holds a lock of a store as another process would.
    private static func hold(_ name: String, in store: String) async throws -> FileLock {
        try await FileLock.acquire("\(store)/\(name)", of: "the store", wait: .zero, for: "tidemark snapshot")
    }

    @Test func `a second writer is refused at once and told who holds the store`() async throws {
        let scratch = try ScratchDirectory()
        let first = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let path = scratch.store
        let lock = try await Self.hold("lock", in: path)
        for _ in 0..<2 {
            let error = await #expect(throws: TidemarkError.self) {
                try await SnapshotStore.open(path, for: .writing(wait: .zero))
            }
            #expect(error?.exitCode == .busy)
            #expect(error?.message.contains("process \(getpid()) (`tidemark snapshot` by ") == true)
        }
        let error = await #expect(throws: TidemarkError.self) { try await first.save(.sample()) }
        #expect(error?.exitCode == .busy)
        #expect(try scratch.names(in: "store/snapshots").isEmpty)
        lock.release()
        _ = try await first.save(.sample())
    }

    @Test func `an open store keeps nobody out`() async throws {
        let scratch = try ScratchDirectory()
        let first = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let second = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = [try await first.save(.sample(second: 1)), try await second.save(.sample(second: 2))]
        #expect(try await SnapshotStore.open(scratch.store, for: .reading).list() == stored)
    }

    @Test func `snapshots that were begun at the same time are one chain`() async throws {
        let scratch = try ScratchDirectory()
        let stores = [
            try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)),
            try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)),
        ]
        var stored: [StoredSnapshot] = []
        // The later ones have begun before the earlier ones.
        for (number, second) in [50, 40, 30, 20, 10].enumerated() {
            let (snapshot, entry) = try await stores[number % 2].append(.sample(second: second))
            #expect(snapshot.origin.previousDigest == stored.last?.digest)
            stored.append(entry)
        }
        #expect(try await SnapshotStore.open(scratch.store, for: .reading).list() == stored)
        // Neither has found anything to put right.
        for store in stores { #expect(await store.notices == []) }
    }

    @Test func `writers that wait take their turns`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let appended = try await withThrowingTaskGroup(of: StoredSnapshot.self) { group in
            for second in 0..<8 {
                group.addTask {
                    let store = try await SnapshotStore.open(path, for: .writing(wait: .seconds(60)))
                    return try await store.append(.sample(second: second)).stored
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let listed = try await SnapshotStore.open(path, for: .reading).list()
        #expect(Set(listed) == Set(appended) && listed.count == 8)
        let followed = listed.compactMap(\.previousDigest)
        #expect(followed.count == 7 && Set(followed).count == 7)
    }

    @Test func `a reader never waits`() async throws {
        let scratch = try ScratchDirectory()
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = try await writer.save(.sample())
        let lock = try await Self.hold("lock", in: scratch.store)
        let journalLock = try await Self.hold("journal.lock", in: scratch.store)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored])
        #expect(try await Journal.open(reader).runs() == [])
        lock.release()
        journalLock.release()
    }

    @Test func `a waiting writer gets the store when it is free`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let store = try await SnapshotStore.open(path, for: .writing(wait: .seconds(60)))
        let lock = try await Self.hold("lock", in: path)
        async let stored = store.save(.sample())
        lock.release()
        #expect(try await SnapshotStore.open(path, for: .writing(wait: .seconds(60))).list().count <= 1)
        _ = try await stored
    }

    @Test func `a snapshot keeps nobody from the journal, and a run nobody from the store`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let lock = try await Self.hold("lock", in: scratch.store)
        let journal = try Journal(of: store)
        try await journal.locked { _ = try await journal.installation() }
        lock.release()
        try await journal.locked { _ = try await store.save(.sample()) }
    }

    @Test func `a second writer of the journal is refused and told who holds it`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let first = try Journal(of: store, command: "tidemark restore")
        let second = try Journal(of: store, command: "tidemark undo")
        try await first.locked { () async throws in
            let error = await #expect(throws: TidemarkError.self) {
                try await second.locked { Issue.record("two hold the journal") }
            }
            #expect(error?.exitCode == .busy)
            let start = "the journal is in use: process \(getpid()) (`tidemark restore` by "
            #expect(error?.message.hasPrefix(start) == true, "\(String(describing: error))")
            #expect(error?.message.hasSuffix("holds \(store.directory)/journal.lock") == true)
            // Who only looks needs no lock.
            #expect(try await second.runs() == [])
            // A part of the same scope.
            try await first.locked { _ = try await first.installation() }
            _ = try await first.installation()
        }
        try await second.locked { _ = try await second.installation() }
    }

    @Test func `nothing is written to the journal outside of its lock`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let journal = try Journal(of: store)
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await journal.locked {
                _ = try await journal.installation()
                throw Failure()
            }
        }
        let record = try SampleRun.record()
        let error = await #expect(throws: TidemarkError.self) {
            try await journal.begin(record, groups: [], items: [])
        }
        #expect(error?.code == .journalReadOnly)
        #expect(try await journal.runs() == [])
        try await journal.locked { try await journal.begin(record, groups: [], items: []) }
        #expect(try await journal.runs().count == 1)
    }

    @Test func `a journal that somebody else has written to since is checked again`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let journal = try Journal(of: store)
        try await journal.locked { try await SampleRun.carryOut(try SampleRun.record(), in: journal) }
        try await journal.locked { () async throws in #expect(try await journal.runs().count == 1) }
        var bytes = try scratch.bytes("store/journal.sqlite")
        bytes.replaceSubrange(4_096..<4_196, with: repeatElement(0xff, count: 100))
        try scratch.write(bytes, to: "store/journal.sqlite")
        let error = await #expect(throws: TidemarkError.self) {
            try await journal.locked { Issue.record("a damaged journal is locked for writing") }
        }
        #expect(error?.exitCode == .damagedData)
        #expect(try scratch.bytes("store/journal.sqlite") == bytes)
        // And the lock is free again.
        try await Self.hold("journal.lock", in: scratch.store).release()
    }

    @Test func `a lock left by a process that is gone is free`() async throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.store, withIntermediateDirectories: true)
        try scratch.write(Data("4711\n".utf8), to: "store/lock")
        _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
    }
}
