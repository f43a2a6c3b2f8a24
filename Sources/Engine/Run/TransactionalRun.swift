import Cluster
import Offsets
import Store

/// One run on its way through the states of the journal (`docs/kafka.md` §12.1): each state is durable before the act
/// that it announces.
struct TransactionalRun: Sendable {
    let context: EngineContext
    let record: RunRecord
    let plan: Plan
    let items: [RunItem]
    /// How long each step may take.
    let limits: RunLimits
    let stop: StopRequest
    let deadline: Deadline

    var cluster: any Cluster { context.cluster }
    var journal: Journal { context.journal }
    var progress: @Sendable (Progress) -> Void { context.progress }

    var id: RunID { record.id }
    var ours: CommitDecision { CommitDecision(cluster: cluster, record: record, limits: limits) }
    var reading: TargetReading { TargetReading(cluster: cluster, progress: progress) }
    var conclusion: ReadBack {
        ReadBack(context: context, limits: limits)
    }
    /// The groups that are written to, or go.
    var groups: Set<GroupID> { Set(items.lazy.map(\.group)).union(plan.removedGroups) }
    /// A plan that only removes has nothing to commit; its deletions are fenced by the coordinators.
    private var needsTransaction: Bool { plan.summary.set > 0 }

    /// Carries the run out to its end.
    ///
    /// - Parameter found: What ``checkCluster()`` found.
    /// - Returns: How it ended.
    /// - Throws: ``TidemarkError`` when the journal could not record the end; its message says what holds.
    func carryOut(on found: Result<ClusterMetadata, TidemarkError>) async throws(TidemarkError) -> RunOutcome {
        let metadata: ClusterMetadata
        let open: (transaction: any OffsetTransaction, timeout: Duration)?
        let known: [RunItem]
        do throws(TidemarkError) {
            metadata = try found.get()
            open = try await prepare(on: metadata.identity)
            known = try await takePreImage()
            try await keepPreImage(known)
            try checkTime()
            if let open {
                try await begin(open.transaction)
                let producer = open.transaction.producer
                try await journal.advance(
                    id,
                    to: .open,
                    detail: "transaction timeout \(DurationText.text(open.timeout))"
                        + (producer.map { ", \($0)" } ?? ""),
                    producer: producer
                )
            } else {
                try await journal.advance(id, to: .deleting, detail: "nothing to commit")
            }
        } catch {
            return try await conclusion.nothingWritten(record, because: error)
        }
        guard let (transaction, timeout) = open else {
            return try await conclusion.committed(record, known, reached: .deleting)
        }
        do throws(TidemarkError) {
            try await send(in: transaction, openFor: timeout, to: metadata)
            try await lastLook(at: known)
            try checkTime()
            try await journal.advance(id, to: .committing, detail: nil)
        } catch {
            return try await abort(transaction, known, because: error)
        }
        progress(Progress("committing"))
        do throws(KafkaError) {
            try await transaction.commit(before: .after(limits.ending))
        } catch {
            // Whoever has announced the commit never aborts: a new producer ends what is open, and the sentinel tells. An
            // error that asks for an abort is no proof either: a broker may answer one to a commit that it carries out.
            return try await decide(
                known,
                commitWasSent: true,
                by: transaction.producer,
                because: .cluster(error, while: "committing", of: cluster)
            )
        }
        return try await conclusion.committed(record, known)
    }

    /// Makes sure that no older transaction of ours is open, and that groups with members are safe from the new one;
    /// `nil` when the run needs none.
    private func prepare(
        on identity: ClusterIdentity
    ) async throws(TidemarkError) -> (transaction: any OffsetTransaction, timeout: Duration)? {
        var open: (transaction: any OffsetTransaction, timeout: Duration)?
        if needsTransaction {
            progress(Progress("preparing the transaction"))
            // Nothing is written yet, so nothing needs more time than the command has.
            let initialized = try await ours.initialized(before: min(deadline, .after(limits.initializing)))
            if let partition = record.sentinelPartition {
                let check = FenceCheck(
                    context: context,
                    sentinelGroup: record.sentinelGroup,
                    limits: limits
                )
                try await check.prove(on: partition, with: initialized.transaction, of: identity, before: deadline)
            }
            open = initialized
        }
        try await journal.advance(id, to: .prechecked, detail: nil)
        return open
    }

    /// Opens the transaction, before it is journalled that it is open: of an open one it is journalled who writes it.
    private func begin(_ transaction: any OffsetTransaction) async throws(TidemarkError) {
        do throws(KafkaError) {
            try await transaction.begin(before: min(deadline, .after(limits.sending)))
        } catch {
            throw TidemarkError.cluster(error, while: "opening the transaction", of: cluster)
        }
    }

    private func abort(
        _ transaction: any OffsetTransaction,
        _ known: [RunItem],
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        progress(Progress("aborting"))
        // A journal that cannot be written is no reason to leave the transaction open.
        let announced: TidemarkError? = await journalled { () throws(TidemarkError) in
            try await journal.advance(id, to: .aborting, detail: cause.message)
        }
        do throws(KafkaError) {
            try await transaction.abort(before: .after(limits.ending))
        } catch {
            return try await decide(
                known,
                commitWasSent: false,
                by: transaction.producer,
                announced: announced,
                because: cause
            )
        }
        if let announced { throw TidemarkError.unjournalled(announced, because: cause) }
        return try await conclusion.aborted(record, known, because: cause)
    }

    /// Finds out how the transaction ended when its own producer cannot tell.
    ///
    /// - Parameters:
    ///   - known: The items with their pre-images.
    ///   - commitWasSent: Whether a commit was sent.
    ///   - producer: Who wrote it, where that is known.
    ///   - announced: Why the journal does not know that the transaction is being aborted, `nil` when it does.
    ///   - cause: What made it necessary.
    /// - Returns: The end of the run, `undecided` when it cannot be found out now.
    /// - Throws: ``TidemarkError`` when the journal could not record it.
    private func decide(
        _ known: [RunItem],
        commitWasSent: Bool,
        by producer: ProducerIdentity?,
        announced: TidemarkError? = nil,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        progress(Progress("finding out how the transaction ended"))
        let ending: CommitDecision.Ending
        do throws(TidemarkError) {
            ending = try await ours.ending(
                known,
                commitWasSent: commitWasSent,
                by: producer,
                journal: journal
            )
        } catch {
            return try await conclusion.undecided(record, known, because: error)
        }
        switch ending {
        case .committed: return try await conclusion.committed(record, known)
        case .aborted:
            if let announced { throw TidemarkError.unjournalled(announced, because: cause) }
            return try await conclusion.aborted(record, known, because: cause)
        case .unknown(let differing): return try await conclusion.undecided(record, known, differing: differing)
        }
    }

    func checkTime() throws(TidemarkError) {
        try stop.check()
        guard deadline.hasPassed else { return }
        throw TidemarkError(
            .deadline,
            "the time limit of the restore has passed",
            hint: "Allow more with --timeout; nothing was changed."
        )
    }

    private func journalled(_ body: () async throws(TidemarkError) -> Void) async -> TidemarkError? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
