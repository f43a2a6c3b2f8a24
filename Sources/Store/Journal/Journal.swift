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
    nonisolated let layout: StoreLayout
    private let fault: @Sendable (RunState?) -> TidemarkError?
    /// What makes a step of archiving fail.
    let archiveFault: @Sendable (ArchiveStep) -> TidemarkError?
    /// How long others may keep the lock in all.
    private let wait: Duration
    private let command: String
    let now: @Sendable () -> Timestamp
    /// Who runs this process; a run may be brought to its end by somebody else than who began it.
    let who: Operator
    /// Why, in the words of who runs it; `nil` where nothing was said.
    ///
    /// The audit log has it with everything that is done.
    public nonisolated let reason: String?
    private var connection: JournalConnection
    private var lock: FileLock?
    /// How long others have kept the lock so far.
    private var waited = Duration.zero

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
    ///   - reason: Why, in their words.
    /// - Throws: ``TidemarkError`` when SQLite has no memory.
    public init(
        of store: SnapshotStore,
        wait: Duration = .zero,
        patience: Duration = Journal.patience,
        command: String = "tidemark",
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current(),
        reason: String? = nil
    ) throws(TidemarkError) {
        try self.init(
            store.layout,
            wait: wait,
            patience: patience,
            command: command,
            now: now,
            who: who,
            reason: reason
        )
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
    /// if it is one, and a write it has an error for does not happen; `archiveFault` ends an archiving at a step, which leaves
    /// everything as a kill would.
    init(
        _ layout: StoreLayout,
        wait: Duration = .zero,
        patience: Duration = Journal.patience,
        command: String = "tidemark",
        schema: Schema = JournalSchema.schema,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        who: Operator = .current(),
        reason: String? = nil,
        fault: @escaping @Sendable (RunState?) -> TidemarkError? = { _ in nil },
        archiveFault: @escaping @Sendable (ArchiveStep) -> TidemarkError? = { _ in nil }
    ) throws(TidemarkError) {
        self.executor = QueueExecutor(label: "tidemark.journal")
        self.layout = layout
        self.fault = fault
        self.archiveFault = archiveFault
        self.wait = wait
        self.command = command
        self.now = now
        self.who = who
        self.reason = reason
        self.connection = try JournalConnection(layout, schema: schema, patience: patience)
    }

    /// Opens the journal of a store at once, for reading.
    ///
    /// - Parameter store: The store.
    /// - Returns: The journal, up to date.
    /// - Throws: Exit 65 when it is damaged, 74 or 77 when it cannot be opened, 78 when it is newer than this program, or
    ///   older and not brought up to date yet.
    public static func open(_ store: SnapshotStore) async throws(TidemarkError) -> Journal {
        let journal = try Journal(of: store)
        try await journal.openForReading()
        return journal
    }

    /// Runs `body` with the journal's lock: nobody else writes to it meanwhile, and this process may.
    ///
    /// It is created where it is missing, looked through for damage, and brought up to date. It is not looked through again
    /// while it is the file that the last holder of the lock has given up, and the machine has not been started again since;
    /// after a holder that was killed it always is. Before a newer Tidemark changes its tables, it is copied to
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
            try connection.openForWriting(checked: taken.note)
        } catch {
            connection.forget()
            taken.release()
            throw error
        }
        lock = consume taken
        return true
    }

    private func giveBack() {
        lock?.noteForNext = connection.checkedLine
        lock = nil
    }

    private func openForReading() throws(TidemarkError) {
        try connection.openForReading()
    }

    /// Runs `body`, which reads and sees one state of the file; its errors name the journal's file.
    func stored<Result>(
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        try connection.openForReading()
        return try JournalFile.naming(path) { () throws(SQLiteError) in
            try connection.file.database.reading { () throws(SQLiteError) in try body(connection.file) }
        }
    }

    /// Runs `body`, which reads an archive; its errors name that file.
    ///
    /// - Throws: `archive-missing` (exit 65) when it is gone.
    func reading<Result>(
        _ archive: JournalArchive,
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        let file = try connection.open(archive)
        return try JournalFile.naming(layout.archive(archive.name)) { () throws(SQLiteError) in try body(file) }
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
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        try withoutTransaction(to: state) { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.database.transaction { () throws(SQLiteError) in try body(file) }
        }
    }

    /// Runs `body`, which writes and begins its transactions by itself.
    ///
    /// - Throws: `journal-read-only` outside of ``locked(_:)``.
    func withoutTransaction<Result>(
        to state: RunState? = nil,
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        guard lock != nil else {
            throw TidemarkError(.journalReadOnly, "\(path) is written to without its lock")
        }
        if let fault = fault(state) { throw fault }
        return try JournalFile.naming(path) { () throws(SQLiteError) in try body(connection.file) }
    }

    /// A new file with the tables of a journal and nothing in them.
    func makeEmptyFile(_ path: String) throws(TidemarkError) {
        try connection.makeEmptyFile(path)
    }
}
