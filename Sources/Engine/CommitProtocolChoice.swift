import Kafka
public import Offsets
public import Store

/// Finds out whether a cluster permits transactions that keep out of groups with members, for an operator who allows a
/// restore without one.
///
/// Only initialising a transaction tells, and that fences other restores into the cluster: it is done for a plan that is
/// about to be carried out, never for one that is only looked at. Nothing is committed.
public struct CommitProtocolChoice: Sendable {
    private let cluster: any Cluster
    private let journal: Journal
    private let progress: @Sendable (Progress) -> Void

    /// A choice for a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - journal: The journal of a store that this process has locked; it remembers that the fence was proved.
    ///   - progress: Told how far it has come.
    public init(
        _ cluster: any Cluster,
        journal: Journal,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.journal = journal
        self.progress = progress
    }

    /// The plan as it can be carried out: in a transaction wherever the cluster permits one.
    ///
    /// - Parameter prepared: The plan.
    /// - Returns: The same plan, or the same steps as best effort with the reason why.
    /// - Throws: ``TidemarkError``: 69 when the cluster does not answer.
    public func choose(
        for prepared: PreparedPlan
    ) async throws(TidemarkError) -> (plan: PreparedPlan, refusal: TidemarkError?) {
        // A plan that only removes needs no transaction.
        guard let first = prepared.plan.steps.first(where: { $0.action == .set }) else { return (prepared, nil) }
        progress(Progress("finding out whether transactions are permitted"))
        do throws(TidemarkError) {
            let transaction = try await RunTransaction.initialized(
                RunTransaction.id(cluster: prepared.plan.cluster.id),
                on: cluster,
                timeout: TransactionBudget.base
            )
            let check = FenceCheck(
                cluster: cluster,
                journal: journal,
                group: SentinelGroup.name(installation: try await journal.installation()),
                partition: first.topicPartition,
                progress: progress
            )
            let deadline = Deadline.after(RunTransaction.initializePatience)
            try await check.prove(with: transaction, on: try await identity(before: deadline), before: deadline)
            return (prepared, nil)
        } catch {
            let isRefused = (error.cause as? KafkaError)?.code.refusesTransactions == true
            guard isRefused || error.code == FenceCheck.missingCode else { throw error }
            return (try prepared.carriedOut(by: .bestEffort), error)
        }
    }

    private func identity(before deadline: Deadline) async throws(TidemarkError) -> ClusterIdentity {
        do throws(KafkaError) {
            return try await cluster.metadata(before: deadline).identity
        } catch {
            throw .cluster(error, while: "connecting to the cluster", of: cluster)
        }
    }
}
