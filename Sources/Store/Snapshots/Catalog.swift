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
        /// What it says of all snapshots together; `nil` where that is not there, or not as it was written.
        var overview: CatalogOverview?
        /// Whether it is of this version; of an older one nothing is read.
        var isCurrent = true
    }

    /// How long a statement waits for somebody who is just looking.
    private static let busyTimeout: Duration = .seconds(10)

    let layout: StoreLayout
    /// How long a statement waits for somebody who is writing.
    var patience = Self.busyTimeout

    /// What is in it.
    ///
    /// Each row has a checksum, and where one is lost its file answers, so that the pages need not be looked through.
    /// `access` is what the caller may do: after a crash SQLite has to write before it can read.
    ///
    /// - Throws: SQLite's error where there is no catalog, or it is damaged, foreign or newer.
    func read(_ access: Database.Access) throws(SQLiteError) -> Content {
        let database = try open(access)
        guard try isCurrent(database) else { return Content(isCurrent: false) }
        var tags: [String: [CatalogRow.Tag]] = [:]
        try database.prepare("SELECT snapshot, number, text FROM tag ORDER BY snapshot, number")
            .rows { (row: borrowing Row) throws(SQLiteError) in
                tags[try row.text(0), default: []].append((try row.integer(1), try row.text(2)))
            }
        var content = Content(overview: try? CatalogOverview.read(from: database))
        var reader = CatalogRow.Reader(layout: layout)
        try database.prepare("SELECT \(CatalogRow.columns), checksum FROM snapshot ORDER BY id")
            .rows { (row: borrowing Row) throws(SQLiteError) in
                let id = try row.text(0)
                if let found = try reader.read(row, tags: tags[id] ?? []) {
                    content.rows.append(found)
                } else {
                    content.unfit.append(id)
                }
            }
        return content
    }

    /// What it says of all snapshots together; `nil` where it says nothing that can be relied on.
    ///
    /// - Throws: SQLite's error where there is no catalog, or it is damaged, foreign or newer.
    func overview() throws(SQLiteError) -> CatalogOverview? {
        let database = try open(.read)
        return try isCurrent(database) ? try CatalogOverview.read(from: database) : nil
    }

    /// The rows of some snapshots, those left out that are not there or not as they were written.
    ///
    /// - Throws: SQLite's error where there is no catalog, or it is damaged, foreign or newer.
    func rows(of ids: [SnapshotID]) throws(SQLiteError) -> [CatalogRow] {
        let database = try open(.read)
        guard try isCurrent(database) else { return [] }
        let tagged = try database.prepare("SELECT number, text FROM tag WHERE snapshot = ? ORDER BY number")
        let found = try database.prepare("SELECT \(CatalogRow.columns), checksum FROM snapshot WHERE id = ?")
        var reader = CatalogRow.Reader(layout: layout)
        var rows: [CatalogRow] = []
        for id in ids {
            let tags = try tagged.map([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
                (number: try row.integer(0), text: try row.text(1))
            }
            try found.rows([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
                if let row = try reader.read(row, tags: tags) { rows.append(row) }
            }
        }
        return rows
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
    ///
    /// - Parameters:
    ///   - added: What is added.
    ///   - removed: The ids whose rows go.
    ///   - overview: What is said of all snapshots together from now on; `nil` leaves that as it is, and it is not believed
    ///     any more where the names have changed.
    /// - Throws: 65, 73, 74 or 77 for a catalog that cannot be written; nothing has changed then.
    func update(
        adding added: [CatalogRow] = [],
        removing removed: [String] = [],
        overview: CatalogOverview? = nil
    ) throws(TidemarkError) {
        guard !added.isEmpty || !removed.isEmpty || overview != nil else { return }
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.transaction { () throws(SQLiteError) in
                let delete = try database.prepare("DELETE FROM snapshot WHERE id = ?")
                // Tags of a row whose id has changed are nobody's any more.
                let deleteTags = try database.prepare("DELETE FROM tag WHERE snapshot = ?")
                for id in removed + added.map(\.snapshot.id.text) {
                    try deleteTags.run([.text(id)])
                    try delete.run([.text(id)])
                }
                try CatalogRow.insert(added, into: database)
                if let overview { try overview.write(to: database) }
            }
        }
    }

    /// Writes all of it anew, in one transaction.
    func replace(with rows: [CatalogRow], overview: CatalogOverview?) throws(TidemarkError) {
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.transaction { () throws(SQLiteError) in
                try database.execute(CatalogSchema.emptying)
                try CatalogRow.insert(rows, into: database)
                if let overview { try overview.write(to: database) }
            }
        }
    }

    /// Looks through every page for damage.
    ///
    /// - Throws: SQLite's error, `.damaged` with what is wrong.
    func check() throws(SQLiteError) {
        try open(.write).quickCheck()
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

    private func open(_ access: Database.Access) throws(SQLiteError) -> Database {
        try Database(path: layout.catalog, access: access, busyTimeout: patience)
    }

    private func isCurrent(_ database: borrowing Database) throws(SQLiteError) -> Bool {
        try database.check(CatalogSchema.schema) == CatalogSchema.schema.version
    }

    private func changing(_ body: (borrowing Database) throws(SQLiteError) -> Void) throws(TidemarkError) {
        do throws(SQLiteError) {
            try body(try open(.write))
        } catch {
            throw TidemarkError.database(error, layout.catalog)
        }
    }
}
