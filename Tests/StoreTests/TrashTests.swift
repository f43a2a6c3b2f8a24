import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

@testable import Store

/// What is removed goes to the trash, and can be had back from there.
struct TrashTests {
    private static let now = Timestamp(nanoseconds: 1_795_300_000_000_000_000)
    private static let until = now.advanced(by: .seconds(86_400))

    /// Opens a store with a chain of so many snapshots a minute apart.
    static func store(
        _ scratch: borrowing ScratchDirectory,
        count: Int = 4,
        fault: @escaping @Sendable (UpkeepStep) -> Int32? = { _ in nil }
    ) async throws -> (SnapshotStore, [StoredSnapshot]) {
        let store = try await SnapshotStore.open(
            scratch.store,
            for: .writing(wait: .zero),
            fault: { _ in nil },
            upkeepFault: fault
        )
        for number in 0..<count { _ = try await store.append(.sample(second: number * 60)) }
        return (store, await store.list())
    }

    private static func removals(_ snapshots: [StoredSnapshot]) -> [Removal] {
        snapshots.map { Removal($0.id, until: until) }
    }

    @Test func `what is removed is in the trash with its time, and no longer listed`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        let outcome = try await store.moveToTrash(Self.removals(Array(all[1...2])), at: Self.now)
        #expect(outcome.moved == Array(all[1...2]) && outcome.left.isEmpty && outcome.failure == nil)
        #expect(await store.list().map(\.id) == [all[0].id, all[3].id])
        let trash = await store.trashed()
        #expect(trash.map(\.id) == all[1...2].map(\.id))
        #expect(trash.allSatisfy { $0.until == Self.until && $0.bytes > 0 })
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let again = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await again.list().map(\.id) == [all[0].id, all[3].id])
            #expect(await again.missing.isEmpty)
            #expect(await again.notices.isEmpty)
        }
    }

    @Test func `what was removed is had back as it was, with its marks`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        _ = try await store.mark(all[1].id) { marks, _ in marks.note = .text("mine") }
        _ = try await store.moveToTrash(Self.removals([all[1]]), at: Self.now)
        #expect(try scratch.names(in: "store/snapshots").count == 4)
        let trashed = try #require(await store.trashed().first)
        let back = try await store.undelete(trashed)
        #expect(back.id == all[1].id)
        #expect(await store.list().map(\.id) == all.map(\.id))
        #expect(await store.list()[1].note == "mine")
        #expect(try await store.load(all[1]) == (try await store.load(back)))
        #expect(await store.trashed().isEmpty)
        #expect(scratch.mode("store/snapshots/\(all[1].id).tidemark") == 0o440)
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.list().map(\.id) == all.map(\.id))
        #expect(await again.notices.isEmpty)
    }

    @Test func `the trash is emptied of what was there for long enough, and of nothing else`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        _ = try await store.mark(all[0].id) { marks, _ in marks.tags = ["x"] }
        let later = Self.until.advanced(by: .seconds(3_600))
        _ = try await store.moveToTrash(
            [Removal(all[0].id, until: Self.until), Removal(all[1].id, until: later)],
            at: Self.now
        )
        #expect(try await store.emptyTrash(at: Self.now).isEmpty)
        #expect(try await store.emptyTrash(at: Self.until).map(\.id) == [all[0].id])
        #expect(try scratch.names(in: "store/trash").count == 1)
        #expect(await store.trashed().map(\.id) == [all[1].id])
        #expect(try await store.emptyTrash(at: later).count == 1)
        #expect(try scratch.names(in: "store/trash").isEmpty)
        #expect(await store.list().map(\.id) == all[2...].map(\.id))
    }

    @Test func `what was held since it was judged stays`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        let other = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        _ = try await other.mark(all[0].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
        let outcome = try await store.moveToTrash(Self.removals(Array(all[0...1])), at: Self.now)
        #expect(outcome.moved.map(\.id) == [all[1].id])
        #expect(outcome.left.map(\.id) == [all[0].id])
    }

    @Test func `a damaged file in the trash stays there`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        _ = try await store.moveToTrash(Self.removals([all[0]]), at: Self.now)
        let trashed = try #require(await store.trashed().first)
        let changed = unsafe chmod(trashed.file, 0o640)
        #expect(changed == 0)
        var bytes = try Data(contentsOf: URL(filePath: trashed.file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: trashed.file))
        let error = await #expect(throws: TidemarkError.self) { try await store.undelete(trashed) }
        #expect(error?.code == .damagedSnapshot)
        #expect(await store.trashed().count == 1)
        #expect(await store.list().count == 3)
    }

    @Test func `a snapshot that is there already is not replaced from the trash`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        let bytes = try scratch.bytes("store/snapshots/\(all[0].id).tidemark")
        _ = try await store.moveToTrash(Self.removals([all[0]]), at: Self.now)
        try scratch.write(bytes, to: "store/snapshots/\(all[0].id).tidemark")
        let trashed = try #require(await store.trashed().first)
        let error = await #expect(throws: TidemarkError.self) { try await store.undelete(trashed) }
        #expect(error?.code == .fileExists)
        #expect(await store.list().count == 4)
    }

    @Test func `the order of the others stays where the clock was set back, and so does who follows whom`() async throws
    {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        // The first ones are dated later than those that follow.
        for second in [9_000, 100, 200, 300] { _ = try await store.append(.sample(second: second)) }
        let all = await store.list()
        _ = try await store.moveToTrash(Self.removals(Array(all[1...2])), at: Self.now)
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let again = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await again.list().map(\.id) == [all[0].id, all[3].id])
            #expect(await again.list()[1].marks.successor == .of(all[0].digest))
        }
        _ = try await store.moveToTrash(Self.removals([all[0]]), at: Self.now)
        #expect(await store.list()[0].marks.successor == .first)
    }

    @Test(arguments: [
        "x", ".until-", "20261121T030000Z-1a2b3c4d.tidemark", "a.until-20261121T030000.tidemark",
        "a.until-99999999T999999Z.tidemark",
    ])
    func `other names in the trash are nobody's`(name: String) async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await Self.store(scratch)
        _ = try await store.moveToTrash(Self.removals([all[0]]), at: Self.now)
        try scratch.write([1], to: "store/trash/\(name)")
        #expect(await store.trashed().map(\.id) == [all[0].id])
        _ = try await store.emptyTrash(at: Self.until)
        #expect(try scratch.names(in: "store/trash") == [name])
    }
}
