import Glibc
public import Offsets
import SQLite

/// Which cluster a name of the configuration stands for: the one that it was first used for, until an operator says that it
/// is another one now.
///
/// A database of its own, `clusters.sqlite`: it is truth as the journal is, and no snapshot waits for a restore that holds
/// the journal. What it is asked takes a read or a short transaction.
public struct ClusterNames: Sendable {
    /// How long a statement waits for another process, which needs the file for milliseconds.
    private static let busyTimeout: Duration = .seconds(5)

    /// The id that a name stands for, and since when.
    public struct Tie: Hashable, Sendable {
        /// The id of the cluster.
        public let id: String
        /// When the name was first used for it.
        public let since: Timestamp
    }

    private let path: String

    /// The names of a store; what it has is read when it is asked.
    ///
    /// - Parameter directory: The store's directory, which need not exist.
    public init(of directory: String) {
        path = StoreLayout(directory).clusterNames
    }

    /// What a name stands for; `nil` where it was never used with this store.
    ///
    /// - Throws: Exit 65 when the file is damaged, 74 or 77 when it cannot be read, 78 when a newer Tidemark wrote it.
    public func tie(of name: String) throws(TidemarkError) -> Tie? {
        guard try isThere else { return nil }
        func read(_ access: Database.Access) throws(SQLiteError) -> Tie? {
            let database = try open(access)
            // Written by nobody yet.
            guard try database.check(ClusterNamesSchema.schema) > 0 else { return nil }
            return try Self.tie(of: name, in: database)
        }
        return try naming { () throws(SQLiteError) in
            do throws(SQLiteError) {
                return try read(.read)
            } catch {
                // After a writer was killed, SQLite has to write before it can read.
                guard error.code == .denied else { throw error }
                return try read(.write)
            }
        }
    }

    /// Lets a name stand for a cluster, where it stands for none yet or an operator has said that it is another one now.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - id: The id of the cluster.
    ///   - replaces: Whether another cluster may have had the name.
    ///   - moment: When that is.
    /// - Returns: What the name stood for until now; `nil` when for none.
    /// - Throws: Exit 65, 73, 74, 77 or 78 when the file cannot be written; nothing has changed then.
    @discardableResult
    public func set(
        _ name: String,
        to id: String,
        replacing replaces: Bool = false,
        at moment: Timestamp = .now()
    ) throws(TidemarkError) -> Tie? {
        if let tie = try tie(of: name), tie.id == id || !replaces { return tie }
        // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
        _ = try OpenFile.ofStore(path)
        return try naming { () throws(SQLiteError) in
            let database = try open(.write)
            try database.migrate(to: ClusterNamesSchema.schema)
            return try database.transaction { () throws(SQLiteError) in
                let earlier = try Self.tie(of: name, in: database)
                guard earlier == nil || replaces && earlier?.id != id else { return earlier }
                try database.prepare("INSERT INTO name (name, cluster_id, since) VALUES (?, ?, ?)")
                    .run([.text(name), .text(id), .integer(moment.nanoseconds)])
                return earlier
            }
        }
    }

    private var isThere: Bool {
        get throws(TidemarkError) {
            var status = stat()
            if unsafe lstat(path, &status) == 0 { return true }
            guard errno == ENOENT || errno == ENOTDIR else { throw TidemarkError.system(errno, .open, path) }
            return false
        }
    }

    /// The last row of a name holds; those before it are what it stood for earlier.
    private static func tie(of name: String, in database: borrowing Database) throws(SQLiteError) -> Tie? {
        try database.prepare("SELECT cluster_id, since FROM name WHERE name = ? ORDER BY number DESC LIMIT 1")
            .first([.text(name)]) { (row: borrowing Row) throws(SQLiteError) in
                Tie(id: try row.text(0), since: Timestamp(nanoseconds: try row.integer(1)))
            }
    }

    private func open(_ access: Database.Access) throws(SQLiteError) -> Database {
        try Database(path: path, access: access, busyTimeout: Self.busyTimeout)
    }

    /// Runs `body`; what SQLite has against it names the file.
    private func naming<Result>(_ body: () throws(SQLiteError) -> Result) throws(TidemarkError) -> Result {
        do throws(SQLiteError) {
            return try body()
        } catch {
            throw TidemarkError.database(error, path)
        }
    }
}

/// The table of `clusters.sqlite`.
private enum ClusterNamesSchema {
    /// "tmkn" in ASCII.
    private static let applicationID: Int32 = 0x746d_6b6e

    static let schema = Schema(applicationID: applicationID, migrations: [version1])

    /// Rows are added and never changed.
    ///
    /// Two commands may be the first at the same time.
    private static let version1 = """
        CREATE TABLE IF NOT EXISTS name (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            cluster_id TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
        """
}
