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
    /// - Returns: the state in which the run is over.
    /// - Throws: `run-not-found`; `run-over` (exit 79); `illegal-transition` for a run that has written nothing, which a
    ///   recovery closes.
    public func accept(
        _ id: RunID,
        failure: RunFailure,
        mismatches: [Mismatch]
    ) throws(TidemarkError) -> RunState {
        let record = try run(id).record
        guard record.finishedAt == nil else {
            throw TidemarkError(
                "run-over",
                "run \(id) is over: it ended as \(record.state.rawValue)",
                exitCode: .refused
            )
        }
        let end: RunState = record.state.successors.contains(.raced) ? .raced : .undecided
        if end == .raced || record.state != .undecided {
            try finish(id, state: end, failure: failure, mismatches: mismatches)
        }
        if end == .undecided { try close(id, failure) }
        return end
    }

    /// Ends a run that stays undecided.
    private func close(_ id: RunID, _ failure: RunFailure) throws(TidemarkError) {
        try changing { () throws(SQLiteError) in
            guard let (run, state) = try find(id) else { return }
            let moment = now()
            try database.prepare("UPDATE run SET finished_at = ? WHERE number = ?")
                .run([.integer(moment.nanoseconds), .integer(run)])
            let detail = "accepted as it is: \(failure.message)"
            try insert(RunEvent(at: moment, state: state, detail: detail), run: run)
            let accepted = RunFailure(code: failure.code, message: detail, hint: nil)
            try auditEnd(of: run, state: state, failure: accepted, mismatches: [], at: moment)
        }
    }
}
