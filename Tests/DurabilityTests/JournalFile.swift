import Foundation
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport

/// The journal of a store, read from a copy so that nobody's lock is touched.
///
/// The copy is whole as long as nobody writes: while a `JournalGate` is shut, and when no process is left. What a killed
/// writer has left half written is rolled back in it, as the next command does.
enum JournalFile {
    /// What the journal says of a run.
    struct Run: Hashable, Sendable {
        let id: String
        let state: String
        let isOver: Bool
        /// Every state that it has been in.
        let states: [String]
        let transactionalID: String
        let sentinelGroup: GroupID
        let sentinelPartition: TopicPartition
        let isUndo: Bool
        /// The first digits of the hash of the last record about it before anything was written.
        let auditHash: String

        /// What the sentinel says once the run's transaction is committed.
        var mark: OffsetMetadata { OffsetMetadata("\(id):\(isUndo ? "undo" : "fwd")/\(auditHash)") }

        /// Whether it has been in a state.
        func hasBeen(_ state: String) -> Bool { states.contains(state) }
    }

    static func path(in store: ScratchStore) -> String { "\(store.directory)/journal.sqlite" }

    /// The newest run, `nil` when there was none yet.
    static func latest(in store: ScratchStore) throws -> Run? {
        try reading(store) { (database: borrowing Database) throws(SQLiteError) in
            let sql = """
                SELECT id, state, finished_at IS NOT NULL, transactional_id, sentinel_group, sentinel_topic,
                    sentinel_partition, undo_of IS NOT NULL, number, (
                        SELECT lower(substr(hex(hash), 1, 16)) FROM audit
                        WHERE subject = run.id AND result = 'pre-image'
                    )
                FROM run ORDER BY number DESC LIMIT 1
                """
            return try database.prepare(sql).first { (row: borrowing Row) throws(SQLiteError) in
                Run(
                    id: try row.text(0),
                    state: try row.text(1),
                    isOver: try row.integer(2) == 1,
                    states: try states(of: try row.integer(8), database),
                    transactionalID: try row.text(3),
                    sentinelGroup: GroupID(try row.text(4)),
                    sentinelPartition: TopicPartition(
                        topic: try row.text(5),
                        partition: Int32(truncatingIfNeeded: try row.integer(6))
                    ),
                    isUndo: try row.integer(7) == 1,
                    auditHash: try row.optionalText(9) ?? ""
                )
            }
        }
    }

    /// How many runs there are whose coordinator and whose mark said different things of their transaction.
    static func contradictions(in store: ScratchStore) throws -> Int64 {
        try reading(store) { (database: borrowing Database) throws(SQLiteError) in
            try database.prepare("SELECT count(DISTINCT run) FROM event WHERE detail LIKE '%its mark contradicts%'")
                .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) } ?? 0
        }
    }

    /// How many runs are not over.
    static func unfinishedRuns(in store: ScratchStore) throws -> Int64 {
        try reading(store) { (database: borrowing Database) throws(SQLiteError) in
            try database.prepare("SELECT count(*) FROM run WHERE finished_at IS NULL")
                .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) } ?? 0
        }
    }

    private static func states(of run: Int64, _ database: borrowing Database) throws(SQLiteError) -> [String] {
        try database.prepare("SELECT state FROM event WHERE run = ? ORDER BY number").map([.integer(run)]) {
            (row: borrowing Row) throws(SQLiteError) in try row.text(0)
        }
    }

    private static func reading<Result>(
        _ store: ScratchStore,
        _ body: (borrowing Database) throws(SQLiteError) -> Result
    ) throws -> Result {
        let files = FileManager.default
        let scratch = try ScratchDirectory()
        let copy = scratch.file("journal")
        try files.copyItem(atPath: path(in: store), toPath: copy)
        if files.fileExists(atPath: path(in: store) + rollback) {
            // It may be gone by now: then its transaction is complete, or was rolled back.
            try? files.copyItem(atPath: path(in: store) + rollback, toPath: copy + rollback)
        }
        return try body(try Database(path: copy, access: .write, busyTimeout: .zero))
    }

    /// What follows the name of a database in that of its rollback journal.
    private static let rollback = "-journal"
}
