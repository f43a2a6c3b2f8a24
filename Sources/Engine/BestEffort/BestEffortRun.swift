import Cluster
import Offsets
import Store

/// A run without a transaction (`docs/kafka.md` §12.3): group after group is written, each step journalled before it is
/// taken, and when one fails all of them are put back.
///
/// The brokers refuse groups with members, as they do in a transaction; what is missing is that all groups change at
/// once.
struct BestEffortRun: Sendable {
    let run: TransactionalRun

    private var id: RunID { run.record.id }
    private var journal: Journal { run.journal }
    private var reading: TargetReading { TargetReading(cluster: run.cluster, progress: { _ in }) }
    private var conclusion: ReadBack { run.conclusion }

    /// Carries the run out to its end.
    ///
    /// - Parameter found: What ``TransactionalRun/checkCluster()`` found.
    /// - Returns: How it ended.
    /// - Throws: ``TidemarkError`` when the journal could not record the end; its message says what holds.
    func carryOut(on found: Result<ClusterMetadata, TidemarkError>) async throws(TidemarkError) -> RunOutcome {
        let known: [RunItem]
        do throws(TidemarkError) {
            _ = try found.get()
            try await journal.advance(id, to: .prechecked, detail: "without a transaction")
            known = try await run.takePreImage()
            try await run.keepPreImage(known)
            try await BestEffortPrecheck(cluster: run.cluster).refuseWhatCannotBePutBack(
                known,
                before: min(run.deadline, .after(run.limits.reading))
            )
            try run.checkTime()
            try await journal.advance(id, to: .open, detail: "group after group, without a transaction")
        } catch {
            return try await conclusion.nothingWritten(run.record, because: error)
        }
        do throws(TidemarkError) {
            try await write(known)
        } catch {
            return try await BestEffortRollback(context: run.context, limits: run.limits)
                .carryOut(run.record, because: error)
        }
        return try await conclusion.committed(run.record, known, reached: .open)
    }

    private func write(_ known: [RunItem]) async throws(TidemarkError) {
        let groups = Dictionary(grouping: known, by: \.group)
            .filter { $0.value.contains { $0.action == .set } }
            .sorted { $0.key < $1.key }
        for (index, (group, items)) in groups.enumerated() {
            try run.checkTime()
            try await write(items, of: group)
            run.progress(Progress("writing groups one after another", done: index + 1, of: groups.count))
        }
    }

    private func write(_ items: [RunItem], of group: GroupID) async throws(TidemarkError) {
        if let moved = RunComparison.withPreImage(items, try await held(items, "final check before commit")).first {
            throw TidemarkError.stale(moved)
        }
        try await journal.record(.intent, of: group, in: id)
        let planned = items.compactMap { $0.action == .set ? $0.planned : nil }
        try await PlainCommit(cluster: run.cluster, group: group, items: items)
            .write(planned, before: min(run.deadline, .after(run.limits.plainCommit)))
        try await journal.record(.acknowledged, of: group, in: id)
        // Somebody who has moved the group since is named at the end, as after a transaction.
        let written = items.filter { $0.action == .set }
        if RunComparison.withPlanned(written, try await held(written, "reading back")).isEmpty {
            try await journal.record(.verified, of: group, in: id)
        }
    }

    private func held(
        _ items: [RunItem],
        _ activity: String
    ) async throws(TidemarkError) -> [GroupID: [TopicPartition: CommittedOffset]] {
        try await reading.read(
            items,
            waitsForTransactions: true,
            activity: activity,
            patience: run.limits.foreignTransaction,
            before: .after(run.limits.reading)
        )
    }
}
