public import Offsets
import SQLite

extension Journal {
    /// The name of this installation, made at random the first time: two stores never share a sentinel group.
    ///
    /// - Returns: 16 hexadecimal digits, always the same for a journal.
    /// - Throws: when the journal cannot be read or written.
    public func installation() throws(TidemarkError) -> String {
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            if let found = try file.installation() { return found }
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            let id = String(repeating: "0", count: 16 - digits.count) + digits
            try file.database.prepare("INSERT INTO installation VALUES (1, ?)").run([.text(id)])
            return id
        }
    }

    /// The name of this installation, `nil` when it has none yet; writes nothing.
    public func knownInstallation() throws(TidemarkError) -> String? {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.installation() }
    }
}

extension JournalFile {
    /// The name of the installation; `nil` when it has none yet.
    func installation() throws(SQLiteError) -> String? {
        let stored = try database.prepare("SELECT id FROM installation")
        let id = try stored.first { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        // Each run has it in the name of its sentinel group, which the audit log vouches for.
        let runs = try database.prepare(
            """
            SELECT count(*), total(sentinel_group = ?) > 0 FROM (
                SELECT sentinel_group FROM run UNION ALL SELECT sentinel_group FROM archived_run
            )
            """
        )
        let name = id.map { SentinelGroup.name(installation: $0).name }
        let known = try runs.first([.text(name)]) { (row: borrowing Row) throws(SQLiteError) in
            (runs: try row.integer(0), isOfSome: try row.integer(1) == 1)
        }
        guard let known, known.runs > 0, !known.isOfSome else { return id }
        throw SQLiteError(.damaged, "the name of the installation is not the one that its runs have")
    }
}
