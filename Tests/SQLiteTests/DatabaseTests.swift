import FoundationEssentials
import SQLite
import TestSupport
import Testing

struct DatabaseTests {
    private static let schema = Schema(
        applicationID: 0x7469_6465,
        migrations: [
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB) STRICT",
            "ALTER TABLE thing ADD COLUMN weight INTEGER",
        ]
    )

    @Test(arguments: ["", "plain", "emb\u{0}edded", "e\u{301}", "\u{e9}", "🦉", String(repeating: "x", count: 100_000)])
    func `text comes back byte for byte`(text: String) throws {
        let database = try Database.inMemory()
        let found = try database.prepare("SELECT ?").first([.text(text)]) { (row: borrowing Row) throws(SQLiteError) in
            try row.text(0)
        }
        #expect(found.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test(arguments: [[], [0], Array(repeating: 0xff, count: 70_000)] as [[UInt8]])
    func `bytes come back, and none is not NULL`(bytes: [UInt8]) throws {
        let database = try Database.inMemory()
        let found = try database.prepare("SELECT ?").first([.blob(bytes)]) { (row: borrowing Row) throws(SQLiteError) in
            try row.optionalBlob(0)
        }
        #expect(found == .some(bytes))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 50])
    func `rows are inserted in their order, however many`(count: Int) throws {
        let database = try Database.inMemory()
        try database.execute(
            "CREATE TABLE thing (number INTEGER PRIMARY KEY, name TEXT, weight INTEGER DEFAULT 7) STRICT"
        )
        try database.insert(into: "thing", ["name"], 0..<count) { [.text("\($0)")] }
        let found = try database.prepare("SELECT name FROM thing WHERE weight = 7 ORDER BY number")
            .map { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        #expect(found == (0..<count).map { "\($0)" })
    }

    @Test(arguments: [3, 40])
    func `a row with another number of values is refused`(count: Int) throws {
        let database = try Database.inMemory()
        try database.execute("CREATE TABLE thing (number INTEGER, name TEXT) STRICT")
        for wrong in [[], [.integer(1)], [.integer(1), .null, .null]] as [[Value]] {
            let error = #expect(throws: SQLiteError.self) {
                try database.insert(into: "thing", ["number", "name"], 0..<count) { number in
                    number == 1 ? wrong : [.integer(Int64(number)), .null]
                }
            }
            #expect(error?.code == .misuse)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func `integers come back`(number: Int64) throws {
        let database = try Database.inMemory()
        let read = try database.prepare("SELECT ?, NULL")
        let found = try read.first([.integer(number)]) { (row: borrowing Row) throws(SQLiteError) in
            #expect(try row.optionalInteger(1) == nil)
            return try row.integer(0)
        }
        #expect(found == number)
    }

    @Test func `a value of another type is an error and no conversion`() throws {
        let database = try Database.inMemory()
        let error = #expect(throws: SQLiteError.self) {
            try database.prepare("SELECT 'one'").rows { (row: borrowing Row) throws(SQLiteError) in
                _ = try row.integer(0)
            }
        }
        #expect(error?.code == .mismatch)
    }

    @Test func `a wrong number of values is refused`() throws {
        let database = try Database.inMemory()
        #expect(throws: SQLiteError.self) { try database.prepare("SELECT ?").run() }
        #expect(throws: SQLiteError.self) { try database.prepare("SELECT 1").run([.null]) }
    }

    @Test func `a failed transaction leaves nothing`() throws {
        let database = try Database.inMemory()
        try database.migrate(to: Self.schema)
        let error = #expect(throws: SQLiteError.self) {
            try database.transaction { () throws(SQLiteError) in
                try database.execute("INSERT INTO thing (id) VALUES (1)")
                try database.execute("INSERT INTO thing (id) VALUES (1)")
            }
        }
        #expect(error?.code == .constraint)
        #expect(try count(database) == 0)
        try database.transaction { () throws(SQLiteError) in
            try database.execute("INSERT INTO thing (id) VALUES (1)")
        }
        #expect(try count(database) == 1)
        #expect(database.changes == 1)
    }

    @Test func `an old file is migrated and keeps its rows`() throws {
        let scratch = try ScratchDirectory()
        let old = Schema(applicationID: Self.schema.applicationID, migrations: [Self.schema.migrations[0]])
        do {
            let database = try open(scratch.file("a.sqlite"), .create)
            try database.migrate(to: old)
            try database.execute("INSERT INTO thing (id, name) VALUES (7, 'seven')")
        }
        let database = try open(scratch.file("a.sqlite"), .write)
        try database.migrate(to: Self.schema)
        #expect(try database.schemaVersion() == 2)
        #expect(try count(database) == 1)
        try database.migrate(to: Self.schema)
    }

    @Test func `a newer file and a foreign file are refused`() throws {
        let scratch = try ScratchDirectory()
        let database = try open(scratch.file("a.sqlite"), .create)
        try database.migrate(to: Self.schema)
        try database.execute("PRAGMA user_version = 3")
        let newer = #expect(throws: SQLiteError.self) { try database.migrate(to: Self.schema) }
        #expect(newer?.code == .newerSchema)
        try database.execute("PRAGMA user_version = 2; PRAGMA application_id = 1")
        let foreign = #expect(throws: SQLiteError.self) { try database.migrate(to: Self.schema) }
        #expect(foreign?.code == .damaged)
    }

    @Test func `a failing migration changes nothing`() throws {
        let database = try Database.inMemory()
        let broken = Schema(applicationID: 1, migrations: ["CREATE TABLE thing (id INTEGER) STRICT; CREATE NONSENSE"])
        #expect(throws: SQLiteError.self) { try database.migrate(to: broken) }
        #expect(try database.schemaVersion() == 0)
        try database.migrate(to: Self.schema)
    }

    @Test func `bytes that are no database are damaged`() throws {
        let scratch = try ScratchDirectory()
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: scratch.file("a.sqlite")))
        let error = #expect(throws: SQLiteError.self) {
            let database = try open(scratch.file("a.sqlite"), .read)
            try database.quickCheck()
        }
        #expect(error?.code == .damaged)
    }

    @Test func `a flipped page is found by the quick check`() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("a.sqlite")
        do {
            let database = try open(path, .create)
            try database.migrate(to: Self.schema)
            let insert = try database.prepare("INSERT INTO thing (name) VALUES (?)")
            for number in 0..<1_000 { try insert.run([.text("name \(number)")]) }
            try database.quickCheck()
        }
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.replaceSubrange(8_192..<8_292, with: repeatElement(0xff, count: 100))
        try bytes.write(to: URL(filePath: path))
        let error = #expect(throws: SQLiteError.self) {
            let database = try open(path, .read)
            try database.quickCheck()
        }
        #expect(error?.code == .damaged)
    }

    @Test func `a missing file is not created by a reader`() throws {
        let scratch = try ScratchDirectory()
        let error = #expect(throws: SQLiteError.self) { _ = try open(scratch.file("none.sqlite"), .read) }
        #expect(error?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: scratch.file("none.sqlite")))
    }

    @Test func `a reader cannot write`() throws {
        let scratch = try ScratchDirectory()
        try open(scratch.file("a.sqlite"), .create).migrate(to: Self.schema)
        let reader = try open(scratch.file("a.sqlite"), .read)
        let error = #expect(throws: SQLiteError.self) { try reader.execute("DELETE FROM thing") }
        #expect(error?.code == .denied)
    }

    @Test func `a second writer is told that the database is busy`() throws {
        let scratch = try ScratchDirectory()
        let first = try open(scratch.file("a.sqlite"), .create)
        try first.migrate(to: Self.schema)
        let second = try open(scratch.file("a.sqlite"), .write)
        try first.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(error?.code == .busy)
    }

    @Test func `a copy holds everything and never overwrites`() throws {
        let scratch = try ScratchDirectory()
        let database = try open(scratch.file("a.sqlite"), .create)
        try database.migrate(to: Self.schema)
        try database.execute("INSERT INTO thing (id) VALUES (1)")
        try database.copy(to: scratch.file("b.sqlite"))
        #expect(try count(open(scratch.file("b.sqlite"), .read)) == 1)
        #expect(try open(scratch.file("b.sqlite"), .read).check(Self.schema) == 2)
        #expect(throws: SQLiteError.self) { try database.copy(to: scratch.file("b.sqlite")) }
    }

    private func open(_ path: String, _ access: Database.Access) throws(SQLiteError) -> Database {
        try Database(path: path, access: access, busyTimeout: .zero)
    }

    private func count(_ database: borrowing Database) throws(SQLiteError) -> Int64? {
        try database.prepare("SELECT count(*) FROM thing").first { (row: borrowing Row) throws(SQLiteError) in
            try row.integer(0)
        }
    }
}
