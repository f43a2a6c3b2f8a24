import Cluster
public import Offsets
import Store

/// Finds out whether a cluster permits transactions, for an operator who allows a restore without one.
///
/// Only initialising a transaction tells, and that fences other restores into the cluster: it is done for a plan that is
/// about to be carried out, never for one that is only looked at.
public struct CommitProtocolChoice: Sendable {
    private let context: EngineContext
    private var cluster: any Cluster { context.cluster }
    private var journal: Journal { context.journal }
    private var progress: @Sendable (Progress) -> Void { context.progress }

    /// A choice for a cluster; the journal remembers what its brokers were seen to do.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// The plan as it can be carried out: in a transaction wherever the cluster permits one and keeps it out of groups
    /// with members.
    ///
    /// - Parameter prepared: The plan.
    /// - Returns: The same plan, or the same steps as best effort with the reason why.
    /// - Throws: ``TidemarkError``: 69 when the cluster does not answer; when the journal cannot be read or written.
    public func choose(
        for prepared: PreparedPlan
    ) async throws(TidemarkError) -> (plan: PreparedPlan, refusal: TidemarkError?) {
        // A plan that only removes needs no transaction.
        guard let partition = prepared.plan.firstSetStep?.topicPartition else { return (prepared, nil) }
        progress(Progress("finding out whether transactions are permitted"))
        do throws(TidemarkError) {
            try await tryTransaction(for: prepared, on: partition)
            return (prepared, nil)
        } catch {
            guard error.refusesTransactions || error.code == .noFence else { throw error }
            return (try prepared.carriedOut(by: .bestEffort), error)
        }
    }

    private func tryTransaction(
        for prepared: PreparedPlan,
        on partition: TopicPartition
    ) async throws(TidemarkError) {
        let limits = RunLimits(prepared.plan, roundTrip: prepared.roundTrip, pace: prepared.pace)
        let id = CommitDecision.id(cluster: prepared.plan.cluster.id)
        let (transaction, _) = try await TransactionBeginning(cluster: cluster, id: id, limits: limits)
            .begin(before: .after(limits.initializing))
        let deadline = Deadline.after(limits.fence)
        let identity = try await cluster.connected(before: deadline).identity
        let sentinelGroup = SentinelGroup.name(installation: try await journal.installation())
        let check = FenceCheck(
            context: context,
            sentinelGroup: sentinelGroup,
            limits: limits
        )
        try await check.prove(on: partition, with: transaction, of: identity, before: deadline)
    }
}
