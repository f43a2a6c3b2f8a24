import Glibc
public import Offsets
import SQLite

/// The record of every run, its plan and its pre-image, and the audit log: `journal.sqlite`.
///
/// It is truth and cannot be rebuilt. Every change is on the disk before the call that makes it returns. It is opened once a
/// command: for reading when it is first asked, for writing when it is first ``locked(_:)``; nothing is written outside of
/// that.
public actor Journal {
    /// How long a statement waits for whoever else uses the file at this moment.
    public static let patience: Duration = .seconds(10)

    private nonisolated let executor: QueueExecutor
    private let layout: StoreLayout
    private let schema: Schema
    private let fault: @Sendable (RunState?) -> TidemarkError?
    /// How long others may keep the lock in all.
    private let wait: Duration
    /// How long a statement waits.
    private let patience: Duration
    private let command: String
    let now: @Sendable () -> Timestamp
    /// Who runs this process; a run may be brought to its end by somebody else than who began it.
    let who: Operator
    var database: Database
    private var connection = Connection.none
    private var lock: FileLock?
    /// How long others have kept the lock so far.
    private var waited = Duration.zero
    /// The file as it was when it was checked, or given up after that.
    private var checked: FileStamp?

    /// What the database is connected to.
    private enum Connection {
        /// Nothing has been asked yet.
        case none
        /// There is no file: nothing was ever run, and an empty journal answers every question rightly.
        case empty
        case reading
        case writing
    }

    /// Runs on a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    nonisolated var path: String { layout.journal }

    /// The journal of a store, opened when it is first read or locked.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - wait: How long others may keep the journal's lock in all before this gives up.
    ///   - patience: How long a single statement waits while another process reads or writes the file.
    ///   - command: What others are told that the lock is taken for.
    ///   - now: The clock for events.
    ///   - who: Who opens it, for the audit log.
    /// - Throws: ``TidemarkError`` when SQLite has no memory.
    public init(
        of store: SnapshotStore,
        wait: Duration = .zero,
        patience: Duration = Journal.patience,
        command: String = "tidemark",
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current()
    ) throws(TidemarkError) {
        try self.init(store.layout, wait: wait, patience: patience, command: command, now: now, who: who)
    }

    /// The journal in a store's directory, for who asks for nothing else of the store.
    ///
    /// - Parameters:
    ///   - directory: The store's directory; where it has no journal, nothing was ever run.
    ///   - patience: How long a single statement waits while another process writes the file.
    /// - Throws: ``TidemarkError`` when SQLite has no memory.
    public init(directory: String, patience: Duration = Journal.patience) throws(TidemarkError) {
        try self.init(StoreLayout(directory), patience: patience)
    }

    /// A journal that can be made to fail: `fault` is asked before every write, with the state that is about to be entered
    /// if it is one, and a write it has an error for does not happen.
    init(
        _ layout: StoreLayout,
        wait: Duration = .zero,
        patience: Duration = Journal.patience,
        command: String = "tidemark",
        schema: Schema = JournalSchema.schema,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current(),
        fault: @escaping @Sendable (RunState?) -> TidemarkError? = { _ in nil }
    ) throws(TidemarkError) {
        self.executor = QueueExecutor(label: "tidemark.journal")
        self.layout = layout
        self.schema = schema
        self.fault = fault
        self.wait = wait
        self.patience = patience
        self.command = command
        self.now = now
        self.who = who
        self.database = try Self.naming(layout.journal) { () throws(SQLiteError) in try Database.inMemory() }
    }

    /// Opens the journal of a store at once, for reading.
    ///
    /// - Parameter store: The store.
    /// - Returns: The journal, up to date.
    /// - Throws: Exit 65 when it is damaged, 74 or 77 when it cannot be opened, 78 when it is newer than this program, or
    ///   older and not brought up to date yet.
    public static func open(_ store: SnapshotStore) async throws(TidemarkError) -> Journal {
        let journal = try Journal(of: store)
        try await journal.connect()
        return journal
    }

    /// Runs `body` with the journal's lock: nobody else writes to it meanwhile, and this process may.
    ///
    /// The first time it is created where it is missing, checked as a whole, and brought up to date; later only where somebody
    /// else has written to it since. Before a newer Tidemark changes its tables, it is copied to
    /// `journal.sqlite.bak-VERSION`. Within `body`, another call is a part of it.
    ///
    /// - Parameter body: What is to be done. What it throws is thrown on.
    /// - Returns: What `body` returns.
    /// - Throws: `store-busy` (exit 75) naming who holds it when that is for longer than was to be waited; exit 65 when it is
    ///   damaged, 73, 74 or 77 when it cannot be written, 78 when it is newer than this program.
    public nonisolated func locked<Result>(_ body: () async throws -> Result) async throws -> Result {
        guard try await take() else { return try await body() }
        do {
            let result = try await body()
            await giveBack()
            return result
        } catch {
            await giveBack()
            throw error
        }
    }

    /// Takes the lock; `false` when this journal has it already.
    ///
    /// ``locked(_:)`` is the way to it; a test may keep it as long as the journal lives.
    func take() async throws(TidemarkError) -> Bool {
        guard lock == nil else { return false }
        let began = ContinuousClock.now
        let left = max(.zero, wait - waited)
        let taken = try await FileLock.acquire(layout.journalLock, of: "the journal", wait: left, for: command)
        waited += began.duration(to: .now)
        do throws(TidemarkError) {
            try connectForWriting()
        } catch {
            connection = .none
            taken.release()
            throw error
        }
        lock = consume taken
        return true
    }

    private func giveBack() {
        checked = Directory.stamp(path)
        lock = nil
    }

    private func connect() throws(TidemarkError) {
        let isThere = FileKind.of(path) != nil
        switch connection {
        case .reading, .writing: return
        case .empty where !isThere: return
        case .none, .empty: break
        }
        guard isThere else {
            database = try naming { () throws(SQLiteError) in
                let empty = try Database.inMemory()
                try empty.migrate(to: schema)
                return empty
            }
            connection = .empty
            return
        }
        let version = try naming { () throws(SQLiteError) in
            do throws(SQLiteError) {
                database = try Database(path: path, access: .read, busyTimeout: patience)
                return try database.check(schema)
            } catch  where error.code == .denied {
                // After a writer was killed, SQLite has to write before it can read; who may not is told so.
                database = try Database(path: path, access: .write, busyTimeout: patience)
                return try database.check(schema)
            }
        }
        guard version == schema.version else {
            // An older or an empty file, and no right to bring it up to date.
            throw TidemarkError(
                .olderSchema,
                "\(path) was written by an older Tidemark and is not up to date yet",
                hint: "Run `tidemark recover` as the user that owns the store."
            )
        }
        connection = .reading
    }

    /// Opens the file anew, since another one may have its name by now.
    private func connectForWriting() throws(TidemarkError) {
        // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
        if let kind = FileKind.of(path), kind != .regular {
            throw TidemarkError.database(SQLiteError(.notAFile, "it is \(kind.rawValue), not a regular file"), path)
        }
        _ = try OpenFile.ofStore(path)
        try Directory.synchronize(layout.directory)
        let version = try naming { () throws(SQLiteError) in
            database = try Database(path: path, access: .write, busyTimeout: patience)
            if checked == nil || checked != Directory.stamp(path) { try database.quickCheck() }
            return try database.check(schema)
        }
        connection = .writing
        if version > 0, version < schema.version { try keepCopy(of: version) }
        try naming { () throws(SQLiteError) in try database.migrate(to: schema) }
    }

    private func keepCopy(of version: Int) throws(TidemarkError) {
        let copy = "\(path).bak-\(version)"
        let temporary = "\(copy)\(StoreLayout.temporaryMark)"
        try Directory.remove(temporary)
        try naming { () throws(SQLiteError) in try database.copy(to: temporary) }
        let file = try OpenFile(temporary, flags: O_RDWR)
        try file.setMode(StoreLayout.snapshotMode)
        try file.synchronize()
        // An older copy of the same version comes from a migration that failed; the newer one holds all it holds.
        guard unsafe rename(temporary, copy) == 0 else { throw TidemarkError.system(errno, .publish, copy) }
        try Directory.synchronize(Directory.parent(of: path))
    }

    /// Runs `body`, which reads; its errors name the journal's file.
    func stored<Result>(_ body: () throws(SQLiteError) -> Result) throws(TidemarkError) -> Result {
        try connect()
        return try naming(body)
    }

    private func naming<Result: ~Copyable>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        try Self.naming(path, body)
    }

    private static func naming<Result: ~Copyable>(
        _ path: String,
        _ body: () throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
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
    /// - Throws: `journal-read-only` outside of ``locked(_:)``.
    func changing<Result>(
        to state: RunState? = nil,
        _ body: () throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        guard lock != nil else {
            throw TidemarkError(.journalReadOnly, "\(path) is written to without its lock")
        }
        if let fault = fault(state) { throw fault }
        return try naming { () throws(SQLiteError) in try database.transaction(body) }
    }
}
