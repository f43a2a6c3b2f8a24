import Digest
import Offsets
import SQLite

extension JournalFile {
    private static let auditColumns = """
        number, at, user_name, uid, login_uid, action, subject, cluster_id, cluster_name, plan_digest,
        offsets_before, offsets_after, result, detail, hash, evidence, host, reason
        """
    /// How many there are: the number of the first column after them.
    private static let auditColumnCount: Int32 = 18

    /// Adds an entry to the audit log, tied to the one before it.
    func insert(_ entry: AuditEntry) throws(SQLiteError) {
        let (number, isFull) = try lastAuditNumber().addingReportingOverflow(1)
        guard !isFull else { throw SQLiteError(.damaged, "the audit log cannot have \(Int64.max) records") }
        let previous = try lastAuditHash() ?? AuditChain.start
        let hash: ContentDigest
        do throws(DigestError) {
            hash = try AuditChain.hash(entry, number: number, after: previous)
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
        let sql = """
            INSERT INTO audit (\(Self.auditColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.prepare(sql).run([
            .integer(number), .integer(entry.at.nanoseconds), .text(entry.who.userName),
            .integer(Int64(entry.who.uid)), .integer(entry.who.loginUID), .text(entry.action),
            .text(entry.subject), .text(entry.cluster?.id), .text(entry.cluster?.name),
            .blob(entry.planDigest?.bytes), .integer(entry.offsetsBefore), .integer(entry.offsetsAfter),
            .text(entry.result), .text(entry.detail), .blob(hash.bytes), .blob(entry.evidence?.bytes),
            .text(entry.who.host), .text(entry.reason),
        ])
    }

    /// The records of this file, oldest first.
    func auditLog() throws(SQLiteError) -> [AuditRecord] {
        try database.prepare("SELECT \(Self.auditColumns) FROM audit ORDER BY number")
            .map { (row: borrowing Row) throws(SQLiteError) in try AuditRecord(row) }
    }

    /// The records of this file, oldest first, each with the groups of the run that it is about.
    func auditLogWithGroups() throws(SQLiteError) -> [AuditRecord] {
        var groups: [String: [GroupID]] = [:]
        try database.prepare(
            "SELECT run.id, run_group.name FROM run_group JOIN run ON run.number = run_group.run ORDER BY 1, run_group.number"
        )
        .rows { (row: borrowing Row) throws(SQLiteError) in
            let (run, group) = (try row.text(0), GroupID(try row.text(1)))
            groups[run, default: []].append(group)
        }
        return try auditLog().map { record in
            var record = record
            record.groups = groups[record.entry.subject] ?? []
            return record
        }
    }

    /// Follows the chain of this file's records.
    ///
    /// - Parameter end: The record that they follow; then the last one that fits.
    /// - Returns: What does not fit, `nil` where all of them do.
    /// - Throws: When the file cannot be read.
    func followAudit(_ end: inout AuditEnd) throws(SQLiteError) -> AuditFlaw? {
        for record in try auditLog() {
            guard record.number == end.number + 1 else {
                return AuditFlaw(number: end.number + 1, reason: "the record is missing")
            }
            guard try Self.isLinked(record, after: end.hash) else {
                return AuditFlaw(number: record.number, reason: "the record was changed")
            }
            end = AuditEnd(number: record.number, hash: record.hash.bytes)
        }
        return nil
    }

    /// The records about a run that vouch for rows of it, and the one of its beginning; oldest first.
    ///
    /// - Returns: Each with whether it follows from the record before it.
    func records(of run: RunID) throws(SQLiteError) -> [(record: AuditRecord, isLinked: Bool)] {
        let sql = """
            SELECT \(Self.auditColumns), COALESCE(
                (SELECT before.hash FROM audit AS before WHERE before.number = audit.number - 1),
                (SELECT archive.hash FROM archive WHERE archive.last = audit.number - 1)
            )
            FROM audit WHERE subject = ? AND (evidence IS NOT NULL OR result = '\(Self.begun)') ORDER BY number
            """
        let found = try database.prepare(sql).map([.text(run.text)]) { (row: borrowing Row) throws(SQLiteError) in
            (record: try AuditRecord(row), previous: try row.optionalBlob(Self.auditColumnCount))
        }
        var records: [(record: AuditRecord, isLinked: Bool)] = []
        for (record, previous) in found {
            records.append((record, try Self.isLinked(record, after: previous ?? AuditChain.start)))
        }
        return records
    }

    private static func isLinked(_ record: AuditRecord, after previous: [UInt8]) throws(SQLiteError) -> Bool {
        do throws(DigestError) {
            return try AuditChain.hash(record.entry, number: record.number, after: previous) == record.hash
        } catch {
            throw SQLiteError(.misuse, error.message)
        }
    }

    /// The number of the last record ever written, even when it is gone.
    func lastAuditNumber() throws(SQLiteError) -> Int64 {
        try database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
            .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) } ?? 0
    }

    /// The hash of the last record, be that in this file or in the last archive; `nil` where there is none.
    func lastAuditHash() throws(SQLiteError) -> [UInt8]? {
        let sql = "SELECT hash FROM audit ORDER BY number DESC LIMIT 1"
        let last = try database.prepare(sql).first { (row: borrowing Row) throws(SQLiteError) in try row.blob(0) }
        if let last { return last }
        return try archives().last?.hash.bytes
    }

    /// The hash of a record of this file; `nil` where it has none of this number.
    func auditHash(of number: Int64) throws(SQLiteError) -> [UInt8]? {
        try database.prepare("SELECT hash FROM audit WHERE number = ?")
            .first([.integer(number)]) { (row: borrowing Row) throws(SQLiteError) in try row.blob(0) }
    }
}

/// How far a part of the audit log reaches.
struct AuditEnd: Hashable, Sendable {
    /// The number of its last record; 0 before the first.
    var number: Int64 = 0
    /// The hash of that one.
    var hash = AuditChain.start
}

/// The first record of the audit log that does not fit, and why.
struct AuditFlaw: Hashable, Sendable {
    /// Its number.
    let number: Int64
    /// Why, in words.
    let reason: String
}

extension AuditRecord {
    fileprivate init(_ row: borrowing Row) throws(SQLiteError) {
        let cluster: ClusterName? =
            row.isNull(7) ? nil : ClusterName(id: try row.text(7), name: try row.optionalText(8))
        let entry = AuditEntry(
            at: Timestamp(nanoseconds: try row.integer(1)),
            who: Operator(
                userName: try row.optionalText(2),
                uid: try row.number(3),
                loginUID: row.isNull(4) ? nil : try row.number(4),
                host: try row.optionalText(16)
            ),
            action: try row.text(5),
            subject: try row.text(6),
            cluster: cluster,
            planDigest: row.isNull(9) ? nil : try row.digest(9),
            offsetsBefore: row.isNull(10) ? nil : try row.number(10),
            offsetsAfter: row.isNull(11) ? nil : try row.number(11),
            result: try row.text(12),
            detail: try row.optionalText(13),
            evidence: row.isNull(15) ? nil : try row.digest(15),
            reason: try row.optionalText(17)
        )
        self.init(number: try row.integer(0), entry: entry, hash: try row.digest(14))
    }
}
