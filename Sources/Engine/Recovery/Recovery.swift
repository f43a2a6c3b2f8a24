import Cluster
public import Offsets
import Store

/// Brings runs that were cut short to a decided end.
public struct Recovery: Sendable {
    let context: EngineContext
    var cluster: any Cluster { context.cluster }
    var journal: Journal { context.journal }
    var progress: @Sendable (Progress) -> Void { context.progress }
    /// The states from which a run goes on to its end.
    private static let afterCommit: Set<RunState> = [.committed, .deleting, .verified]

    /// A recovery of the runs in a journal.
    ///
    /// - Parameter context: The cluster and the journal, locked by this process.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// Decides every unfinished run of a cluster, oldest first.
    ///
    /// A run that had not opened its transaction wrote nothing. Any other is decided by the cluster: its transaction is
    /// ended, then the sentinel tells whether it was committed (`docs/kafka.md` §12.2). What a best-effort run had
    /// written is put back, unless it had written everything.
    ///
    /// - Parameter clusterID: The cluster's own id.
    /// - Returns: How each ended.
    /// - Throws: ``TidemarkError`` when a run cannot be decided now, or the journal cannot be read or written; 65 when a run
    ///   that is not over is not as it was journalled.
    public func finish(cluster clusterID: String) async throws(TidemarkError) -> [RunOutcome] {
        try await journal.checkUnfinishedRuns()
        var outcomes: [RunOutcome] = []
        for record in try await journal.unfinishedRuns(cluster: ClusterName(id: clusterID, name: nil)) {
            outcomes.append(try await finish(record))
        }
        return outcomes
    }

    /// How long the marks of this installation may take to be read.
    private static let marksPatience: Duration = .seconds(60)

    func finish(_ record: RunRecord) async throws(TidemarkError) -> RunOutcome {
        // Nothing is done by a row that is not as it was written.
        let detail = try await journal.provenRun(record.id)
        let items = detail.items
        let limits = RunLimits(items)
        context.limited(limits)
        let conclusion = ReadBack(context: context, limits: limits)
        let interrupted = TidemarkError(
            .interrupted,
            "run \(record.id) was interrupted in state \(record.state.rawValue)",
            hint: "It wrote nothing."
        )
        guard !record.state.isBeforeAnyWrite else {
            let lost = LostRuns(context.quiet)
            let missing = try await lost.missing(before: .after(Self.marksPatience)) ?? []
            guard missing.contains(where: { $0.mark.run == record.id.text }) else {
                return try await conclusion.nothingWritten(record, because: interrupted)
            }
            return try await committedLater(record, missing)
        }
        guard record.commitProtocol == .transaction || Self.afterCommit.contains(record.state) else {
            return try await putBack(record, limits)
        }
        if Self.afterCommit.contains(record.state) {
            return try await conclusion.committed(record, items, reached: record.state)
        }
        if record.state == .open { try await journal.advance(record.id, to: .aborting, detail: "recovery") }
        progress(Progress("finding out how run \(record.id) ended"))
        let ending: CommitDecision.Ending
        do throws(TidemarkError) {
            // The state `committing` is durable before a commit is sent, so without it none was.
            let commitWasSent = detail.events.contains { $0.state == .committing }
            ending = try await CommitDecision(cluster: cluster, record: record, limits: limits).ending(
                items,
                commitWasSent: commitWasSent,
                by: detail.events.last { $0.producer != nil }?.producer,
                journal: journal
            )
        } catch {
            throw TidemarkError(
                error.code,
                "whether run \(record.id) was committed cannot be found out now: \(error.message); groups: "
                    + GroupList.words(Set(items.map(\.group))),
                hint: "All of them hold the old or all hold the new offsets. The next restore decides it first.",
                cause: error
            )
        }
        switch ending {
        case .committed: return try await conclusion.committed(record, items)
        case .aborted: return try await conclusion.aborted(record, items, because: interrupted)
        case .unknown(let differing): return try await conclusion.undecided(record, items, differing: differing)
        }
    }

    /// Ends a run that the journal has as one that wrote nothing, and of which Kafka has the mark: the journal is an older
    /// copy, and the run has gone on.
    private func committedLater(
        _ record: RunRecord,
        _ missing: [CommittedMark]
    ) async throws(TidemarkError) -> RunOutcome {
        let outdated = RunFailure(TidemarkError.outdatedJournal(missing))
        try await journal.finish(record.id, state: .undecided, failure: outdated)
        let detail = try await journal.run(record.id)
        let limits = RunLimits(detail.items)
        return try await ReadBack(context: context, limits: limits)
            .committed(detail.record, detail.items)
    }

    private func putBack(_ record: RunRecord, _ limits: RunLimits) async throws(TidemarkError) -> RunOutcome {
        let interrupted = TidemarkError(
            .interrupted,
            "run \(record.id) was interrupted in state \(record.state.rawValue)"
        )
        return try await BestEffortRollback(context: context, limits: limits)
            .carryOut(record, because: interrupted)
    }
}
