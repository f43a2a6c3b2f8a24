import Glibc
import Offsets
import SQLite

/// What verifications have found: `verified.sqlite`.
///
/// Losing it costs that knowledge and nothing else. It is opened anew for every use.
struct VerificationRecords: Sendable {
    /// How long a statement waits for whoever else uses the file at this moment.
    private static let patience: Duration = .seconds(10)
    /// "tmkv" in ASCII.
    private static let applicationID: Int32 = 0x746d_6b76
    private static let schema = Schema(applicationID: applicationID, migrations: [version1])

    private static let version1 = """
        CREATE TABLE verification (
            snapshot TEXT PRIMARY KEY,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            intact_at INTEGER,
            damaged_since INTEGER
        ) STRICT, WITHOUT ROWID;
        """

    let layout: StoreLayout

    private var path: String { layout.verifications }

    /// Everything that is remembered; nothing where there is no file.
    ///
    /// - Throws: exit 65 when the file is damaged, 74 or 77 when it cannot be read, 78 when it is newer than this program.
    func all() throws(TidemarkError) -> [SnapshotID: Verification] {
        try read("", [[]])
    }

    /// What is remembered of some snapshots; nothing where there is no file.
    ///
    /// - Throws: as ``all()``.
    func all(of ids: [SnapshotID]) throws(TidemarkError) -> [SnapshotID: Verification] {
        try read("WHERE snapshot = ?", ids.map { [.text($0.text)] })
    }

    private func read(_ which: String, _ values: [[Value]]) throws(TidemarkError) -> [SnapshotID: Verification] {
        guard FileKind.of(path) != nil else { return [:] }
        return try naming { () throws(SQLiteError) -> [SnapshotID: Verification] in
            let database = try Database(path: path, access: .read, busyTimeout: Self.patience)
            // Made and not filled yet.
            guard try database.check(Self.schema) > 0 else { return [:] }
            let statement = try database.prepare(
                "SELECT snapshot, digest, intact_at, damaged_since FROM verification \(which)"
            )
            var found: [SnapshotID: Verification] = [:]
            for values in values {
                try statement.rows(values) { (row: borrowing Row) throws(SQLiteError) in
                    found[SnapshotID(text: try row.text(0))] = Verification(
                        digest: try row.digest(1),
                        intactAt: try row.optionalInteger(2).map { Timestamp(nanoseconds: $0) },
                        damagedSince: try row.optionalInteger(3).map { Timestamp(nanoseconds: $0) }
                    )
                }
            }
            return found
        }
    }

    /// Remembers what was found, and forgets some.
    ///
    /// - Throws: as ``all()``; where the file is damaged, it is moved aside and begun anew.
    func update(
        _ found: [SnapshotID: Verification],
        forgetting forgotten: [SnapshotID] = []
    ) throws(TidemarkError) {
        guard !found.isEmpty || !forgotten.isEmpty else { return }
        do throws(TidemarkError) {
            try write(found, forgotten)
        } catch {
            guard error.exitCode == .damagedData else { throw error }
            try Directory.setAside(database: path)
            try write(found, forgotten)
        }
    }

    private func write(_ found: [SnapshotID: Verification], _ forgotten: [SnapshotID]) throws(TidemarkError) {
        if FileKind.of(path) == nil {
            guard !found.isEmpty else { return }
            // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
            _ = try OpenFile.ofStore(path)
            try Directory.synchronize(layout.directory)
        }
        try naming { () throws(SQLiteError) in
            let database = try Database(path: path, access: .write, busyTimeout: Self.patience)
            try database.migrate(to: Self.schema)
            try database.transaction { () throws(SQLiteError) in
                let delete = try database.prepare("DELETE FROM verification WHERE snapshot = ?")
                for id in forgotten { try delete.run([.text(id.text)]) }
                let insert = try database.prepare(
                    "INSERT OR REPLACE INTO verification (snapshot, digest, intact_at, damaged_since) VALUES (?, ?, ?, ?)"
                )
                for (id, verification) in found {
                    try insert.run([
                        .text(id.text), .blob(verification.digest.bytes), .integer(verification.intactAt?.nanoseconds),
                        .integer(verification.damagedSince?.nanoseconds),
                    ])
                }
            }
        }
    }

    private func naming<Result>(_ body: () throws(SQLiteError) -> Result) throws(TidemarkError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw TidemarkError.database(error, path)
        }
    }
}
