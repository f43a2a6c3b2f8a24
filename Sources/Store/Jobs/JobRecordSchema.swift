import Offsets
import SQLite

/// The table of `jobs.sqlite`.
///
/// Steps are only ever added.
enum JobRecordSchema {
    /// "tmks" in ASCII, for the schedule.
    private static let applicationID: Int32 = 0x746d_6b73

    static let schema = Schema(applicationID: applicationID, migrations: [version1])

    /// The columns that ``JobRecord/init(_:)`` reads, in its order.
    static let columns = """
        job, known_since, handled_until, last_attempt, success_started_at, success_finished_at, success_snapshot,
        success_is_partial, failed_at, failure_code, failure_message, failure_hint, consecutive_failures, skipped,
        paused_since, paused_until
        """

    private static let version1 = """
        CREATE TABLE job (
            job TEXT PRIMARY KEY,
            known_since INTEGER NOT NULL,
            handled_until INTEGER NOT NULL,
            last_attempt INTEGER,
            success_started_at INTEGER,
            success_finished_at INTEGER,
            success_snapshot TEXT,
            success_is_partial INTEGER,
            failed_at INTEGER,
            failure_code TEXT,
            failure_message TEXT,
            failure_hint TEXT,
            consecutive_failures INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            paused_since INTEGER,
            paused_until INTEGER
        ) STRICT, WITHOUT ROWID;
        """
}

extension JobRecord {
    init(_ row: borrowing Row) throws(SQLiteError) {
        self.init(
            job: try row.text(0),
            knownSince: Timestamp(nanoseconds: try row.integer(1)),
            handledUntil: Timestamp(nanoseconds: try row.integer(2)),
            lastAttempt: try Self.moment(row, 3),
            lastSuccess: try Self.success(row),
            lastFailure: try Self.failure(row),
            consecutiveFailures: try row.number(12),
            skipped: try row.number(13),
            pausedSince: try Self.moment(row, 14),
            pausedUntil: try Self.moment(row, 15)
        )
    }

    private static func success(_ row: borrowing Row) throws(SQLiteError) -> JobSuccess? {
        guard let startedAt = try moment(row, 4) else { return nil }
        return JobSuccess(
            startedAt: startedAt,
            finishedAt: Timestamp(nanoseconds: try row.integer(5)),
            snapshot: SnapshotID(text: try row.text(6)),
            isPartial: try row.integer(7) != 0
        )
    }

    private static func failure(_ row: borrowing Row) throws(SQLiteError) -> JobFailure? {
        guard let at = try moment(row, 8) else { return nil }
        return JobFailure(
            at: at,
            code: try row.text(9),
            message: try row.text(10),
            hint: try row.optionalText(11)
        )
    }

    private static func moment(_ row: borrowing Row, _ column: Int32) throws(SQLiteError) -> Timestamp? {
        try row.optionalInteger(column).map { Timestamp(nanoseconds: $0) }
    }
}
