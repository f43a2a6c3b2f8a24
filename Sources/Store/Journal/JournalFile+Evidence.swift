import Offsets
import SQLite

/// Whether the runs of a file are as they were journalled.
extension JournalFile {
    /// The first run that is not as it was journalled, and how, in words; `nil` when all are.
    func firstDamagedRun() throws(SQLiteError) -> (run: RunID, flaw: String)? {
        for id in try ids("SELECT id FROM run NOT INDEXED ORDER BY number") {
            if let flaw = try flaw(in: id) { return (id, flaw) }
        }
        return nil
    }

    /// What of a run is not as it was journalled, in words; `nil` when all of it is.
    func flaw(in id: RunID) throws(SQLiteError) -> String? {
        let sql = "SELECT number, state, finished_at FROM run NOT INDEXED WHERE id = ?"
        let found = try database.prepare(sql).first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
            (number: try row.integer(0), state: try row.text(1), isOver: !row.isNull(2))
        }
        guard let found else { return "it is not there" }
        guard let state = RunState(rawValue: found.state) else { return "its state is not one that a run can have" }
        let records = try records(of: id)
        guard let beginning = records.first(where: { $0.record.entry.result == Self.begun })?.record.entry else {
            return "the audit log has no record of its beginning"
        }
        if let broken = records.first(where: { !$0.isLinked }) {
            return "record \(broken.record.number) of the audit log, which vouches for it, was changed"
        }
        // An older Tidemark kept no evidence.
        guard let plan = beginning.evidence else { return nil }
        let known = Known(number: found.number, state: state, isOver: found.isOver)
        guard try digest(of: .plan, run: known.number) == plan else {
            return "its plan is not the one that was journalled"
        }
        if let flaw = try preImageFlaw(of: known, records.map(\.record.entry)) { return flaw }
        if let flaw = try eventFlaw(of: known) { return flaw }
        return try outcomeFlaw(of: known, records.map(\.record.entry))
    }

    /// What a run is as far as it is to be checked.
    private struct Known {
        let number: Int64
        let state: RunState
        let isOver: Bool
    }

    private func preImageFlaw(of run: Known, _ entries: [AuditEntry]) throws(SQLiteError) -> String? {
        let flaw = "its pre-image, what its groups held before, is not the one that was journalled"
        guard let evidence = entries.last(where: { $0.result == RunEvidence.preImage.rawValue })?.evidence else {
            let exists = try database.prepare("SELECT 1 FROM pre_image WHERE run = ? LIMIT 1")
                .first([.integer(run.number)]) { (_: borrowing Row) in true }
            return exists == nil ? nil : flaw
        }
        return try digest(of: .preImage, run: run.number) == evidence ? nil : flaw
    }

    private func eventFlaw(of run: Known) throws(SQLiteError) -> String? {
        var previous: [UInt8]?
        var isIntact = true
        var last = ""
        try database.prepare("SELECT \(EventChain.columns), hash FROM event NOT INDEXED WHERE run = ? ORDER BY number")
            .rows([.integer(run.number)]) { (row: borrowing Row) throws(SQLiteError) in
                var bytes: [UInt8] = []
                let isTold = !row.isNull(EventChain.hashedCount) || !row.isNull(EventChain.hashedCount + 1)
                row.append(0..<(isTold ? EventChain.columnCount : EventChain.hashedCount), to: &bytes)
                let hash = try ChainedHash.hash(bytes, after: previous)
                let stored = try row.optionalBlob(EventChain.columnCount)
                if stored != hash.bytes { isIntact = false }
                previous = stored
                last = try row.text(2)
            }
        let isAsJournalled = isIntact && last == run.state.rawValue
        return isAsJournalled ? nil : "the states it went through are not those that were journalled"
    }

    private func outcomeFlaw(of run: Known, _ entries: [AuditEntry]) throws(SQLiteError) -> String? {
        let flaw = "how it ended is not what was journalled"
        guard run.isOver || run.state == .undecided else { return run.state.isTerminal ? flaw : nil }
        let others = [Self.begun, RunEvidence.preImage.rawValue]
        let evidence = entries.last { !others.contains($0.result) }?.evidence
        return try digest(of: .outcome, run: run.number) == evidence ? nil : flaw
    }
}
