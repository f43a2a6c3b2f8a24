public import Offsets
import SQLite

extension Journal {
    /// Ends a run that cannot be brought to its end, because an operator says so; the audit log keeps who.
    ///
    /// A run of which it is known that it was written ends as `raced`, any other as `undecided`; then it is over.
    ///
    /// - Parameters:
    ///   - id: the run, not over.
    ///   - failure: what is not known or missing, in words.
    ///   - mismatches: what does not hold the expected offset, as far as it could be read.
    ///   - unread: the groups that could not be read; what was found of them before is kept.
    /// - Returns: the state in which the run is over.
    /// - Throws: `run-not-found`; `run-over` (exit 79).
    public func accept(
        _ id: RunID,
        failure: RunFailure,
        mismatches: [Mismatch],
        unread: [UnreadGroup] = []
    ) throws(TidemarkError) -> RunState {
        let record = try run(id).record
        guard record.finishedAt == nil else {
            throw TidemarkError(
                .runOver,
                "run \(id) is over: it ended as \(record.state.rawValue)"
            )
        }
        let end: RunState = record.state.successors.contains(.raced) ? .raced : .undecided
        if end == .raced || record.state != .undecided {
            try finish(id, state: end, failure: failure, mismatches: mismatches, unread: unread)
        }
        if end == .undecided { try close(id, failure, mismatches, unread) }
        return end
    }

    /// Enters what was newly found of a run that was undecided and still is; nothing when it is known already.
    ///
    /// - Parameters:
    ///   - id: the run, undecided and not over.
    ///   - failure: why it cannot be decided.
    ///   - mismatches: what does not hold the expected offset, `nil` when nothing was read; then what is known stays.
    /// - Throws: `run-not-found`.
    public func renewDoubt(
        _ id: RunID,
        failure: RunFailure,
        mismatches: [Mismatch]?
    ) throws(TidemarkError) {
        let known = try run(id)
        guard known.record.error != failure || mismatches.map({ $0 != known.mismatches }) ?? false else { return }
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            guard let (run, state) = try file.find(id), state == .undecided else { return }
            let moment = now()
            try file.enter(failure, run: run)
            if let mismatches { try file.replaceFindings(run, known, mismatches, unread: []) }
            try file.insert(RunEvent(at: moment, state: state, detail: failure.message), run: run)
            try file.auditEnd(
                of: run,
                by: who,
                state: state,
                failure: failure,
                mismatches: mismatches ?? known.mismatches,
                because: reason,
                at: moment
            )
        }
    }

    /// Ends a run that stays undecided.
    private func close(
        _ id: RunID,
        _ failure: RunFailure,
        _ mismatches: [Mismatch],
        _ unread: [UnreadGroup]
    ) throws(TidemarkError) {
        let known = try run(id)
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            guard let (run, state) = try file.find(id) else { return }
            let moment = now()
            try file.replaceFindings(run, known, mismatches, unread: unread)
            try file.database.prepare("UPDATE run SET finished_at = ? WHERE number = ?")
                .run([.integer(moment.nanoseconds), .integer(run)])
            let detail = "accepted as it is: \(failure.message)"
            try file.insert(RunEvent(at: moment, state: state, detail: detail), run: run)
            let accepted = RunFailure(code: failure.code, message: detail, hint: nil)
            try file.auditEnd(
                of: run,
                by: who,
                state: state,
                failure: accepted,
                mismatches: mismatches,
                because: reason,
                at: moment
            )
        }
    }
}

extension JournalFile {
    /// Enters what was found last in the place of what was found before, which stays for groups that could not be read.
    fileprivate func replaceFindings(
        _ run: Int64,
        _ known: RunDetail,
        _ mismatches: [Mismatch],
        unread: [UnreadGroup]
    ) throws(SQLiteError) {
        let unreadGroups = Set(unread.map(\.group))
        let kept = known.mismatches.filter { unreadGroups.contains($0.group) }
        try database.prepare("DELETE FROM mismatch WHERE run = ?").run([.integer(run)])
        try database.prepare("DELETE FROM unread WHERE run = ?").run([.integer(run)])
        try insert(mismatches + kept, run: run)
        try insert(unread, run: run)
    }
}
