import FoundationEssentials
import Glibc
import Offsets
import Testing

@testable import Store

struct StoreLockTests {
    @Test func `a second writer is refused at once and told who holds the store`() async throws {
        let scratch = try ScratchDirectory()
        let first = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let path = scratch.store
        let error = await #expect(throws: TidemarkError.self) {
            try await SnapshotStore.open(path, for: .writing(wait: .zero))
        }
        #expect(error?.exitCode == .busy)
        #expect(error?.message.contains("process \(getpid())") == true)
        _ = try await first.save(.sample())
    }

    @Test func `a reader never waits`() async throws {
        let scratch = try ScratchDirectory()
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = try await writer.save(.sample())
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored])
    }

    @Test func `a waiting writer gets the store when it is free`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        var first: SnapshotStore? = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        async let second = SnapshotStore.open(path, for: .writing(wait: .seconds(60)))
        _ = try await first?.save(.sample())
        first = nil
        #expect(try await second.list().count <= 1)
    }

    @Test func `a wait ends at its deadline`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let first = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        let error = await #expect(throws: TidemarkError.self) {
            try await SnapshotStore.open(path, for: .writing(wait: .milliseconds(150)))
        }
        #expect(error?.exitCode == .busy)
        _ = await first.list()
    }

    @Test func `a cancelled wait ends as interrupted`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let first = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        let waiting = Task { try await SnapshotStore.open(path, for: .writing(wait: .seconds(600))) }
        waiting.cancel()
        let error = await #expect(throws: TidemarkError.self) { try await waiting.value }
        #expect(error?.exitCode == .interrupted)
        _ = await first.list()
    }

    @Test func `a journal keeps the lock of its store`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let journal = try await Journal.open(try await SnapshotStore.open(path, for: .writing(wait: .zero)))
        await #expect(throws: TidemarkError.self) { try await SnapshotStore.open(path, for: .writing(wait: .zero)) }
        #expect(try await journal.runs() == [])
    }

    @Test func `a lock left by a process that is gone is free`() async throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.store, withIntermediateDirectories: true)
        try scratch.write(Data("4711\n".utf8), to: "store/lock")
        _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
    }
}
