public import Offsets
import SQLite

/// Whether a run is as it was journalled.
extension Journal {
    /// Everything about one run, when all of it that decides what is written is as it was journalled.
    ///
    /// Runs that an older Tidemark has journalled have no evidence, and are taken as they are.
    ///
    /// - Throws: `run-not-found` (exit 66); `damaged-journal` (exit 65) naming what differs.
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
        for id in try ids(sql) {
            if let flaw = try flaw(in: id) { throw damaged(id, flaw) }
        }
    }

    /// Checks everything: every page of the file, the chain of the audit log, and every run.
    ///
    /// - Returns: How many records the audit log has.
    /// - Throws: `damaged-journal` or `audit-broken` (exit 65) naming the first flaw.
    public func check() throws(TidemarkError) -> Int {
        try stored { () throws(SQLiteError) in try database.quickCheck() }
        switch try verifyAudit() {
        case .broken(let number, let reason):
            throw TidemarkError(
                .auditBroken,
                "record \(number) of the audit log: \(reason)",
                hint: "Records before it are as they were written; it and those after it prove nothing."
            )
        case .intact(let records):
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

    /// The first run that is not as it was journalled, and how, in words; `nil` when all are.
    public func firstDamagedRun() throws(TidemarkError) -> (run: RunID, flaw: String)? {
        for id in try ids("SELECT id FROM run NOT INDEXED ORDER BY number") {
            if let flaw = try flaw(in: id) { return (id, flaw) }
        }
        return nil
    }

    /// What of a run is not as it was journalled, in words; `nil` when all of it is.
    ///
    /// - Throws: `run-not-found` (exit 66); 65 when the file itself is damaged.
    public func flaw(in id: RunID) throws(TidemarkError) -> String? {
        let sql = "SELECT number, state, finished_at FROM run NOT INDEXED WHERE id = ?"
        let found = try stored { () throws(SQLiteError) in
            try database.prepare(sql).first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
                (number: try row.integer(0), state: try row.text(1), isOver: !row.isNull(2))
            }
        }
        guard let found else { throw notFound(id) }
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
        return try stored { () throws(SQLiteError) -> String? in
            guard try digest(of: .plan, run: known.number) == plan else {
                return "its plan is not the one that was journalled"
            }
            if let flaw = try preImageFlaw(of: known, records.map(\.record.entry)) { return flaw }
            if let flaw = try eventFlaw(of: known) { return flaw }
            return try outcomeFlaw(of: known, records.map(\.record.entry))
        }
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
                row.append(0..<EventChain.columnCount, to: &bytes)
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

    private func ids(_ sql: String) throws(TidemarkError) -> [RunID] {
        try stored { () throws(SQLiteError) in
            try database.prepare(sql).map { (row: borrowing Row) throws(SQLiteError) in RunID(text: try row.text(0)) }
        }
    }

    private func damaged(_ id: RunID, _ flaw: String) -> TidemarkError {
        TidemarkError(
            .damagedJournal,
            "run \(id) in \(path) cannot be relied on: \(flaw)",
            hint:
                "Nothing was written. Put back an intact copy of the journal where there is one; an unfinished run is "
                + "ended as it is by `tidemark recover --accept \(id)`."
        )
    }
}
