import FoundationEssentials
import Glibc
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// The catalog is a cache: a row that does not fit its id or its file is no row.
struct CatalogDamageTests {
    static let columns = [
        "id", "bytes", "written_at", "cluster_id", "cluster_name", "job", "started_at", "finished_at", "group_count",
        "offset_count", "digest", "offsets_digest", "state", "note", "checksum",
    ]

    @Test(arguments: columns, [0, 1, 40])
    func `one changed bit of any column makes the file answer`(column: String, bit: Int) async throws {
        let scratch = try ScratchDirectory()
        var stored: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            for second in 0..<3 { stored.append(try await store.save(.sample(second: second, note: "before"))) }
        }
        let path = scratch.file("store/catalog.sqlite")
        try Self.flip(bit, of: column, in: path, id: stored[1].id)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == stored)
        #expect(try await reader.resolve(.latest(back: 0)) == stored[2])
        do {
            let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            #expect(await writer.list() == stored)
            #expect(await writer.notices.count == 1)
            #expect(await writer.notices.first?.contains(stored[1].id.text) == true)
        }
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.notices == [])
        let count = try Database(path: path, access: .read, busyTimeout: .zero).prepare("SELECT count(*) FROM snapshot")
            .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) }
        #expect(count == 3)
    }

    @Test(arguments: ["number = number + 1", "text = text || 'x'", "snapshot = snapshot || 'x'"])
    func `a changed tag makes the file answer`(change: String) async throws {
        let scratch = try ScratchDirectory()
        var stored: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            stored.append(try await store.save(.sample()))
        }
        try Database(path: scratch.file("store/catalog.sqlite"), access: .write, busyTimeout: .zero)
            .execute("PRAGMA foreign_keys = OFF; UPDATE tag SET \(change) WHERE number = 1")
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == stored)
    }

    @Test func `a file that was written to since is read again, and listed as damaged when it is`() async throws {
        let scratch = try ScratchDirectory()
        var stored: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            for second in 0..<2 { stored.append(try await store.save(.sample(second: second))) }
        }
        let name = "store/snapshots/\(stored[1].id).tidemark"
        let intact = try scratch.bytes(name)
        var bytes = intact
        bytes[bytes.count / 2] ^= 1
        try scratch.write(bytes, to: name)
        for access in [StoreAccess.reading, .writing(wait: .zero), .reading] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await store.list() == [stored[0]])
            let damaged = await store.damagedFiles
            #expect(damaged.map(\.file) == [stored[1].file])
            #expect(damaged.first?.known == stored[1])
            #expect(damaged.first?.state == "damaged")
            // An older one never takes its place without a word.
            for reference in [SnapshotReference.latest(back: 0), .atOrBefore(stored[1].startedAt)] {
                let error = await #expect(throws: TidemarkError.self) { try await store.resolve(reference) }
                #expect(error?.exitCode == .damagedData)
                #expect(error?.message.contains(stored[1].id.text) == true)
            }
            #expect(try await store.resolve(.latest(back: 1)) == stored[0])
        }
        try scratch.write(intact, to: name)
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await store.list() == stored)
    }

    @Test func `damage that a command has found is known to the next`() async throws {
        let scratch = try ScratchDirectory()
        var stored: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            stored.append(try await store.save(.sample()))
        }
        try Self.rot(stored[0].file)
        do {
            // Nobody has written to the file, as far as the file system knows.
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            #expect(await store.list() == stored)
            await #expect(throws: TidemarkError.self) { try await store.load(stored[0]) }
            #expect(await store.list().isEmpty)
        }
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list().isEmpty)
        #expect(await reader.damagedFiles.map(\.known) == [stored[0]])
    }

    /// Changes a bit of a file, as a disk does: the time of the last write stays.
    static func rot(_ file: String) throws {
        var status = stat()
        let seen = unsafe lstat(file, &status)
        try #require(seen == 0)
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: file))
        let times = [status.st_atim, status.st_mtim]
        let changed = unsafe utimensat(AT_FDCWD, file, times, 0)
        try #require(changed == 0)
    }

    static func flip(_ bit: Int, of column: String, in path: String, id: SnapshotID) throws {
        let database = try Database(path: path, access: .write, busyTimeout: .zero)
        try database.execute("PRAGMA foreign_keys = OFF")
        let sql = "SELECT typeof(\(column)), CAST(\(column) AS BLOB), \(column) FROM snapshot WHERE id = ?"
        let changed = try database.prepare(sql).first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
            switch try row.text(0) {
            case "integer": return Value.integer(try row.integer(2) ^ (1 << Int64(bit)))
            case "text": return Value.text(try row.text(2).flipped(bit % 8 == 0 ? 0 : 1))
            case "blob":
                var bytes = try row.blob(2)
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                return Value.blob(bytes)
            default: return Value.text("x")
            }
        }
        try database.prepare("UPDATE snapshot SET \(column) = ? WHERE id = ?")
            .run([try #require(changed), .text(id.text)])
    }
}

extension String {
    /// The text with one bit of its last character changed.
    fileprivate func flipped(_ bit: UInt8) -> String {
        var bytes = Array(utf8)
        if let last = bytes.indices.last { bytes[last] ^= 1 << bit }
        return String(decoding: bytes, as: UTF8.self)
    }
}
