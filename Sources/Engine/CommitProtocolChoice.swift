import Kafka
public import Offsets

/// Finds out whether a cluster permits transactions, for an operator who allows a restore without one.
///
/// Only initialising a transaction tells, and that fences other restores into the cluster: it is done for a plan that is
/// about to be carried out, never for one that is only looked at.
public struct CommitProtocolChoice: Sendable {
    private let cluster: any Cluster
    private let progress: @Sendable (Progress) -> Void

    /// A choice for a cluster.
    public init(_ cluster: any Cluster, progress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.cluster = cluster
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
        guard prepared.plan.summary.set > 0 else { return (prepared, nil) }
        progress(Progress("finding out whether transactions are permitted"))
        do throws(TidemarkError) {
            _ = try await RunTransaction.initialized(
                RunTransaction.id(cluster: prepared.plan.cluster.id),
                on: cluster,
                timeout: TransactionBudget.base
            )
            return (prepared, nil)
        } catch {
            guard (error.cause as? KafkaError)?.code.refusesTransactions == true else { throw error }
            return (try prepared.carriedOut(by: .bestEffort), error)
        }
    }
}
