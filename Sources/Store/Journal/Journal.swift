import Glibc
public import Offsets
import SQLite

/// The record of every run, its plan and its pre-image, and the audit log: `journal.sqlite`.
///
/// It is truth and cannot be rebuilt. Every change is on the disk before the call that makes it returns. A journal
/// opened from a store for writing holds the store's lock as long as it lives; from a store for reading it only reads.
public actor Journal {
    /// How long a statement waits for a reader that is just looking.
    private static let busyTimeout: Duration = .seconds(10)

    private nonisolated let executor: QueueExecutor
    private let lock: StoreLock?
    let path: String
    private let schema: Schema
    private let fault: @Sendable (RunState?) -> TidemarkError?
    let now: @Sendable () -> Timestamp
    /// Who runs this process; a run may be brought to its end by somebody else than who began it.
    let who: Operator
    let database: Database

    /// Runs on a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Opens the journal of a store with the store's access; creates it when it is missing and may be written.
    ///
    /// Before a newer Tidemark changes its tables, the journal is copied to `journal.sqlite.bak-VERSION`.
    ///
    /// - Parameters:
    ///   - store: the store; its lock is shared.
    ///   - now: the clock for events.
    ///   - who: who opens it, for the audit log.
    /// - Returns: the journal, checked and up to date.
    /// - Throws: exit 65 when it is damaged, 73, 74 or 77 when it cannot be opened, 78 when it is newer than this program.
    public static func open(
        _ store: SnapshotStore,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current()
    ) async throws(TidemarkError) -> Journal {
        try await open(store.layout, lock: store.lock, schema: JournalSchema.schema, now: now, who: who)
    }

    /// Opens a journal that can be made to fail: `fault` is asked before every write, with the state that is about to be
    /// entered if it is one, and a write it has an error for does not happen.
    static func open(
        _ layout: StoreLayout,
        lock: StoreLock?,
        schema: Schema,
        now: @escaping @Sendable () -> Timestamp,
        who: Operator = .current(),
        fault: @escaping @Sendable (RunState?) -> TidemarkError? = { _ in nil }
    ) async throws(TidemarkError) -> Journal {
        let journal = try Journal(layout, lock: lock, schema: schema, now: now, who: who, fault: fault)
        try await journal.prepare()
        return journal
    }

    private init(
        _ layout: StoreLayout,
        lock: StoreLock?,
        schema: Schema,
        now: @escaping @Sendable () -> Timestamp,
        who: Operator,
        fault: @escaping @Sendable (RunState?) -> TidemarkError?
    ) throws(TidemarkError) {
        self.executor = QueueExecutor(label: "tidemark.journal")
        self.lock = lock
        self.path = layout.journal
        self.schema = schema
        self.fault = fault
        self.now = now
        self.who = who
        self.database = try Self.connect(layout, writing: lock != nil)
    }

    private static func connect(_ layout: StoreLayout, writing: Bool) throws(TidemarkError) -> Database {
        if writing {
            // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
            if let kind = FileKind.of(layout.journal), kind != .regular {
                throw TidemarkError.database(
                    SQLiteError(.notAFile, "it is \(kind.rawValue), not a regular file"),
                    layout.journal
                )
            }
            _ = try OpenFile(layout.journal, flags: O_RDWR | O_CREAT, mode: StoreLayout.fileMode, act: .create)
            try Directory.synchronize(layout.directory)
        }
        do throws(SQLiteError) {
            // Nothing was ever run where there is no file: an empty journal answers every question rightly.
            guard writing || FileKind.of(layout.journal) != nil else { return try Database.inMemory() }
            return try Database(path: layout.journal, access: writing ? .write : .read, busyTimeout: busyTimeout)
        } catch {
            throw TidemarkError.database(error, layout.journal)
        }
    }

    private func prepare() throws(TidemarkError) {
        let version = try stored { () throws(SQLiteError) in
            if lock != nil { try database.quickCheck() }
            return try database.check(schema)
        }
        let isInMemory = lock == nil && FileKind.of(path) == nil
        if lock != nil, version > 0, version < schema.version { try keepCopy(of: version) }
        if lock != nil || isInMemory {
            try stored { () throws(SQLiteError) in try database.migrate(to: schema) }
        } else if version < schema.version {
            // An older or an empty file, and no right to bring it up to date.
            throw TidemarkError(
                .olderSchema,
                "\(path) was written by an older Tidemark and is not up to date yet",
                hint: "Run `tidemark recover` as the user that owns the store."
            )
        }
    }

    private func keepCopy(of version: Int) throws(TidemarkError) {
        let copy = "\(path).bak-\(version)"
        let temporary = "\(copy)\(StoreLayout.temporaryMark)"
        try Directory.remove(temporary)
        try stored { () throws(SQLiteError) in try database.copy(to: temporary) }
        let file = try OpenFile(temporary, flags: O_RDWR)
        try file.setMode(StoreLayout.snapshotMode)
        try file.synchronize()
        // An older copy of the same version comes from a migration that failed; the newer one holds all it holds.
        guard unsafe rename(temporary, copy) == 0 else { throw TidemarkError.system(errno, .publish, copy) }
        try Directory.synchronize(Directory.parent(of: path))
    }

    /// Runs `body`; its errors name the journal's file.
    func stored<Result>(_ body: () throws(SQLiteError) -> Result) throws(TidemarkError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw TidemarkError.database(error, path)
        }
    }

    /// Runs `body` in one transaction, durable when this returns.
    ///
    /// - Parameters:
    ///   - state: The state of a run that `body` enters, `nil` for anything else.
    ///   - body: The change.
    /// - Returns: What `body` returns.
    /// - Throws: `journal-read-only` where the store was opened for reading.
    func changing<Result>(
        to state: RunState? = nil,
        _ body: () throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        guard lock != nil else {
            throw TidemarkError(.journalReadOnly, "\(path) was opened for reading only")
        }
        if let fault = fault(state) { throw fault }
        return try stored { () throws(SQLiteError) in try database.transaction(body) }
    }
}
