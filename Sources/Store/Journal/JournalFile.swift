import Offsets
import SQLite

/// A journal's file that is open, `journal.sqlite` or an archive of it: runs and the audit log as rows.
///
/// Whatever changes something is part of a transaction of its caller.
struct JournalFile: ~Copyable {
    /// The database.
    let database: Database

    /// Runs `body`; its errors name a file.
    static func naming<Result: ~Copyable>(
        _ path: String,
        _ body: () throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw TidemarkError.database(error, path)
        }
    }
}

/// Where a run is.
enum RunPlace: Hashable, Sendable {
    /// In the journal itself.
    case journal
    /// In an archive.
    case archive(JournalArchive)
}
