import Glibc
import Offsets
import SQLite

/// The connection to `journal.sqlite`, made when that is first read or written; and the way to its archives.
struct JournalConnection: ~Copyable {
    /// What the database is connected to.
    private enum State {
        /// Nothing has been asked yet.
        case none
        /// There is no file, or none was ever written into: nothing was ever run, and an empty journal answers every question
        /// rightly.
        case empty
        case reading
        case writing
    }

    private let layout: StoreLayout
    private let schema: Schema
    /// How long a statement waits.
    private let patience: Duration
    /// The file, or an empty one in memory.
    private(set) var file: JournalFile
    private var state = State.none
    /// A connection to nothing yet.
    init(_ layout: StoreLayout, schema: Schema, patience: Duration) throws(TidemarkError) {
        self.layout = layout
        self.schema = schema
        self.patience = patience
        file = try JournalFile.naming(layout.journal) { () throws(SQLiteError) in
            JournalFile(database: try Database.inMemory())
        }
    }

    private var path: String { layout.journal }

    /// Opens the file for reading, where it is not open.
    ///
    /// - Throws: `older-schema` (exit 78) for one that is not up to date; 65, 74, 77 or 78 when it cannot be read.
    mutating func openForReading() throws(TidemarkError) {
        // Who makes it, and is killed or finds no room on the disk, leaves an empty file.
        let isThere = FileKind.of(path).map { $0 != .regular || Directory.stamp(path)?.bytes != 0 } ?? false
        switch state {
        case .reading, .writing: return
        case .empty where !isThere: return
        case .none, .empty: break
        }
        guard isThere else {
            file = try JournalFile.naming(path) { () throws(SQLiteError) in
                let empty = try Database.inMemory()
                try empty.migrate(to: schema)
                return JournalFile(database: empty)
            }
            state = .empty
            return
        }
        let version = try JournalFile.naming(path) { () throws(SQLiteError) in
            do throws(SQLiteError) {
                file = JournalFile(database: try Database(path: path, access: .read, busyTimeout: patience))
                return try file.database.check(schema)
            } catch  where error.code == .denied {
                // After a writer was killed, SQLite has to write before it can read; who may not is told so.
                file = JournalFile(database: try Database(path: path, access: .write, busyTimeout: patience))
                return try file.database.check(schema)
            }
        }
        guard version == schema.version else {
            // An older file, and no right to bring it up to date.
            throw TidemarkError(
                .olderSchema,
                "\(path) was written by an older Tidemark and is not up to date yet",
                hint: "Run `tidemark recover` as the user that owns the store."
            )
        }
        state = .reading
    }

    /// Opens the file anew, since another one may have its name by now; created where it is missing, looked through for damage,
    /// and brought up to date.
    ///
    /// - Parameter checked: The line of the file when it was last looked through and given up (``CheckedFile``): as long as it
    ///   is that file, it is not looked through again, which takes longer with every run that it has.
    /// - Throws: Exit 65 when it is damaged, 73, 74 or 77 when it cannot be written, 78 when it is newer than this program.
    mutating func openForWriting(checked: String) throws(TidemarkError) {
        // SQLite gives its rollback journal the mode of the database file, so that is made first, with ours.
        if let kind = FileKind.of(path), kind != .regular {
            throw TidemarkError.database(SQLiteError(.notAFile, "it is \(kind.rawValue), not a regular file"), path)
        }
        _ = try OpenFile.ofStore(path)
        try Directory.synchronize(layout.directory)
        file = try JournalFile.naming(path) { () throws(SQLiteError) in
            JournalFile(database: try Database(path: path, access: .write, busyTimeout: patience))
        }
        let isChecked = CheckedFile(path)?.line == checked
        let version = try JournalFile.naming(path) { () throws(SQLiteError) in
            if !isChecked { try file.database.quickCheck() }
            return try file.database.check(schema)
        }
        state = .writing
        if version > 0, version < schema.version { try keepCopy(of: version) }
        try JournalFile.naming(path) { () throws(SQLiteError) in try file.database.migrate(to: schema) }
    }

    /// Takes the connection for none: opening it has failed.
    mutating func forget() {
        state = .none
    }

    /// The file as it is given up, in a line: whoever writes to it later than this has it looked through again.
    var checkedLine: String { CheckedFile(path)?.line ?? "" }

    /// Opens an archive; one of an older version is read into memory and brought up to date there.
    ///
    /// - Throws: `archive-missing` (exit 65) when it is gone; 65, 74, 77 or 78 when it cannot be read.
    func open(_ archive: JournalArchive) throws(TidemarkError) -> JournalFile {
        let path = layout.archive(archive.name)
        guard FileKind.of(path) != nil else {
            throw TidemarkError(
                .archiveMissing,
                "\(path) is gone, an archive of the journal with records \(archive.first) to \(archive.last) of the audit "
                    + "log and \(archive.runs) runs",
                hint: "Put it back from a copy of the store."
            )
        }
        return try JournalFile.naming(path) { () throws(SQLiteError) in
            let database = try Database(path: path, access: .read, busyTimeout: patience)
            let version = try database.check(schema)
            guard version > 0 else { throw SQLiteError(.damaged, "it is empty") }
            guard version < schema.version else { return JournalFile(database: database) }
            let present = try Database.inMemory()
            let steps = Array(schema.migrations.prefix(version))
            try present.migrate(to: Schema(applicationID: schema.applicationID, migrations: steps))
            let copy = JournalFile(database: present)
            try copy.takeAll(from: path)
            try copy.database.migrate(to: schema)
            return copy
        }
    }

    /// Makes a new file with the tables of a journal and nothing in them.
    func makeEmptyFile(_ path: String) throws(TidemarkError) {
        _ = try OpenFile.ofStore(path, isNew: true)
        try JournalFile.naming(path) { () throws(SQLiteError) in
            let database = try Database(path: path, access: .write, busyTimeout: patience)
            try database.migrate(to: schema)
        }
    }

    private func keepCopy(of version: Int) throws(TidemarkError) {
        let copy = "\(path).bak-\(version)"
        let temporary = "\(copy)\(StoreLayout.temporaryMark)"
        try Directory.remove(temporary)
        try JournalFile.naming(path) { () throws(SQLiteError) in try file.database.copy(to: temporary) }
        let written = try OpenFile(temporary, flags: O_RDWR)
        try written.setMode(StoreLayout.snapshotMode)
        try written.synchronize()
        // An older copy of the same version comes from a migration that failed; the newer one holds all it holds.
        guard unsafe rename(temporary, copy) == 0 else { throw TidemarkError.system(errno, .publish, copy) }
        try Directory.synchronize(Directory.parent(of: path))
    }
}
