import FoundationEssentials
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// Who needs one snapshot reads little of the catalog, and never another snapshot than who reads all of it.
struct ChoosingTests {
    private static let seconds = [
        [0, 60, 120, 180], [3_600, 0, 60], [60, 60_000, 0, 30, 120_000], [500, 400, 300, 200, 100],
        [9, 9, 9, 9_999, 10, 11],
    ]

    /// A store with snapshots that follow one another though they began at these seconds, every third of another job.
    private static func fill(_ store: String, _ seconds: [Int] = [0, 60, 120, 180]) async throws -> [StoredSnapshot] {
        let writer = try await SnapshotStore.open(store, for: .writing(wait: .zero))
        for (number, second) in seconds.enumerated() {
            let snapshot = Snapshot.sample(
                second: second,
                job: number % 3 == 2 ? "other" : "nightly",
                note: "\(number)"
            )
            _ = try await writer.append(snapshot)
        }
        return await writer.list()
    }

    @Test(arguments: seconds)
    func `the last ones are those of the whole list, also where the clock was set back`(seconds: [Int]) async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch.store, seconds)
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        _ = try await writer.mark(all[1].id) { marks, _ in marks.note = .text("mine") }
        _ = try await writer.moveToTrash([Removal(all[2].id, until: all[2].startedAt)], at: all[2].startedAt)
        let list = await writer.list()
        for count in 0...list.count {
            let store = try await SnapshotStore.open(scratch.store, for: .choosing)
            let found = await store.last(count)
            #expect(found.snapshots.suffix(count) == list.suffix(count))
            let outlook = await store.outlook
            #expect((outlook == nil) == (count >= list.count))
            #expect(Set(await store.kinds()) == SnapshotKind.all(of: list))
            for snapshot in list { #expect(try await store.resolve(.id(prefix: snapshot.id.text)) == snapshot) }
            #expect(await store.list() == list)
        }
        for snapshot in list {
            let store = try await SnapshotStore.open(scratch.store, for: .choosing)
            let found = await store.last(1, startedBy: snapshot.startedAt)
            let wanted = list.last { $0.startedAt <= snapshot.startedAt }
            #expect(found.snapshots.last { $0.startedAt <= snapshot.startedAt } == wanted)
        }
    }

    @Test func `what was imported is nothing that snapshots were taken of, and among the last ones`() async throws {
        let scratch = try ScratchDirectory()
        _ = try await Self.fill(scratch.store)
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let kinds = await writer.kinds()
        for second in [90, 300] {
            var imported = Snapshot.sample(second: second, job: nil)
            imported.origin.cluster = ClusterName(id: "c-2", name: nil)
            imported.origin.importedFrom = "offsets.csv"
            _ = try await writer.importing(imported, isDated: true)
        }
        let store = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(Set(await store.kinds()) == Set(kinds) && kinds.count == 1)
        let list = await writer.list()
        #expect(await store.last(1).snapshots == list.suffix(1))
        #expect(await store.outlook != nil)
        #expect(list.last?.importedFrom == "offsets.csv")
        // As the catalog has it, and not as its file does.
        #expect(try await store.resolve(.id(prefix: list[5].id.text), cluster: "c-2") == list[5])
        await #expect(throws: TidemarkError.self) {
            try await store.resolve(.id(prefix: list[5].id.text), cluster: "c-1")
        }
    }

    @Test(arguments: CatalogDamageTests.columns, [0, 1, 40])
    func `one changed bit of any column of the newest makes the file answer`(column: String, bit: Int) async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch.store)
        let path = scratch.file("store/catalog.sqlite")
        try CatalogDamageTests.flip(bit, of: column, in: path, id: all[3].id)
        let store = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(await store.last(1).snapshots.last == all[3])
        // It has been corrected for the next.
        #expect(await store.notices.count == 1)
        let next = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(await next.last(1).snapshots == [all[3]])
        #expect(await next.outlook != nil)
        #expect(await next.notices.isEmpty)
    }

    @Test(arguments: [
        "UPDATE overview SET names = zeroblob(32)", "UPDATE overview SET checksum = zeroblob(32)",
        "DELETE FROM overview", "UPDATE kind SET cluster_id = 'c-2'", "UPDATE kind SET cluster_name = NULL",
        "UPDATE kind SET selection = 'group x'", "UPDATE kind SET selection = 'nonsense'", "DELETE FROM kind",
        "UPDATE place SET time = time + 1", "UPDATE place SET steps = steps + 1", "DELETE FROM place",
        "UPDATE place SET snapshot = snapshot || 'x'", "INSERT INTO place VALUES ('20261121T030000Z-00000000', 1, 1)",
        "INSERT INTO kind (cluster_id) VALUES ('c-9')", "DELETE FROM snapshot",
    ])
    func `what the catalog says of all together is not believed once it was changed`(change: String) async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch.store, [3_600, 0, 60, 7_200])
        let path = scratch.file("store/catalog.sqlite")
        try Database(path: path, access: .write, busyTimeout: .zero).execute(change)
        let store = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(await store.last(2).snapshots.suffix(2) == all.suffix(2))
        #expect(Set(await store.kinds()) == SnapshotKind.all(of: all))
        #expect(await store.outlook == nil)
    }

    @Test func `a file that was added, changed or removed by hand is noticed`() async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch.store)
        let (store, newest) = (scratch.store, all[3])
        let elsewhere = scratch.file("copy")
        try FileManager.default.moveItem(atPath: newest.file, toPath: elsewhere)
        do {
            let chooser = try await SnapshotStore.open(store, for: .choosing)
            #expect(await chooser.missing == [newest])
            #expect(await chooser.last(1).snapshots.last == all[2])
        }
        try FileManager.default.copyItem(atPath: elsewhere, toPath: newest.file)
        do {
            // Written to since, and with the same content.
            let chooser = try await SnapshotStore.open(store, for: .choosing)
            #expect(await chooser.last(1).snapshots.last == newest)
            #expect(await chooser.missing.isEmpty)
        }
        var bytes = try scratch.bytes("copy")
        bytes[bytes.count / 2] ^= 1
        try FileManager.default.removeItem(atPath: newest.file)
        try bytes.write(to: URL(filePath: newest.file))
        do {
            let chooser = try await SnapshotStore.open(store, for: .choosing)
            #expect(await chooser.last(1).snapshots.last == all[2])
            #expect(await chooser.damagedFiles.map(\.known) == [newest])
            await #expect(throws: TidemarkError.self) { try await chooser.resolve(.latest(back: 0)) }
        }
        // Into a store that does not know it: it comes last.
        let other = try ScratchDirectory()
        let snapshots = try await Self.fill(other.store, [0])
        let added = "\(other.store)/snapshots/\(newest.id).tidemark"
        try FileManager.default.copyItem(atPath: elsewhere, toPath: added)
        let chooser = try await SnapshotStore.open(other.store, for: .choosing)
        #expect(await chooser.last(1).snapshots.map(\.id).last == newest.id)
        #expect(await chooser.list().map(\.id) == [snapshots[0].id, newest.id])
    }

    @Test func `a snapshot and its marks of another process are seen by who opens the store after it`() async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch.store)
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let chooser = try await SnapshotStore.open(scratch.store, for: .choosing)
        let (_, later) = try await writer.append(.sample(second: 240))
        // Who has opened it before sees what there was, or all of it.
        #expect(await chooser.last(1).snapshots.last == all[3])
        #expect(await chooser.list().last == later)
        _ = try await writer.mark(later.id) { marks, _ in marks.hold = SnapshotHold(since: later.startedAt) }
        let next = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(await next.last(1).snapshots.last?.marks.hold != nil)
    }
}
