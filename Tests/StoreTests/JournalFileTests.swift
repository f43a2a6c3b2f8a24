import FoundationEssentials
import Glibc
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

    @Test func `what changed a journal since it was given up is noticed, whatever time its file has`() async throws {
        let scratch = try ScratchDirectory()
        try await giveUpJournal(in: scratch.store)
        let path = scratch.file("store/journal.sqlite")
        var status = stat()
        try #require(unsafe stat(path, &status) == 0)
        try damage(path)
        let times = [status.st_atim, status.st_mtim]
        try #require(unsafe utimensat(AT_FDCWD, path, times, 0) == 0)
        let error = await #expect(throws: TidemarkError.self) { try await giveUpJournal(in: scratch.store) }
        #expect(error?.exitCode == .damagedData)
    }

    @Test func `a journal is not looked through again while it is the file that was given up`() async throws {
        let scratch = try ScratchDirectory()
        try await giveUpJournal(in: scratch.store)
        let (path, lock) = (scratch.file("store/journal.sqlite"), "store/journal.lock")
        try damage(path)
        // Only who knows the file as it is can have written this.
        let line = try #require(CheckedFile(path)).line
        try scratch.write(Data(line.utf8), to: lock)
        try await giveUpJournal(in: scratch.store)
        #expect(try scratch.bytes(lock) == Data(line.utf8))

        var words = line.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        words[1] = "0b4f4b6e-0000-0000-0000-000000000000"
        let ofAnotherStart = words.joined(separator: " ")
        let ofKilled = LockHolder.present(for: "tidemark restore").line
        for note in ["", ofAnotherStart, ofKilled, String(line.dropLast()), "\(line)\(line)"] {
            try scratch.write(Data(note.utf8), to: lock)
            let error = await #expect(throws: TidemarkError.self) { try await giveUpJournal(in: scratch.store) }
            #expect(error?.exitCode == .damagedData, "\(note)")
            #expect(try scratch.bytes(lock).isEmpty, "\(note)")
        }
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

    /// Takes the lock of a journal, makes the journal where there is none, and gives it up.
    private func giveUpJournal(in path: String) async throws {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        try await Journal(of: store).locked {}
    }

    /// Makes pages of a file unusable, in place.
    private func damage(_ path: String) throws {
        let file = try OpenFile(path, flags: O_RDWR)
        let first = try file.read(4_096, at: 0)
        try file.write(first + [UInt8](repeating: 0xff, count: 100))
    }

    private func raw(_ path: String, _ sql: String) throws(SQLiteError) {
        try Database(path: path, access: .write, busyTimeout: .zero).execute(sql)
    }
}
