public import Offsets
import SQLite

extension Journal {
    /// Enters a run with its whole plan, in state `planned`, and its beginning in the audit log.
    ///
    /// - Parameters:
    ///   - record: the run.
    ///   - groups: its target groups, each once.
    ///   - items: its items, each partition of a group once; fastest when sorted by group, topic, partition.
    ///   - topicIDs: the ids of their topics, as far as they are known.
    /// - Throws: `run-unfinished` (exit 75) when another run of the cluster is not over; `internal` for a plan that
    ///   contradicts itself. Nothing is entered then.
    public func begin(
        _ record: RunRecord,
        groups: [RunGroup],
        items: [RunItem],
        topicIDs: [String: TopicID] = [:]
    ) throws(TidemarkError) {
        let unfinished: RunID? = try changing(to: .planned) { (file: borrowing JournalFile) throws(SQLiteError) in
            if let other = try file.unfinishedRun(cluster: record.cluster.id) { return other }
            guard record.state == .planned, record.finishedAt == nil else {
                throw SQLiteError(.constraint, "a run begins as planned, not as \(record.state.rawValue)")
            }
            let run = try file.insert(record)
            let groupNumbers = try file.insert(groups, run: run)
            let topicNumbers = try file.insert(topicsOf: items, ids: topicIDs, run: run)
            try file.insert(items, run: run, groupNumbers: groupNumbers, topicNumbers: topicNumbers)
            let moment = now()
            try file.insert(RunEvent(at: moment, state: .planned), run: run)
            try file.auditBeginning(of: record, run: run, at: moment)
            return nil
        }
        guard let unfinished else { return }
        throw TidemarkError(
            .runUnfinished,
            "run \(unfinished) on this cluster is unfinished",
            hint: "Run `tidemark recover` first; it finishes that run."
        )
    }

    /// Enters that a run has reached a state, before the act that the state announces.
    ///
    /// - Parameters:
    ///   - id: the run.
    ///   - state: the state.
    ///   - detail: more in words.
    ///   - producer: who writes the transaction that it opens, where that is known.
    /// - Throws: `illegal-transition` where ``RunState/successors`` does not have it; `run-not-found`.
    public func advance(
        _ id: RunID,
        to state: RunState,
        detail: String? = nil,
        producer: ProducerIdentity? = nil
    ) throws(TidemarkError) {
        guard state != .preImage else {
            throw TidemarkError(
                .internalError,
                "recordPreImage is the way to the pre-image of run \(id)"
            )
        }
        try move(id, to: state, detail: detail, producer: producer)
    }

    /// Enters what every target of a run held before it, and state `pre-image`, in one transaction.
    ///
    /// - Parameters:
    ///   - id: the run, in state `prechecked`.
    ///   - items: every item of the run, its `preImage` read; the other fields say which item it is.
    ///   - detail: more in words.
    /// - Throws: `internal` when an item is missing, unknown or not read; nothing is entered then.
    public func recordPreImage(_ id: RunID, items: [RunItem], detail: String? = nil) throws(TidemarkError) {
        try move(id, to: .preImage, detail: detail) {
            (file: borrowing JournalFile, run: Int64, moment: Timestamp) throws(SQLiteError) in
            try file.insertPreImages(of: items, run: run)
            try file.auditPreImage(of: run, by: who, at: moment)
        }
    }

    /// Enters the end of a run, in the audit log too.
    ///
    /// - Parameters:
    ///   - id: the run.
    ///   - state: a terminal state, or `undecided`: then the run stays unfinished, and a recovery may still decide it.
    ///   - failure: why it did not reach its end.
    ///   - mismatches: what does not hold the expected offset, for `raced` and `undecided`.
    ///   - unread: the groups of which it is not known what they hold, because they could not be read.
    /// - Throws: `illegal-transition`, `run-not-found`.
    public func finish(
        _ id: RunID,
        state: RunState,
        failure: RunFailure? = nil,
        mismatches: [Mismatch] = [],
        unread: [UnreadGroup] = []
    ) throws(TidemarkError) {
        guard state.isTerminal || state == .undecided else {
            throw TidemarkError(.internalError, "\(state.rawValue) is no end of a run")
        }
        try move(id, to: state, detail: failure?.message) {
            (file: borrowing JournalFile, run: Int64, _: Timestamp) throws(SQLiteError) in
            if let failure { try file.enter(failure, run: run) }
            try file.insert(mismatches, run: run)
            try file.insert(unread, run: run)
        } afterwards: { (file: borrowing JournalFile, run: Int64, moment: Timestamp) throws(SQLiteError) in
            try file.auditEnd(
                of: run,
                by: who,
                state: state,
                failure: failure,
                mismatches: mismatches,
                because: reason,
                at: moment
            )
        }
    }

