import Glibc
public import Offsets
import SQLite

/// What happened last to each job of a store: `jobs.sqlite`.
///
/// Losing it costs history and nothing else. It is opened anew for every use, so that daemon and commands can use it beside
/// each other; every change is on the disk before the call that makes it returns, and touches only what it is about.
public actor JobRecords {
    /// How long a statement waits for whoever else uses the file at this moment.
    private static let patience: Duration = .seconds(10)
    /// Jobs that no configuration has any more are forgotten when there are more, those of the longest ago first.
    static let most = 10_000

    private nonisolated let executor = QueueExecutor(label: "tidemark.jobs")
    private nonisolated let layout: StoreLayout
    private let schema: Schema

    /// Runs on a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// The file.
    public nonisolated var path: String { layout.jobs }

    /// The records in a store's directory, which need not exist.
    public init(directory: String) {
        self.init(directory: directory, schema: JobRecordSchema.schema)
    }

    init(directory: String, schema: Schema) {
        layout = StoreLayout(directory)
        self.schema = schema
    }

    /// Every record, by the job's name; none where there is no file yet.
    ///
    /// - Throws: exit 65 when the file is damaged, 74 or 77 when it cannot be read, 78 when it is newer than this program.
    public func all() throws(TidemarkError) -> [String: JobRecord] {
        guard FileKind.of(path) != nil else { return [:] }
        let records = try naming { () throws(SQLiteError) -> [JobRecord] in
            // Where this process may write, it puts right what a killed writer left; where not, SQLite only reads.
            let database = try Database(path: path, access: .write, busyTimeout: Self.patience)
            // Made and not filled yet.
            guard try database.check(schema) > 0 else { return [] }
            return try database.prepare("SELECT \(JobRecordSchema.columns) FROM job")
                .map { (row: borrowing Row) throws(SQLiteError) in try JobRecord(row) }
        }
        return Dictionary(records.map { ($0.job, $0) }) { $1 }
    }

    /// Makes the file where it is missing, and begins a new one where it is damaged, which is moved aside.
    ///
    /// - Returns: what was wrong with the one that was moved aside; `nil` when there was nothing wrong.
    /// - Throws: as ``all()``, but for damage.
    public func prepare() throws(TidemarkError) -> TidemarkError? {
        do throws(TidemarkError) {
            try changing { (database: borrowing Database) throws(SQLiteError) in try database.quickCheck() }
            _ = try all()
            return nil
        } catch {
            guard error.exitCode == .damagedData else { throw error }
            try Directory.setAside(database: path)
            try changing { (_: borrowing Database) throws(SQLiteError) in }
            return error
        }
    }

    /// By what it is seen that somebody has changed the file since; `nil` where there is none.
    public nonisolated func stamp() -> FileStamp? { Directory.stamp(path) }

    /// Notes that a job is known, unless it is already.
    public func know(_ job: String, since moment: Timestamp) throws(TidemarkError) {
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try Self.know(job, moment, database)
            try Self.forget(database)
        }
    }

    /// Notes that an attempt begins.
    public func noteBeginning(of job: String, at moment: Timestamp) throws(TidemarkError) {
        try update(job, moment, "last_attempt = ?", [.integer(moment.nanoseconds)])
    }

    /// Notes a success, by which everything up to a moment is dealt with.
    public func note(
        _ success: JobSuccess,
        of job: String,
        handledUntil: Timestamp
    ) throws(TidemarkError) {
        try update(
            job,
            success.startedAt,
            """
            success_started_at = ?, success_finished_at = ?, success_snapshot = ?, success_is_partial = ?,
            consecutive_failures = 0, handled_until = max(handled_until, ?)
            """,
            [
                .integer(success.startedAt.nanoseconds), .integer(success.finishedAt.nanoseconds),
                .text(success.snapshot.text), .integer(success.isPartial ? 1 : 0), .integer(handledUntil.nanoseconds),
            ]
        )
    }

    /// Notes a failure.
    ///
    /// - Parameters:
    ///   - failure: what failed.
    ///   - job: the job.
    ///   - handledUntil: what is dealt with all the same; `nil` while it is to be tried again.
    /// - Throws: as ``all()``.
    public func note(
        _ failure: JobFailure,
        of job: String,
        handledUntil: Timestamp?
    ) throws(TidemarkError) {
        try update(
            job,
            failure.at,
            """
            failed_at = ?, failure_code = ?, failure_message = ?, failure_hint = ?,
            consecutive_failures = consecutive_failures + 1, handled_until = max(handled_until, ?)
            """,
            [
                .integer(failure.at.nanoseconds), .text(failure.code), .text(failure.message), .text(failure.hint),
                .integer(handledUntil?.nanoseconds ?? .min),
            ]
        )
    }

    /// Notes how far a job's schedule is dealt with without an attempt, and how often it was passed over.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - moment: now.
    ///   - handledUntil: every moment up to it is dealt with; an earlier one than before only where a clock was wrong.
    ///   - skipped: how many of them were passed over.
    /// - Throws: as ``all()``.
    public func passOver(
        _ job: String,
        at moment: Timestamp,
        handledUntil: Timestamp,
        skipped: Int
    ) throws(TidemarkError) {
        try update(
            job,
            moment,
            "handled_until = ?, skipped = skipped + ?",
            [.integer(handledUntil.nanoseconds), .integer(skipped)]
        )
    }

    /// Pauses a job, or changes the end of its pause.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - moment: now.
    ///   - end: when the pause ends by itself; `nil` for never.
    /// - Throws: as ``all()``.
    public func pause(_ job: String, since moment: Timestamp, until end: Timestamp?) throws(TidemarkError) {
        try update(
            job,
            moment,
            "paused_since = coalesce(paused_since, ?), paused_until = ?",
            [.integer(moment.nanoseconds), .integer(end?.nanoseconds)]
        )
    }

    /// Ends a pause; what was due until then is dealt with, unless a run is under way that may not come to its end.
    public func resume(_ job: String, at moment: Timestamp) throws(TidemarkError) {
        try update(
            job,
            moment,
            """
            paused_since = NULL, paused_until = NULL, handled_until = CASE
                WHEN last_attempt > coalesce(max(success_finished_at, failed_at), success_finished_at, failed_at, ?)
                THEN handled_until ELSE max(handled_until, ?) END
            """,
            [.integer(.min), .integer(moment.nanoseconds)]
        )
    }

    private func update(
        _ job: String,
        _ moment: Timestamp,
        _ assignments: String,
        _ values: [Value]
    ) throws(TidemarkError) {
        try changing { (database: borrowing Database) throws(SQLiteError) in
            try Self.know(job, moment, database)
            try database.prepare("UPDATE job SET \(assignments) WHERE job = ?").run(values + [.text(job)])
        }
    }

    private static func know(_ job: String, _ moment: Timestamp, _ database: borrowing Database) throws(SQLiteError) {
        let number = Value.integer(moment.nanoseconds)
        try database.prepare("INSERT OR IGNORE INTO job (job, known_since, handled_until) VALUES (?, ?, ?)")
            .run([.text(job), number, number])
    }

    private static func forget(_ database: borrowing Database) throws(SQLiteError) {
        try database.prepare(
            """
            DELETE FROM job WHERE job IN (SELECT job FROM job ORDER BY coalesce(last_attempt, known_since) DESC
            LIMIT -1 OFFSET ?)
            """
        ).run([.integer(most)])
    }

    private func changing(
        _ body: (borrowing Database) throws(SQLiteError) -> Void
    ) throws(TidemarkError) {
        if let kind = FileKind.of(path), kind != .regular {
            throw TidemarkError.database(SQLiteError(.notAFile, "it is \(kind.rawValue), not a regular file"), path)
        }
        if FileKind.of(path) == nil {
            try Directory.create(layout.directory)
            // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
            _ = try OpenFile.ofStore(path)
            try Directory.synchronize(layout.directory)
        }
        try naming { () throws(SQLiteError) in
            let database = try Database(path: path, access: .write, busyTimeout: Self.patience)
            try database.migrate(to: schema)
            try database.transaction { () throws(SQLiteError) in try body(database) }
        }
    }

    private func naming<Result>(_ body: () throws(SQLiteError) -> Result) throws(TidemarkError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            let known = TidemarkError.database(error, path)
            guard error.code == .damaged || error.code == .mismatch else { throw known }
            throw TidemarkError(
                known.code,
                known.message,
                hint:
                    "It only holds the last result of each job: move it away, or let the daemon do so.",
                cause: error
            )
        }
    }
}
