import Offsets
import SQLite
import Store

/// The journal as another process finds it on the disk: what a kill at this moment would leave.
struct DurableJournal: Sendable {
    /// How long the engine's own write is waited for.
    private static let busyTimeout: Duration = .seconds(10)

    /// The file.
    let path: String

    /// How far the last run is, and how many of its items lack their pre-image; `nil` without any run.
    ///
    /// Read past the engine's own code, which is what is being checked.
    func lastRun() throws -> (state: RunState, itemsWithoutPreImage: Int)? {
        let sql = """
            SELECT state, (SELECT count(*) FROM run_item WHERE run = number)
                - (SELECT count(*) FROM pre_image WHERE run = number)
            FROM run ORDER BY number DESC LIMIT 1
            """
        let database = try Database(path: path, access: .read, busyTimeout: Self.busyTimeout)
        return try database.prepare(sql).first { (row: borrowing Row) throws(SQLiteError) in
            guard let state = RunState(rawValue: try row.text(0)) else {
                throw SQLiteError(.mismatch, "no such state")
            }
            return (state, Int(try row.integer(1)))
        }
    }
}
