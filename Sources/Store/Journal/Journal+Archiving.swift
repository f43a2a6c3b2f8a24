import Glibc
public import Offsets
import SQLite

/// How the oldest part of the journal moves into archives, so that it does not grow for ever.
///
/// An archive is made whole under a name for what is not complete, checked as it is on the disk, and given its name. Then
/// one transaction of the journal names it, removes what is in it, and takes that down in the audit log. Whoever is killed
/// before that has changed nothing: what is left of the file goes the next time.
extension Journal {
    /// The archives that the journal has, oldest first.
    public func archives() throws(TidemarkError) -> [JournalArchive] {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.archives() }
    }

    /// Whether something is to move.
    ///
    /// - Throws: 65, 74, 77 or 78 when the journal cannot be read.
    public func isArchivingDue(by retention: JournalRetention) throws(TidemarkError) -> Bool {
        try lastToMove(retention) != nil
    }

    /// Moves what is old into an archive.
    ///
    /// - Parameter retention: What stays.
    /// - Returns: The archive; `nil` when nothing is to move.
    /// - Throws: `damaged-journal` (exit 65) when what would move is not as it was written, `outdated-journal` (exit 79) when
    ///   there is an archive that the journal does not know; 65, 73, 74 or 77 when a file cannot be written. Nothing has
    ///   moved then.
    public func archive(by retention: JournalRetention) throws(TidemarkError) -> JournalArchive? {
        guard let last = try lastToMove(retention) else { return nil }
        try removeUnfinishedArchives()
        try refuseStrayArchives(removesCopies: true)
        let moment = now()
        let archive = try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.nextArchive(upTo: last, at: moment)
        }
        let path = layout.archive(archive.name)
        let temporary = layout.temporaryArchive(archive.name)
        try makeEmptyFile(temporary)
        try step(.fill)
        try withoutTransaction { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.copy(archive, to: temporary)
        }
        try step(.check)
        let written = try OpenFile(temporary, flags: O_RDWR)
        try written.setMode(StoreLayout.snapshotMode)
        try written.synchronize()
        try check(archive, at: temporary)
        try step(.publish)
        guard try Directory.publish(temporary, as: path) else {
            throw TidemarkError(.fileExists, "\(path) is there already, and is no archive of this journal")
        }
        try Directory.synchronize(layout.directory)
        try step(.enter)
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.enter(archive, by: who, because: reason)
        }
        try step(.shrink)
        // Where there is no room for that, the file keeps its size, and what comes next has the room inside.
        try? withoutTransaction { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.database.execute("VACUUM")
        }
        return archive
    }

    /// The first record of an archive that does not fit, and why; `nil` where all do.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - end: The record that it follows; then its last one.
    /// - Returns: The flaw.
    /// - Throws: 65 when the archive is damaged or gone.
    func flaw(in archive: JournalArchive, after end: inout AuditEnd) throws(TidemarkError) -> AuditFlaw? {
        guard archive.first == end.number + 1 else {
            return AuditFlaw(number: end.number + 1, reason: "no archive has it")
        }
        var reached = end
        let flaw = try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.followAudit(&reached)
        }
        end = reached
        if let flaw { return flaw }
        guard end == AuditEnd(number: archive.last, hash: archive.hash.bytes) else {
            return AuditFlaw(number: end.number, reason: "the journal has another end of the archive")
        }
        return nil
    }

    /// Checks that what is in which archive is what the audit log says.
    ///
    /// - Throws: `damaged-journal` (exit 65) naming the first archive of which it is not.
    func checkArchiveContents() throws(TidemarkError) {
        let archives = try archives()
        guard !archives.isEmpty else { return }
        var evidence = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.archiveEvidence() }
        for archive in archives {
            let earlier = try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in
                try file.archiveEvidence()
            }
            evidence.merge(earlier) { first, _ in first }
        }
        for archive in archives {
            let digest = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.digest(of: archive)
            }
            guard evidence[archive.name] == digest else {
                throw TidemarkError(
                    .damagedJournal,
                    "what \(path) has of \(archive.name) is not what the audit log says that moved there",
                    hint: "Put back an intact copy of the journal where there is one."
                )
            }
        }
    }

    /// Refuses a journal that is older than its archives: one of them has records that it lacks.
    ///
    /// - Parameter removesCopies: Whether to remove archives that were made and not entered: the journal has all of them.
    /// - Throws: `outdated-journal` (exit 79) naming the archive.
    public func refuseStrayArchives(removesCopies: Bool = false) throws(TidemarkError) {
        guard Directory.exists(layout.directory) else { return }
        let known = Set(try archives().map(\.name))
        for name in try Directory.names(in: layout.directory).sorted() where !known.contains(name) {
            guard let last = JournalArchive.last(inName: name) else { continue }
            let path = layout.archive(name)
            let theirs = try JournalFile.naming(path) { () throws(SQLiteError) in
                let file = JournalFile(database: try Database(path: path, access: .read, busyTimeout: Journal.patience))
                return try file.auditHash(of: last)
            }
            let ours = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.auditHash(of: last) }
            guard let ours, theirs == ours else {
                throw TidemarkError(
                    .outdatedJournal,
                    "\(path) has records up to \(last) of the audit log, and the journal does not know this archive: "
                        + "the journal is older, or another one",
                    hint: "An old copy of journal.sqlite was put back, it seems. Put back the newest there is."
                )
            }
            if removesCopies { try Directory.remove(path) }
        }
    }

    private func lastToMove(_ retention: JournalRetention) throws(TidemarkError) -> Int64? {
        let records = try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.journalledRecords() }
        return retention.lastToMove(records, at: now())
    }

    /// Checks an archive that was just written against what it follows, and every run in it.
    private func check(_ archive: JournalArchive, at path: String) throws(TidemarkError) {
        var end = try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.archives().last.map { AuditEnd(number: $0.last, hash: $0.hash.bytes) } ?? AuditEnd()
        }
        let flaw = try JournalFile.naming(path) { () throws(SQLiteError) -> String? in
            let file = JournalFile(database: try Database(path: path, access: .read, busyTimeout: Journal.patience))
            try file.database.quickCheck()
            if let flaw = try file.followAudit(&end) { return "record \(flaw.number) of the audit log: \(flaw.reason)" }
            guard end == AuditEnd(number: archive.last, hash: archive.hash.bytes) else {
                return "the audit log has another end"
            }
            let runs = try file.runs()
            guard runs.count == archive.runs else { return "it has not all of its runs" }
            // Not by what decided that it moves: an index of the journal may be damaged.
            if let open = runs.first(where: { $0.record.finishedAt == nil }) {
                return "run \(open.record.id) is not over"
            }
            return try file.firstDamagedRun().map { "run \($0.run): \($0.flaw)" }
        }
        guard let flaw else { return }
        throw TidemarkError(
            .damagedJournal,
            "what is old in \(self.path) cannot move into an archive, because it is not as it was journalled: \(flaw)",
            hint: "Nothing has moved. Put back an intact copy of the journal where there is one."
        )
    }

    /// Removes what is left of archives that somebody was about to make.
    private func removeUnfinishedArchives() throws(TidemarkError) {
        for name in try Directory.names(in: layout.directory) where StoreLayout.isTemporaryArchive(name) {
            try Directory.remove("\(layout.directory)/\(name)")
        }
    }

    private func step(_ step: ArchiveStep) throws(TidemarkError) {
        if let fault = archiveFault(step) { throw fault }
    }
}
