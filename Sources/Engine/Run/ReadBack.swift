import Cluster
import Offsets
import Store

/// The end of a run: what the groups hold is read back, and the verdict is journalled.
struct ReadBack: Sendable {
    let context: EngineContext
    /// How long each step may take; what was committed or aborted becomes readable only after that has returned
    /// (`docs/kafka.md` §5.2).
    let limits: RunLimits

    var cluster: any Cluster { context.cluster }
    var journal: Journal { context.journal }
    var progress: @Sendable (Progress) -> Void { context.progress }

    var reading: TargetReading { TargetReading(cluster: cluster, progress: progress) }

    /// Ends a run that stopped before its first write.
    func nothingWritten(
        _ record: RunRecord,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        try await finish(record, .aborted, because: cause, verified: 0, [])
    }

    /// Ends a run whose transaction was aborted: every group is read back and must be as it was.
    func aborted(
        _ record: RunRecord,
        _ items: [RunItem],
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await reading.read(
                items,
                waitsForTransactions: true,
                activity: "checking that nothing changed",
                before: .after(limits.reading)
            )
        } catch {
            let unverified = TidemarkError(
                cause.code,
                "\(cause.message); the transaction was aborted, but that nothing changed could not be read back",
                hint: error.message,
                cause: cause
            )
            return try await finish(record, .aborted, because: unverified, verified: 0, [])
        }
        let moved = RunComparison.withPreImage(items, held)
        guard !moved.isEmpty else {
            return try await finish(record, .aborted, because: cause, verified: items.count, [])
        }
        let groups = GroupList.words(Set(moved.map(\.group)))
        let elsewhere = TidemarkError(
            cause.code,
            "\(cause.message); the transaction was aborted, and something else has moved \(moved.count) partitions of "
                + groups,
            hint: "Nothing of the run was written. Find what commits for these groups.",
            cause: cause
        )
        return try await finish(record, .aborted, because: elsewhere, verified: items.count, moved)
    }

    /// Reports a run whose transaction may or may not have been committed, with the groups it concerns.
    func undecided(
        _ record: RunRecord,
        _ items: [RunItem],
        because error: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let groups = GroupList.words(Set(items.map(\.group)))
        let undecided = TidemarkError(
            .undecided,
            "whether the transaction was committed cannot be found out now: \(error.message); groups: \(groups)",
            hint: "All of them hold the old or all hold the new offsets. The next restore decides it first.",
            cause: error
        )
        return try await finish(record, .undecided, because: undecided, verified: 0, nil)
    }

    /// Reports a run whose transaction is over, without any trace left that tells how it ended.
    func undecided(
        _ record: RunRecord,
        _ items: [RunItem],
        differing: [Mismatch]
    ) async throws(TidemarkError) -> RunOutcome {
        let groups = GroupList.words(Set(differing.map(\.group)))
        let undecided = TidemarkError(
            .undecided,
            "the transaction of run \(record.id) is over, but its mark is gone, and \(differing.count) partitions of "
                + "\(groups) hold neither what the run wrote nor, all of them, what was there before",
            hint: "Compare what these groups hold with what they should; nothing of the run is open any more. Then "
                + "`tidemark recover --accept \(record.id)` ends it as it is."
        )
        return try await finish(record, .undecided, because: undecided, verified: items.count, differing)
    }

    /// Two hints as one.
    static func hint(_ first: String, _ second: String?) -> String {
        second.map { "\(first) \($0)" } ?? first
    }

    /// Journals something that follows the commit; a failure says that the offsets stand.
    func afterCommit(_ body: () async throws(TidemarkError) -> Void) async throws(TidemarkError) {
        do {
            try await body()
        } catch {
            throw TidemarkError(
                error.code,
                "the offsets were committed, but the journal could not record it: \(error.message)",
                hint: "The next restore, or `tidemark recover`, reads them back and closes the run.",
                cause: error
            )
        }
    }

    /// Journals the end of a run, `undecided` included; `mismatches` is `nil` where nothing could be read.
    func finish(
        _ record: RunRecord,
        _ state: RunState,
        because cause: TidemarkError?,
        verified: Int,
        _ mismatches: [Mismatch]?
    ) async throws(TidemarkError) -> RunOutcome {
        let failure = cause.map { RunFailure($0) }
        do throws(TidemarkError) {
            if record.state == .undecided, state == .undecided, let failure {
                // Once more, and perhaps more is known than the last time.
                try await journal.renewDoubt(record.id, failure: failure, mismatches: mismatches)
            } else {
                try await journal.finish(record.id, state: state, failure: failure, mismatches: mismatches ?? [])
            }
        } catch {
            let words = cause.map { "\($0.message); " } ?? ""
            throw TidemarkError(
                error.code,
                "\(words)the run ended as \(state.rawValue), but the journal could not record it: \(error.message)",
                hint: error.hint,
                cause: error
            )
        }
        var record = record
        record.state = state
        record.error = failure
        record.finishedAt = state.isTerminal ? .now() : nil
        return RunOutcome(
            record: record,
            verified: verified,
            mismatches: mismatches ?? [],
            code: cause?.code
        )
    }
}
