import FoundationEssentials
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct CatalogTests {
    /// What can happen to a catalog.
    enum Mishap: CaseIterable {
        case deleted
        case empty
        case garbage
        case cut
        case foreign
        case older
        case rowLost
        case rowWrong
        case hotJournal
    }

    @Test(arguments: Mishap.allCases)
    func `whatever happens to the catalog, the files answer`(mishap: Mishap) async throws {
        let scratch = try ScratchDirectory()
        var stored: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            for second in 0..<5 { stored.append(try await store.save(.sample(second: second))) }
        }
        try happen(mishap, to: scratch.file("store/catalog.sqlite"), in: scratch)
        let damaged = try? scratch.bytes("store/catalog.sqlite")
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == stored)
        #expect((try? scratch.bytes("store/catalog.sqlite")) == damaged)
        do {
            let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            #expect(await writer.list() == stored)
        }
        let content = try Catalog(layout: StoreLayout(scratch.store)).read(.read)
        #expect(Succession.ordered(content.rows.map(\.snapshot)) == stored)
        #expect(content.unfit.isEmpty)
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.notices == [])
    }

    @Test func `a catalog of a newer Tidemark is refused and left alone`() async throws {
        let scratch = try ScratchDirectory()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            _ = try await store.save(.sample())
        }
        try open(scratch.file("store/catalog.sqlite")).execute("PRAGMA user_version = 99")
        let bytes = try scratch.bytes("store/catalog.sqlite")
        let path = scratch.store
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let error = await #expect(throws: TidemarkError.self) { try await SnapshotStore.open(path, for: access) }
            #expect(error?.exitCode == .configuration)
        }
        #expect(try scratch.bytes("store/catalog.sqlite") == bytes)
    }

    private func happen(_ mishap: Mishap, to path: String, in scratch: borrowing ScratchDirectory) throws {
        switch mishap {
        case .deleted: try FileManager.default.removeItem(atPath: path)
        case .empty: try scratch.write(Data(), to: "store/catalog.sqlite")
        case .garbage: try scratch.write(Data(repeating: 0x5a, count: 20_000), to: "store/catalog.sqlite")
        case .cut:
            try scratch.write(try scratch.bytes("store/catalog.sqlite").prefix(5_000), to: "store/catalog.sqlite")
        case .foreign: try open(path).execute("PRAGMA application_id = 1")
        case .older:
            try open(path).execute("ALTER TABLE snapshot DROP COLUMN written_at; PRAGMA user_version = 1")
        case .rowLost: try open(path).execute("DELETE FROM snapshot WHERE started_at % 2000000000 = 0")
        case .rowWrong: try open(path).execute("UPDATE snapshot SET bytes = bytes + 1, state = 'nonsense'")
        case .hotJournal: try scratch.write(Data(repeating: 0x5a, count: 600), to: "store/catalog.sqlite-journal")
        }
    }

    private func open(_ path: String) throws(SQLiteError) -> Database {
        try Database(path: path, access: .write, busyTimeout: .zero)
    }
}
