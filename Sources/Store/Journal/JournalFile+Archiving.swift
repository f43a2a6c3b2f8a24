import Offsets
import SQLite

/// How a part of a journal comes into an archive, and where it is then.
extension JournalFile {
    /// The name under which another file is attached.
    private static let other = "other"
    /// The runs that move with the records up to the first value of a statement: those that begin in them.
    private static let moving = "SELECT subject FROM main.audit WHERE number <= ?1 AND result = '\(begun)'"
    /// The tables of what moves, and which of their rows do.
    ///
    /// What refers to other rows comes before them: it is removed first, and may be inserted before them as well.
    private static let tables: [(name: String, rows: String)] =
        ["unread", "mismatch", "pre_image", "run_item", "event", "run_topic", "run_group"].map {
            ($0, "run IN (SELECT number FROM main.run WHERE id IN (\(moving)))")
        } + [("run", "id IN (\(moving))"), ("audit", "number <= ?1")]
    /// The tables of which an archive has all there was.
    private static let whole = ["installation", "archive"]
    /// Which rows of the journal say what is in an archive.
    private static let contents = [
        "SELECT name, first, last, hash, made_at FROM archive WHERE number = ?",
        "SELECT id, cluster_id, sentinel_group, state FROM archived_run WHERE archive = ? ORDER BY number",
    ]
    /// What the audit log calls it when something moves.
    static let archiving = "archive"

    /// The archives of the journal, oldest first; of an archive, those before it.
    func archives() throws(SQLiteError) -> [JournalArchive] {
        let sql = """
            SELECT name, first, last, hash, made_at,
                (SELECT count(*) FROM archived_run WHERE archived_run.archive = archive.number)
            FROM archive ORDER BY number
            """
        return try database.prepare(sql).map { (row: borrowing Row) throws(SQLiteError) in try JournalArchive(row) }
    }