    /// Enters that something happened in a run which did not change its state, such as a failure that is to be repeated.
    ///
    /// - Throws: `run-not-found`.
    public func note(_ detail: String, in id: RunID) throws(TidemarkError) {
        let isKnown = try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            guard let (run, state) = try file.find(id) else { return false }
            try file.insert(RunEvent(at: now(), state: state, detail: detail), run: run)
            return true
        }
        guard isKnown else { throw notFound(id) }
    }

    /// Enters a step of one group of a best-effort run, before the act that the step announces.
    ///
    /// - Throws: `run-not-found`; `internal` for a group that is not of the run, or a run that is over.
    public func record(
        _ step: GroupStep,
        of group: GroupID,
        in id: RunID,
        detail: String? = nil
    ) throws(TidemarkError) {
        let isKnown = try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            guard let (run, state) = try file.find(id) else { return false }
            guard !state.isTerminal else { throw SQLiteError(.constraint, "run \(id) is over") }
            try file.insert(RunEvent(at: now(), state: state, group: group, step: step, detail: detail), run: run)
            return true
        }
        guard isKnown else { throw notFound(id) }
    }

    /// What else changes in the file with the state of a run, by the run's number, at a moment.
    private typealias RunChange = (borrowing JournalFile, Int64, Timestamp) throws(SQLiteError) -> Void

    private func move(
        _ id: RunID,
        to next: RunState,
        detail: String?,
        producer: ProducerIdentity? = nil,
        with changes: RunChange = { (_: borrowing JournalFile, _: Int64, _: Timestamp) throws(SQLiteError) in },
        afterwards: RunChange = { (_: borrowing JournalFile, _: Int64, _: Timestamp) throws(SQLiteError) in }
    ) throws(TidemarkError) {
        let refusal: TidemarkError? = try changing(to: next) { (file: borrowing JournalFile) throws(SQLiteError) in
            guard let (run, state) = try file.find(id) else { return notFound(id) }
            guard state.successors.contains(next) else { return illegal(id, from: state, to: next) }
            let moment = now()
            if state == .undecided { try file.removeDoubt(of: run) }
            try changes(file, run, moment)
            let sql = "UPDATE run SET state = ?, finished_at = ? WHERE number = ?"
            let end = next.isTerminal ? moment.nanoseconds : nil
            try file.database.prepare(sql).run([.text(next.rawValue), .integer(end), .integer(run)])
            try file.insert(RunEvent(at: moment, state: next, detail: detail, producer: producer), run: run)
            try afterwards(file, run, moment)
            return nil
        }
        if let refusal { throw refusal }
    }

    private func illegal(_ id: RunID, from: RunState, to next: RunState) -> TidemarkError {
        TidemarkError(
            .illegalTransition,
            "run \(id) is \(from.rawValue) and cannot become \(next.rawValue)"
        )
    }
}

extension JournalFile {
    /// Enters why a run did not reach its end.
    func enter(_ failure: RunFailure, run: Int64) throws(SQLiteError) {
        let sql = "UPDATE run SET error_code = ?, error_message = ?, error_hint = ? WHERE number = ?"
        try database.prepare(sql).run([
            .text(failure.code), .text(failure.message), .text(failure.hint), .integer(run),
        ])
    }

    /// Removes why a run was undecided, once it is not any more; its events still tell.
    fileprivate func removeDoubt(of run: Int64) throws(SQLiteError) {
        let sql = "UPDATE run SET error_code = NULL, error_message = NULL, error_hint = NULL WHERE number = ?"
        try database.prepare(sql).run([.integer(run)])
        try database.prepare("DELETE FROM mismatch WHERE run = ?").run([.integer(run)])
        try database.prepare("DELETE FROM unread WHERE run = ?").run([.integer(run)])
    }
}
