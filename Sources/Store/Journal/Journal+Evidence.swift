public import Offsets
import SQLite

/// Whether runs and the audit log are as they were written.
extension Journal {
    /// Everything about one run, when all of it that decides what is written is as it was journalled.
    ///
    /// Runs that an older Tidemark has journalled have no evidence, and are taken as they are.
    ///
    /// - Throws: `run-not-found` (exit 66); `damaged-journal` (exit 65) naming what differs; 65 when the archive that it is
    ///   in is damaged or gone.
    public func provenRun(_ id: RunID) throws(TidemarkError) -> RunDetail {
        if let flaw = try flaw(in: id) { throw damaged(id, flaw) }
        return try run(id)
    }

    /// Checks every run that is not over, on whatever cluster: the cluster is one of the columns that may have changed.
    ///
    /// - Throws: `damaged-journal` (exit 65) naming the run and what differs.
    public func checkUnfinishedRuns() throws(TidemarkError) {
        let ends = RunState.allCases.filter { $0.isTerminal || $0 == .undecided }.map { "'\($0.rawValue)'" }
        // Not by the index: it may be the index that has changed.
        let sql = """
            SELECT id FROM run NOT INDEXED WHERE finished_at IS NULL OR state NOT IN (\(ends.joined(separator: ", ")))
            """
        let ids = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.ids(sql) }
        for id in ids {
            if let flaw = try flaw(in: id) { throw damaged(id, flaw) }
        }
    }

    /// Checks everything: every page of the journal and of its archives, the chain of the audit log through all of them,
    /// and every run.
    ///
    /// - Returns: How many records the audit log has.
    /// - Throws: `damaged-journal`, `audit-broken` or `archive-missing` (exit 65) naming the first flaw; `outdated-journal`
    ///   (exit 79) where an archive has records that the journal lacks.
    public func check() throws(TidemarkError) -> Int {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.database.quickCheck() }
        try refuseStrayArchives()
        for archive in try archives() {
            try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in try file.database.quickCheck() }
        }
        switch try verifyAudit() {
        case .broken(let number, let reason):
            throw TidemarkError(
                .auditBroken,
                "record \(number) of the audit log: \(reason)",
                hint: "Records before it are as they were written; it and those after it prove nothing."
            )
        case .intact(let records):
            try checkArchiveContents()
            if let (run, flaw) = try firstDamagedRun() {
                throw TidemarkError(
                    .damagedJournal,
                    "run \(run) is not as it was journalled: \(flaw)",
                    hint: "Undo and recovery refuse it. Put back an intact copy of the journal where there is one."
                )
            }
            return records
        }
    }

    /// Follows the chain of the audit log from its first record, through the archives, to its last.
    ///
    /// It shows changed, removed and inserted records and an end that was cut off; not a log that somebody who knows
    /// this program has written anew from the first record on.
    ///
    /// - Throws: 65 when the journal or an archive is damaged or gone.
    public func verifyAudit() throws(TidemarkError) -> AuditVerdict {
        var end = AuditEnd()
        for archive in try archives() {
            if let flaw = try flaw(in: archive, after: &end) {
                return .broken(number: flaw.number, reason: "\(flaw.reason), in \(archive.name)")
            }
        }
        let (flaw, last) = try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            (try file.followAudit(&end), try file.lastAuditNumber())
        }
        if let flaw { return .broken(number: flaw.number, reason: flaw.reason) }
        guard last == end.number else {
            return .broken(number: end.number + 1, reason: "the records up to \(last) are missing")
        }
        return .intact(records: Int(end.number))
    }

    /// The first run that is not as it was journalled, and how, in words; `nil` when all are.
    public func firstDamagedRun() throws(TidemarkError) -> (run: RunID, flaw: String)? {
        for archive in try archives() {
            let found = try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in
                try file.firstDamagedRun()
            }
            if let found { return (found.run, "\(found.flaw), in \(archive.name)") }
        }
        return try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.firstDamagedRun() }
    }

    /// What of a run is not as it was journalled, in words; `nil` when all of it is.
    ///
    /// - Throws: `run-not-found` (exit 66); 65 when the file that it is in is damaged or gone.
    public func flaw(in id: RunID) throws(TidemarkError) -> String? {
        try holding(id) { (file: borrowing JournalFile) throws(SQLiteError) in try file.flaw(in: id) }
    }

    private func damaged(_ id: RunID, _ flaw: String) -> TidemarkError {
        TidemarkError(
            .damagedJournal,
            "run \(id) in \(path) cannot be relied on: \(flaw)",
            hint:
                "Nothing was written. Put back an intact copy of the journal where there is one; an unfinished run is "
                + "closed as it is with `tidemark recover --accept \(id)`."
        )
    }
}
