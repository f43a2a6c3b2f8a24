import Cluster
import Offsets
import Store

extension TransactionalRun {
    /// Adds the offsets of every group to the transaction, the mark of the run first.
    ///
    /// - Parameters:
    ///   - transaction: The producer, its transaction begun.
    ///   - timeout: How long the broker leaves a transaction of it open.
    ///   - metadata: The cluster.
    /// - Throws: ``TidemarkError`` of the first group that is refused, or what ends the run early.
    func send(
        in transaction: any OffsetTransaction,
        openFor timeout: Duration,
        to metadata: ClusterMetadata
    ) async throws(TidemarkError) {
        let hash = try await journal.lastAuditHash(of: record.id)
        let limit = Deadline.after(timeout)
        if let sentinel = ours.sentinel(offset: plan.firstSetStep?.to?.offset ?? 0, auditHash: hash) {
            try await send([SentOffsets(group: record.sentinelGroup, offsets: [sentinel])], in: transaction) { _ in }
        }
        var done = 0
        var batch: [SentOffsets] = []
        for (index, target) in plan.targets.enumerated() {
            let offsets = offsets(of: target, in: metadata)
            batch += RequestChunks.split(offsets, group: target.group).map {
                SentOffsets(group: target.group, offsets: Array($0))
            }
            guard batch.count >= transaction.groupsAtOnce || index == plan.targets.count - 1 else { continue }
            try checkTime()
            let (before, size) = (done, index + 1 - done)
            let (sent, total, progress) = (batch.count, plan.targets.count, progress)
            try await send(batch, in: transaction) { count in
                progress(
                    Progress(
                        "writing groups in one transaction",
                        // A large group is sent in several parts.
                        done: before + size * count / max(sent, 1),
                        of: total,
                        untilTimeout: limit.remaining
                    )
                )
            }
            batch = []
            done = index + 1
        }
    }

    /// What a group commits in the transaction: what is to change, or, where nothing is, one offset that it holds.
    ///
    /// Only a group that commits something is fenced by its coordinator, and the fence is to cover every group of the
    /// plan. A group without any kept offset that can be committed is covered by the listings alone.
    private func offsets(of target: PlanTarget, in metadata: ClusterMetadata) -> [CommittedOffset] {
        let steps = plan.steps[target.steps]
        let changes = steps.compactMap { $0.action == .set ? $0.to : nil }
        guard changes.isEmpty else { return changes }
        let kept = steps.first { step in
            step.action == .keep && step.to != nil && metadata.has(step.topicPartition)
        }
        return kept?.to.map { [$0] } ?? []
    }

    private func send(
        _ all: [SentOffsets],
        in transaction: any OffsetTransaction,
        finished: @escaping @Sendable (Int) -> Void
    ) async throws(TidemarkError) {
        do throws(RefusedOffsets) {
            try await transaction.send(all, finished: finished, before: min(deadline, .after(limits.sending)))
        } catch {
            let (group, offsets) = (error.sent.group, error.sent.offsets)
            guard error.error.code == .unknownMemberID else {
                throw TidemarkError.group(
                    error.error,
                    group,
                    while: "adding its offsets to the transaction",
                    offsets.map(\.topic)
                )
            }
            let limit = Deadline.after(RunLimits.explanation)
            let occupants = await Occupants(cluster: cluster).look(at: [group], before: limit)[group]
            throw TidemarkError.active(group, occupants, cause: error.error)
        }
    }
}
