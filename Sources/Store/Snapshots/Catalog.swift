import Glibc
import Offsets
import SQLite

/// The index of the snapshots' files: a cache, opened anew for every use.
struct Catalog: Sendable {
    /// How long a statement waits for somebody who is just looking.
    private static let busyTimeout: Duration = .seconds(10)

    let layout: StoreLayout

    /// The rows, in no order.
    ///
    /// `access` is what the caller may do: after a crash SQLite has to write before it can read.
    ///
    /// - Throws: SQLite's error where there is no catalog, or it is damaged, foreign, older or newer.
    func read(_ access: Database.Access) throws(SQLiteError) -> [StoredSnapshot] {
        let database = try Database(path: layout.catalog, access: access, busyTimeout: Self.busyTimeout)
        guard try database.check(CatalogSchema.schema) == CatalogSchema.schema.version else {
            throw SQLiteError(.damaged, "the catalog is of an older version")
        }
        try database.quickCheck()
        var tags: [String: [String]] = [:]
        try database.prepare("SELECT snapshot, text FROM tag ORDER BY snapshot, number")
            .rows { (row: borrowing Row) throws(SQLiteError) in
                tags[try row.text(0), default: []].append(try row.text(1))
            }
        let sql = """
            SELECT id, bytes, cluster_id, cluster_name, job, started_at, finished_at, group_count, offset_count,
                digest, offsets_digest, state, note, previous_digest, selection FROM snapshot
            """
        return try database.prepare(sql).map { (row: borrowing Row) throws(SQLiteError) in
            let id = try row.text(0)
            return StoredSnapshot(
                id: SnapshotID(text: id),
                file: layout.file(SnapshotID(text: id)),
                cluster: ClusterName(id: try row.text(2), name: try row.optionalText(3)),
                job: try row.optionalText(4),
                startedAt: Timestamp(nanoseconds: try row.integer(5)),
                finishedAt: Timestamp(nanoseconds: try row.integer(6)),
                groups: try row.number(7),
                offsets: try row.number(8),
                bytes: try row.number(1),
                digest: try row.digest(9),
                offsetsDigest: try row.digest(10),
                state: try row.decoded(11),
                tags: tags[id] ?? [],
                note: try row.optionalText(12),
                selection: try row.selection(14),
                previousDigest: row.isNull(13) ? nil : try row.digest(13)
            )
        }
    }

    /// Creates the catalog or brings it up to date.
    func prepare() throws(TidemarkError) {
        // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
        _ = try OpenFile(layout.catalog, flags: O_RDWR | O_CREAT, mode: StoreLayout.fileMode, act: .create)
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.migrate(to: CatalogSchema.schema)
        }
    }

    /// Adds rows (a row of the same id is replaced) and removes rows, in one transaction.
    func update(adding added: [StoredSnapshot] = [], removing removed: [SnapshotID] = []) throws(TidemarkError) {
        guard !added.isEmpty || !removed.isEmpty else { return }
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try database.transaction { () throws(SQLiteError) in
                let delete = try database.prepare("DELETE FROM snapshot WHERE id = ?")
                for id in removed + added.map(\.id) { try delete.run([.text(id.text)]) }
                for snapshot in added { try insert(snapshot, into: database) }
            }
        }
    }

    /// Puts a catalog that cannot be used out of the way, its rollback journal with it.
    func setAside() throws(TidemarkError) {
        // A rollback journal left behind would be played into the next catalog.
        try Directory.remove("\(layout.catalog)-journal")
        let other = "\(layout.catalog).damaged"
        guard unsafe rename(layout.catalog, other) == 0 || errno == ENOENT else {
            throw TidemarkError.system(errno, .publish, other)
        }
    }

    private func insert(_ snapshot: StoredSnapshot, into database: borrowing Database) throws(SQLiteError) {
        let sql = """
            INSERT INTO snapshot (id, bytes, cluster_id, cluster_name, job, started_at, finished_at, group_count,
                offset_count, digest, offsets_digest, state, note, previous_digest, selection)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.prepare(sql).run([
            .text(snapshot.id.text), .integer(Int64(snapshot.bytes)), .text(snapshot.cluster.id),
            .text(snapshot.cluster.name), .text(snapshot.job), .integer(snapshot.startedAt.nanoseconds),
            .integer(snapshot.finishedAt.nanoseconds), .integer(Int64(snapshot.groups)),
            .integer(Int64(snapshot.offsets)), .blob(snapshot.digest.bytes), .blob(snapshot.offsetsDigest.bytes),
            .text(snapshot.state.rawValue), .text(snapshot.note),
            snapshot.previousDigest.map { .blob($0.bytes) } ?? .null, .text(SelectionText.text(of: snapshot.selection)),
        ])
        for (number, tag) in snapshot.tags.enumerated() {
            try database.prepare("INSERT INTO tag (snapshot, number, text) VALUES (?, ?, ?)")
                .run([.text(snapshot.id.text), .integer(Int64(number)), .text(tag)])
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
