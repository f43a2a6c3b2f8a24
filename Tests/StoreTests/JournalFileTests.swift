import FoundationEssentials
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct JournalFileTests {
    @Test func `a newer journal is refused and left alone`() async throws {
        let scratch = try ScratchDirectory()
        try await makeJournal(in: scratch.store)
        try raw(scratch.file("store/journal.sqlite"), "PRAGMA user_version = 99")
        let bytes = try scratch.bytes("store/journal.sqlite")
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            let error = await #expect(throws: TidemarkError.self) { try await Journal.opened(store, for: access) }
            #expect(error?.exitCode == .configuration)
            #expect(error?.message.contains("journal.sqlite") == true)
        }
        #expect(try scratch.bytes("store/journal.sqlite") == bytes)
    }

    @Test(arguments: [0, 100, 4_096])
    func `a damaged journal is refused, named and never replaced`(position: Int) async throws {
        let scratch = try ScratchDirectory()
        try await makeJournal(in: scratch.store)
        var bytes = try scratch.bytes("store/journal.sqlite")
        bytes.replaceSubrange(position..<position + 100, with: repeatElement(0xff, count: 100))
        try scratch.write(bytes, to: "store/journal.sqlite")
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let error = await #expect(throws: TidemarkError.self) { try await Journal.forWriting(store) }
        #expect(error?.exitCode == .damagedData)
        #expect(error?.message.contains("journal.sqlite") == true)
        #expect(try scratch.bytes("store/journal.sqlite") == bytes)
    }

    @Test func `a journal over which a writer was killed is read by who may write there`() async throws {
        let scratch = try ScratchDirectory()
        let record = try await makeJournal(in: scratch.store)
        // SQLite takes what is beside it for a change that was not completed.
        try scratch.write(Data(repeating: 0x5a, count: 600), to: "store/journal.sqlite-journal")
        let store = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(try await Journal.open(store).runs().map(\.record.id) == [record.id])
    }

    @Test func `a migration keeps a copy of what it changes`() async throws {
        let scratch = try ScratchDirectory()
        let record = try await makeJournal(in: scratch.store)
        let next = Schema(
            applicationID: JournalSchema.schema.applicationID,
            migrations: JournalSchema.schema.migrations + ["ALTER TABLE run ADD COLUMN more TEXT"]
        )
        let layout = StoreLayout(scratch.store)
        do {
            let journal = try Journal(layout, schema: next)
            try await journal.locked { () async throws in
                #expect(try await journal.run(record.id).items == SampleRun.items)
            }
        }
        let version = JournalSchema.schema.version
        let file = "store/journal.sqlite.bak-\(version)"
        #expect(scratch.mode(file) == 0o440)
        let copy = try Database(path: scratch.file(file), access: .read, busyTimeout: .zero)
        try copy.quickCheck()
        #expect(try copy.check(JournalSchema.schema) == version)
        let store = try await SnapshotStore.open(scratch.store, for: .reading)
        let error = await #expect(throws: TidemarkError.self) { try await Journal.open(store) }
        #expect(error?.exitCode == .configuration)
    }

    @Test func `a reader of an older journal is told who brings it up to date`() async throws {
        let scratch = try ScratchDirectory()
        try await makeJournal(in: scratch.store)
        let next = Schema(
            applicationID: JournalSchema.schema.applicationID,
            migrations: JournalSchema.schema.migrations + ["ALTER TABLE run ADD COLUMN more TEXT"]
        )
        let layout = StoreLayout(scratch.store)
        let error = await #expect(throws: TidemarkError.self) {
            try await Journal(layout, schema: next).runs()
        }
        #expect(error?.code == .olderSchema)
    }

    @Test func `the journal is for the owner and the group`() async throws {
        let scratch = try ScratchDirectory()
        try await makeJournal(in: scratch.store)
        #expect(scratch.mode("store/journal.sqlite") == 0o640)
    }

    @discardableResult
    private func makeJournal(in path: String) async throws -> RunRecord {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        let journal = try await Journal.forWriting(store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        return record
    }

    private func raw(_ path: String, _ sql: String) throws(SQLiteError) {
        try Database(path: path, access: .write, busyTimeout: .zero).execute(sql)
    }
}
