public import Offsets
import SQLite

extension Journal {
    /// Adds an entry to the audit log, tied to the one before it.
    public func appendAudit(_ entry: AuditEntry) throws(TidemarkError) {
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in try file.insert(entry) }
    }

    /// The audit log, oldest first; what has moved into archives where it is asked for.
    ///
    /// - Parameter archived: Whether the archives are read as well.
    /// - Returns: The records, each with the groups of the run that it is about.
    /// - Throws: 65 when the journal or an archive is damaged or gone.
    public func auditLog(archived: Bool = false) throws(TidemarkError) -> [AuditRecord] {
        var log: [AuditRecord] = []
        for archive in archived ? try archives() : [] {
            log += try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in
                try file.auditLogWithGroups()
            }
        }
        return log + (try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.auditLogWithGroups() })
    }

    /// The hash of the last record that vouches for a run; `nil` where the journal itself has none.
    public func lastAuditHash(of run: RunID) throws(TidemarkError) -> ContentDigest? {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.records(of: run).last?.record.hash }
    }

    /// Whether a record that vouches for a run has a hash with these first digits.
    ///
    /// Yes as well where there is nothing to compare: no digits, or a run that the journal itself does not have.
    public func hasRecord(of run: RunID, hash digits: String?) throws(TidemarkError) -> Bool {
        guard let digits else { return true }
        let records = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.records(of: run) }
        return records.isEmpty || records.contains { $0.record.hash.description.hasPrefix(digits) }
    }
}
