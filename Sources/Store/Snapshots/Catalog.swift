import Digest
import Glibc
import Offsets
import SQLite

/// The index of the snapshots' files: a cache, opened anew for every use.
struct Catalog: Sendable {
    /// What a catalog holds.
    struct Content: Hashable, Sendable {
        /// The rows that are as they were written, in no order.
        var rows: [CatalogRow] = []
        /// The ids of the others, damaged themselves perhaps; those rows say nothing.
        var unfit: [String] = []
    }

    /// How long a statement waits for somebody who is just looking.
    private static let busyTimeout: Duration = .seconds(10)

    let layout: StoreLayout

    /// What is in it; nothing where it is of an older version.
    ///
    /// `access` is what the caller may do: after a crash SQLite has to write before it can read.
    ///
    /// - Throws: SQLite's error where there is no catalog, or it is damaged, foreign or newer.
    func read(_ access: Database.Access) throws(SQLiteError) -> Content {
        let database = try Database(path: layout.catalog, access: access, busyTimeout: Self.busyTimeout)
        guard try database.check(CatalogSchema.schema) == CatalogSchema.schema.version else { return Content() }
        // A reader needs none: each row has a checksum, and where one is lost its file answers.
        if access != .read { try database.quickCheck() }
        var tags: [String: [(number: Int64, text: String)]] = [:]
        try database.prepare("SELECT snapshot, number, text FROM tag ORDER BY snapshot, number")
            .rows { (row: borrowing Row) throws(SQLiteError) in
                tags[try row.text(0), default: []].append((try row.integer(1), try row.text(2)))
            }
        var content = Content()
        try database.prepare("SELECT \(CatalogRow.columns), checksum FROM snapshot")
            .rows { (row: borrowing Row) throws(SQLiteError) in
                let id = try row.text(0)
                if let found = try CatalogRow.read(row, tags: tags[id] ?? [], layout: layout) {
                    content.rows.append(found)
                } else {
                    content.unfit.append(id)
                }
            }
        return content
    }

    /// Creates the catalog or brings it up to date.
    func prepare() throws(TidemarkError) {
        // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
        _ = try OpenFile.ofStore(layout.catalog)
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.migrate(to: CatalogSchema.schema)
        }
    }

    /// Adds rows (a row of the same id is replaced) and removes rows, in one transaction.
    func update(adding added: [CatalogRow] = [], removing removed: [String] = []) throws(TidemarkError) {
        guard !added.isEmpty || !removed.isEmpty else { return }
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.transaction { () throws(SQLiteError) in
                let delete = try database.prepare("DELETE FROM snapshot WHERE id = ?")
                // Tags of a row whose id has changed are nobody's any more.
                let deleteTags = try database.prepare("DELETE FROM tag WHERE snapshot = ?")
                for id in removed + added.map(\.snapshot.id.text) {
                    try deleteTags.run([.text(id)])
                    try delete.run([.text(id)])
                }
                for row in added { try insert(row, into: database) }
            }
        }
    }

    /// Puts a catalog that cannot be used out of the way, and what SQLite kept beside it.
    func setAside() throws(TidemarkError) {
        for companion in Database.companions {
            let path = layout.catalog + companion
            // A rollback journal left behind would be played into the next catalog.
            if FileKind.of(path) == .regular { try Directory.remove(path) } else { try Directory.setAside(path) }
        }
        try Directory.setAside(layout.catalog)
    }

    private func insert(_ row: CatalogRow, into database: borrowing Database) throws(SQLiteError) {
        let values: [Value]
        do throws(DigestError) {
            values = try row.values()
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
        let places = values.map { _ in "?" }.joined(separator: ", ")
        try database.prepare("INSERT INTO snapshot (\(CatalogRow.columns), checksum) VALUES (\(places))").run(values)
        for (number, tag) in row.snapshot.capturedTags.enumerated() {
            try database.prepare("INSERT INTO tag (snapshot, number, text) VALUES (?, ?, ?)")
                .run([values[0], .integer(Int64(number)), .text(tag)])
        }
    }

    private func changing(_ body: (borrowing Database) throws(SQLiteError) -> Void) throws(TidemarkError) {
        do throws(SQLiteError) {
            let database = try Database(path: layout.catalog, access: .write, busyTimeout: Self.busyTimeout)
            try body(database)
        } catch {
            throw TidemarkError.database(error, layout.catalog)
        }
    }
}