    /// Where a run is; `nil` for one that the journal does not know.
    func place(of id: RunID) throws(SQLiteError) -> RunPlace? {
        if try find(id) != nil { return .journal }
        let sql = """
            SELECT name, first, last, hash, made_at,
                (SELECT count(*) FROM archived_run WHERE archived_run.archive = archive.number)
            FROM archive WHERE number = (SELECT archived_run.archive FROM archived_run WHERE archived_run.id = ?)
            """
        return try database.prepare(sql)
            .first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
                RunPlace.archive(try JournalArchive(row))
            }
    }

    /// What decides which records move.
    func journalledRecords() throws(SQLiteError) -> [JournalledRecord] {
        let sql = """
            SELECT audit.number, audit.at, run.id, run.finished_at
            FROM audit LEFT JOIN run
                ON run.id = audit.subject AND (audit.evidence IS NOT NULL OR audit.result = '\(Self.begun)')
            ORDER BY audit.number
            """
        return try database.prepare(sql).map { (row: borrowing Row) throws(SQLiteError) in
            JournalledRecord(
                number: try row.integer(0),
                at: Timestamp(nanoseconds: try row.integer(1)),
                run: try row.optionalText(2).map { RunID(text: $0) },
                isOver: !row.isNull(3)
            )
        }
    }

    /// The archive to which everything up to a record would move.
    func nextArchive(upTo last: Int64, at moment: Timestamp) throws(SQLiteError) -> JournalArchive {
        let sql = """
            SELECT min(number), (SELECT hash FROM audit WHERE number = ?1),
                (SELECT count(*) FROM run WHERE id IN (\(Self.moving))) FROM audit
            """
        let found = try database.prepare(sql).first([.integer(last)]) { (row: borrowing Row) throws(SQLiteError) in
            let first = try row.integer(0)
            return JournalArchive(
                name: JournalArchive.name(first: first, last: last),
                first: first,
                last: last,
                runs: try row.number(2),
                madeAt: moment,
                hash: try row.digest(1)
            )
        }
        guard let found else { throw SQLiteError(.misuse, "there is nothing to move") }
        return found
    }

    /// Copies what moves into an empty file.
    func copy(_ archive: JournalArchive, to path: String) throws(SQLiteError) {
        try withOther(path) { () throws(SQLiteError) in
            for table in Self.tables {
                try database.prepare(
                    "INSERT INTO \(Self.other).\(table.name) SELECT * FROM main.\(table.name) WHERE \(table.rows)"
                )
                .run([.integer(archive.last)])
            }
            for table in Self.whole {
                try database.execute("INSERT INTO \(Self.other).\(table) SELECT * FROM main.\(table)")
            }
        }
    }

    /// Takes everything from another file of the same version.
    func takeAll(from path: String) throws(SQLiteError) {
        try withOther(path) { () throws(SQLiteError) in
            for table in Self.tables.map(\.name) + Self.whole {
                // With a condition: without one, SQLite copies whole pages and does not count what refers to their rows.
                try database.execute("INSERT INTO main.\(table) SELECT * FROM \(Self.other).\(table) WHERE true")
            }
        }
    }

    /// Enters that a part of the journal is in an archive, removes it here, and takes it down in the audit log.
    func enter(_ archive: JournalArchive, by who: Operator, because reason: String?) throws(SQLiteError) {
        try database.prepare("INSERT INTO archive (name, first, last, hash, made_at) VALUES (?, ?, ?, ?, ?)").run([
            .text(archive.name), .integer(archive.first), .integer(archive.last), .blob(archive.hash.bytes),
            .integer(archive.madeAt.nanoseconds),
        ])
        let number = database.lastInsertedRow
        try database.prepare(
            """
            INSERT INTO archived_run (id, archive, cluster_id, sentinel_group, state)
            SELECT id, ?2, cluster_id, sentinel_group, state FROM run WHERE id IN (\(Self.moving)) ORDER BY number
            """
        )
        .run([.integer(archive.last), .integer(number)])
        for table in Self.tables {
            try database.prepare("DELETE FROM main.\(table.name) WHERE \(table.rows)").run([.integer(archive.last)])
        }
        let runs = archive.runs == 1 ? "1 run" : "\(archive.runs) runs"
        try insert(
            AuditEntry(
                at: archive.madeAt,
                who: who,
                action: Self.archiving,
                subject: archive.name,
                result: "done",
                detail: "records \(archive.first) to \(archive.last), \(runs)",
                evidence: try digest(of: Self.contents, Self.archiving, [.integer(number)]),
                reason: reason
            )
        )
    }

    /// What the records of this file vouch for: what is in which archive.
    func archiveEvidence() throws(SQLiteError) -> [String: ContentDigest] {
        let sql = "SELECT subject, evidence FROM audit WHERE action = ? AND evidence IS NOT NULL"
        let found = try database.prepare(sql).map([.text(Self.archiving)]) { (row: borrowing Row) throws(SQLiteError) in
            (try row.text(0), try row.digest(1))
        }
        return Dictionary(found) { first, _ in first }
    }

    /// The digest of what the journal says is in an archive.
    func digest(of archive: JournalArchive) throws(SQLiteError) -> ContentDigest {
        let number = try database.prepare("SELECT number FROM archive WHERE name = ?")
            .first([.text(archive.name)]) { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) }
        return try digest(of: Self.contents, Self.archiving, [.integer(number)])
    }

    /// Runs `body` in a transaction with another file, attached for that time.
    private func withOther(_ path: String, _ body: () throws(SQLiteError) -> Void) throws(SQLiteError) {
        // As in ``Database``: never taken for a URI.
        let literal = path.hasPrefix("/") ? path : "./\(path)"
        try database.prepare("ATTACH DATABASE ? AS \(Self.other)").run([.text(literal)])
        do throws(SQLiteError) {
            try database.transaction { () throws(SQLiteError) in
                try database.execute("PRAGMA defer_foreign_keys = ON")
                try body()
            }
        } catch {
            try? database.execute("DETACH DATABASE \(Self.other)")
            throw error
        }
        try database.execute("DETACH DATABASE \(Self.other)")
    }
}

extension JournalArchive {
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        self.init(
            name: try row.text(0),
            first: try row.integer(1),
            last: try row.integer(2),
            runs: try row.number(5),
            madeAt: Timestamp(nanoseconds: try row.integer(4)),
            hash: try row.digest(3)
        )
    }
}
