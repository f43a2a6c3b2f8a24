import CSQLite
import Glibc

/// A connection to one SQLite database, used by one task at a time; closed when it goes out of scope.
///
/// Every connection keeps a rollback journal with `synchronous=EXTRA` (a commit is on the disk, its directory entry
/// included, before it returns), checks foreign keys, and trusts no function named by the schema.
@safe public struct Database: ~Copyable {
    /// What the connection may do to the file.
    public enum Access: Hashable, Sendable {
        /// Read an existing file.
        case read
        /// Read and write an existing file.
        case write
        /// Read and write; a missing file is created.
        case create
    }

    /// How much of a database a connection may keep in memory, in KiB: large enough that a big transaction does not
    /// spill to the disk over and over, small beside the 100 MB a capture may take.
    private static let cacheKibibytes = 16_384

    /// The version of the library, such as `3.40.1`.
    public static var libraryVersion: String { unsafe String(cString: sqlite3_libversion()) }

    /// What follows the name of a database in those that SQLite opens by itself beside it.
    public static let companions = ["-journal", "-wal", "-shm"]

    private static let settings = """
        PRAGMA foreign_keys = ON;
        PRAGMA synchronous = EXTRA;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA cache_size = -\(cacheKibibytes);
        """

    private let connection: OpaquePointer

    /// Opens the database in a file.
    ///
    /// - Parameters:
    ///   - path: the file's path, taken literally: never a URI or a special name.
    ///   - access: what the connection may do.
    ///   - busyTimeout: how long a statement waits for another connection's lock.
    /// - Throws: `.cannotOpen`, `.denied`, `.damaged` where the first page is no database's; `.notAFile` for a named pipe
    ///   and the like, which is never opened.
    public init(path: String, access: Access, busyTimeout: Duration) throws(SQLiteError) {
        let mode =
            switch access {
            case .read: SQLITE_OPEN_READONLY
            case .write: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        // An absolute or dotted path is never taken for a URI or for the special name ":memory:".
        let literal = path.hasPrefix("/") ? path : "./\(path)"
        for companion in [""] + Self.companions { try Self.refuseOtherThanFile(literal + companion) }
        unsafe self.connection = try Self.connect(literal, flags: mode, busyTimeout: busyTimeout)
    }

    /// Opens a database in memory that nobody else sees.
    public static func inMemory() throws(SQLiteError) -> Database { try Database() }

    private init() throws(SQLiteError) {
        let mode = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        unsafe self.connection = try Self.connect(":memory:", flags: mode, busyTimeout: .zero)
    }

    deinit {
        unsafe sqlite3_close_v2(connection)
    }

    /// Runs one or more statements that take no values; rows are discarded.
    public func execute(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw unsafe SQLiteError.last(of: connection, resultCode: result) }
    }

    /// Compiles the one statement in `sql`.
    public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        var handle: OpaquePointer?
        let result = unsafe sqlite3_prepare_v2(connection, sql, -1, &handle, nil)
        guard result == SQLITE_OK, let statement = unsafe handle else {
            throw unsafe SQLiteError.last(of: connection, resultCode: result)
        }
        return unsafe Statement(connection: connection, statement: statement)
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed.
    public var changes: Int { Int(unsafe sqlite3_changes64(connection)) }

    /// The integer primary key of the last inserted row.
    public var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(connection) }

    /// Runs `body` in one transaction: everything it changed is durable when this returns, nothing when it throws.
    ///
    /// The write lock is taken at the start (`BEGIN IMMEDIATE`), so a transaction never fails half way for a reader.
    public func transaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(SQLiteError) -> Result {
        try transaction(begun: "BEGIN IMMEDIATE", body)
    }

    /// Runs `body`, which only reads, in one transaction: all its statements see the same state of the file.
    public func reading<Result>(_ body: () throws(SQLiteError) -> Result) throws(SQLiteError) -> Result {
        try transaction(begun: "BEGIN", body)
    }

    private func transaction<Result>(
        begun begin: String,
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try execute(begin)
        do throws(SQLiteError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // Some errors (disk full, for one) have rolled back already; then there is nothing left to do.
            if unsafe sqlite3_get_autocommit(connection) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// SQLite opens by name, and opening a named pipe waits for somebody at its other end.
    private static func refuseOtherThanFile(_ path: String) throws(SQLiteError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw SQLiteError(.notAFile, "\(path) is not a regular file")
    }

    private static func connect(
        _ name: String,
        flags: Int32,
        busyTimeout: Duration
    ) throws(SQLiteError) -> OpaquePointer {
        var handle: OpaquePointer?
        // One task at a time uses a connection (the type is not Sendable), so SQLite need not lock.
        let modes = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var result = unsafe sqlite3_open_v2(name, &handle, modes, nil)
        if result == SQLITE_OK {
            let milliseconds = min(max(0, busyTimeout / .milliseconds(1)), Double(Int32.max))
            unsafe sqlite3_busy_timeout(handle, Int32(milliseconds))
            result = unsafe sqlite3_exec(handle, settings, nil, nil, nil)
        }
        guard result == SQLITE_OK, let connection = unsafe handle else {
            let error = unsafe SQLiteError.last(of: handle, resultCode: result)
            unsafe sqlite3_close_v2(handle)
            throw error
        }
        return unsafe connection
    }
}
