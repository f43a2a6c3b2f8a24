import Kafka
import Offsets
import Store

extension RunExecution {
    /// How long one group's offsets may take to be added; a coordinator that is lost meanwhile takes 10 to 20 seconds.
    private static let sendPatience: Duration = .seconds(30)

    /// Opens the transaction and adds the offsets of every group to it, the mark of the run first.
    func send(
        in transaction: any OffsetTransaction,
        to metadata: ClusterMetadata
    ) async throws(TidemarkError) {
        do throws(KafkaError) {
            try await transaction.begin(before: deadline)
        } catch {
            throw TidemarkError.cluster(error, while: "opening the transaction", of: cluster)
        }
        let limit = min(deadline, .after(timeout))
        if let sentinel = ours.sentinel(offset: plan.firstSetStep?.to?.offset ?? 0) {
            try await send([sentinel], of: record.sentinelGroup, in: transaction)
        }
        for (index, target) in plan.targets.enumerated() {
            try checkTime()
            let offsets = offsets(of: target, in: metadata)
            for chunk in RequestChunks.split(offsets, group: target.group) {
                try await send(Array(chunk), of: target.group, in: transaction)
            }
            progress(
                Progress(
                    "writing groups in one transaction",
                    done: index + 1,
                    of: plan.targets.count,
                    timeLeft: limit.remaining
                )
            )
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
        _ offsets: [CommittedOffset],
        of group: GroupID,
        in transaction: any OffsetTransaction
    ) async throws(TidemarkError) {
        do throws(KafkaError) {
            try await transaction.send(offsets, of: group, before: min(deadline, .after(Self.sendPatience)))
        } catch {
            throw TidemarkError.group(
                error,
                group,
                while: "adding its offsets to the transaction",
                offsets.map(\.topic)
            )
        }
    }
}
