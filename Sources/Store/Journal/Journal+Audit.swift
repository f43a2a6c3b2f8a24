import Digest
public import Offsets
import SQLite

extension Journal {
    private static let auditColumns = """
        number, at, user_name, uid, login_uid, action, subject, cluster_id, cluster_name, plan_digest,
        offsets_before, offsets_after, result, detail, hash, evidence
        """

    /// Adds an entry to the audit log, tied to the one before it.
    public func appendAudit(_ entry: AuditEntry) throws(TidemarkError) {
        try changing { () throws(SQLiteError) in try insert(entry) }
    }

    /// Adds an entry as part of a transaction of its caller.
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
            INSERT INTO audit (\(Self.auditColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.prepare(sql).run([
            .integer(number), .integer(entry.at.nanoseconds), .text(entry.who.userName),
            .integer(Int64(entry.who.uid)), .integer(entry.who.loginUID), .text(entry.action),
            .text(entry.subject), .text(entry.cluster?.id), .text(entry.cluster?.name),
            .blob(entry.planDigest?.bytes), .integer(entry.offsetsBefore), .integer(entry.offsetsAfter),
            .text(entry.result), .text(entry.detail), .blob(hash.bytes), .blob(entry.evidence?.bytes),
        ])
    }

    /// The audit log, oldest first.
    public func auditLog() throws(TidemarkError) -> [AuditRecord] {
        try stored { () throws(SQLiteError) in
            try database.prepare("SELECT \(Self.auditColumns) FROM audit ORDER BY number")
                .map { (row: borrowing Row) throws(SQLiteError) in try AuditRecord(row) }
        }
    }

    /// Follows the chain of the audit log from its first record to its last.
    ///
    /// It shows changed, removed and inserted records and an end that was cut off; not a log that somebody who knows
    /// this program has written anew from the first record on.
    public func verifyAudit() throws(TidemarkError) -> AuditVerdict {
        let log = try auditLog()
        var previous = AuditChain.start
        for (index, record) in log.enumerated() {
            guard record.number == Int64(index) + 1 else {
                return .broken(number: Int64(index) + 1, reason: "the record is missing")
            }
            guard try isLinked(record, after: previous) else {
                return .broken(number: record.number, reason: "the record was changed")
            }
            previous = record.hash.bytes
        }
        let last = try stored { () throws(SQLiteError) in try lastAuditNumber() }
        guard last == Int64(log.count) else {
            return .broken(number: Int64(log.count) + 1, reason: "the records up to \(last) are missing")
        }
        return .intact(records: log.count)
    }

    /// The records about a run that vouch for rows of it, and the one of its beginning; oldest first.
    ///
    /// - Returns: each with whether it follows from the record before it.
    func records(of run: RunID) throws(TidemarkError) -> [(record: AuditRecord, isLinked: Bool)] {
        let sql = """
            SELECT \(Self.auditColumns), (SELECT before.hash FROM audit AS before WHERE before.number = audit.number - 1)
            FROM audit WHERE subject = ? AND (evidence IS NOT NULL OR result = '\(Self.begun)') ORDER BY number
            """
        let found = try stored { () throws(SQLiteError) in
            try database.prepare(sql).map([.text(run.text)]) { (row: borrowing Row) throws(SQLiteError) in
                (record: try AuditRecord(row), previous: try row.optionalBlob(16))
            }
        }
        var records: [(record: AuditRecord, isLinked: Bool)] = []
        for (record, previous) in found {
            records.append((record, try isLinked(record, after: previous ?? AuditChain.start)))
        }
        return records
    }

    private func isLinked(_ record: AuditRecord, after previous: [UInt8]) throws(TidemarkError) -> Bool {
        do throws(DigestError) {
            return try AuditChain.hash(record.entry, number: record.number, after: previous) == record.hash
        } catch {
            throw TidemarkError(.internalError, error.message, cause: error)
        }
    }

    /// The number of the last record ever written, even when it is gone.
    private func lastAuditNumber() throws(SQLiteError) -> Int64 {
        try database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
            .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) } ?? 0
    }

    private func lastAuditHash() throws(SQLiteError) -> [UInt8]? {
        try database.prepare("SELECT hash FROM audit ORDER BY number DESC LIMIT 1")
            .first { (row: borrowing Row) throws(SQLiteError) in try row.blob(0) }
    }
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
                loginUID: row.isNull(4) ? nil : try row.number(4)
            ),
            action: try row.text(5),
            subject: try row.text(6),
            cluster: cluster,
            planDigest: row.isNull(9) ? nil : try row.digest(9),
            offsetsBefore: row.isNull(10) ? nil : try row.number(10),
            offsetsAfter: row.isNull(11) ? nil : try row.number(11),
            result: try row.text(12),
            detail: try row.optionalText(13),
            evidence: row.isNull(15) ? nil : try row.digest(15)
        )
        self.init(number: try row.integer(0), entry: entry, hash: try row.digest(14))
    }
}
