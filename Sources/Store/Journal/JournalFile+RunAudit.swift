import Offsets
import SQLite

/// What the audit log says of runs, as part of the transactions that begin and end them: no command can forget it.
extension JournalFile {
    /// The result of a run that has only begun.
    static let begun = "begun"

    func auditBeginning(of record: RunRecord, run: Int64, at moment: Timestamp) throws(SQLiteError) {
        let digest = try digest(of: .plan, run: run)
        var entry = AuditEntry(record, record.who, at: moment, result: Self.begun, digest)
        entry.detail =
            record.snapshot.map { "snapshot \($0)" } ?? record.undoOf.map { "run \($0)" }
            ?? record.source
        try insert(entry)
    }

    /// Enters that what the targets of a run hold is journalled.
    func auditPreImage(of run: Int64, by who: Operator, at moment: Timestamp) throws(SQLiteError) {
        let digest = try digest(of: .preImage, run: run)
        var entry = AuditEntry(try record(of: run), who, at: moment, result: RunEvidence.preImage.rawValue, digest)
        entry.offsetsBefore = try offsetsBefore(run)
        try insert(entry)
    }

    private func record(of run: Int64) throws(SQLiteError) -> RunRecord {
        let sql = "SELECT \(Self.columns) FROM run WHERE number = ?"
        let found = try database.prepare(sql).first([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            try RunRecord(row)
        }
        guard let found else { throw SQLiteError(.damaged, "run \(run) is not there") }
        return found
    }

    /// Enters how a run ended, and who brought it there: for a run that was cut short, whoever recovered it.
    ///
    /// Everything else about the end is entered before: the digest is over that.
    func auditEnd(
        of run: Int64,
        by who: Operator,
        state: RunState,
        failure: RunFailure?,
        mismatches: [Mismatch],
        because reason: String? = nil,
        at moment: Timestamp
    ) throws(SQLiteError) {
        let digest = try digest(of: .outcome, run: run)
        var entry = AuditEntry(try record(of: run), who, at: moment, result: state.rawValue, digest)
        let before = try offsetsBefore(run)
        entry.offsetsBefore = before
        entry.offsetsAfter = try offsetsAfter(run, state: state, before: before).map { $0 + Self.surplus(mismatches) }
        entry.detail = failure?.message
        // Who accepts a run as it is has a reason of their own.
        if let reason { entry.reason = reason }
        try insert(entry)
    }

    /// How many offsets the targets held before, `nil` when the run did not come to read them.
    private func offsetsBefore(_ run: Int64) throws(SQLiteError) -> Int? {
        let sql = "SELECT count(*), count(offset) FROM pre_image WHERE run = ?"
        let counts = try database.prepare(sql).first([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            (read: try row.integer(0), held: try row.integer(1))
        }
        return counts.flatMap { $0.read > 0 ? Int($0.held) : nil }
    }

    /// How many offsets a run in this state left its targets, had nobody else moved them; `nil` when not known.
    private func offsetsAfter(_ run: Int64, state: RunState, before: Int?) throws(SQLiteError) -> Int? {
        switch state {
        case .done, .raced:
            try database.prepare("SELECT count(planned_offset) FROM run_item WHERE run = ?")
                .first([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in Int(try row.integer(0)) }
        case .aborted, .rolledBack: before
        default: nil
        }
    }

    /// How many more offsets were found than expected.
    private static func surplus(_ mismatches: [Mismatch]) -> Int {
        mismatches.reduce(0) { $0 + ($1.found == nil ? 0 : 1) - ($1.expected == nil ? 0 : 1) }
    }
}

extension AuditEntry {
    /// What every entry about a run says.
    fileprivate init(
        _ record: RunRecord,
        _ who: Operator,
        at moment: Timestamp,
        result: String,
        _ evidence: ContentDigest
    ) {
        self.init(
            at: moment,
            who: who,
            action: record.kind.rawValue,
            subject: record.id.text,
            cluster: record.cluster,
            planDigest: record.planDigest,
            result: result,
            evidence: evidence,
            reason: record.reason
        )
    }
}
