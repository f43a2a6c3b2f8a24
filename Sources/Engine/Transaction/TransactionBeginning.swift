import Cluster
import Offsets

/// Beginning a transactional producer, or finding out why the cluster gives none.
struct TransactionBeginning: Sendable {
    /// How long the first try may take before the cluster is asked what is in the way: a healthy one answers in
    /// milliseconds, and one that lost a broker is simply waited for.
    private static let firstLook: Duration = .seconds(5)

    let cluster: any Cluster
    /// The transactional id.
    let id: String
    let limits: RunLimits

    /// A producer that has fenced its predecessors; no older transaction with this id is open once it is there.
    ///
    /// The broker is asked to leave a transaction open for as long as the plan may need it, and where it does not allow
    /// that, for as long as the plan needs it at least.
    ///
    /// - Parameter deadline: When to give up.
    /// - Returns: The producer, and how long the broker leaves a transaction of it open.
    /// - Throws: ``TidemarkError``: 69 when the cluster does not decide in time, 77 without the right to the id, 79 where
    ///   there are no transactions, or none that may be open for so long.
    func begin(before deadline: Deadline) async throws(TidemarkError) -> (any OffsetTransaction, timeout: Duration) {
        let wanted = limits.transactionTimeout
        do throws(KafkaError) {
            return (try await producer(timeout: wanted, before: deadline), wanted)
        } catch {
            guard error.code == .invalidTransactionTimeout else { throw await refusal(error) }
        }
        let allowed = await cluster.settings(before: deadline)?.transactionMaxTimeout
        let least = limits.leastTransactionTimeout
        let timeout = min(wanted, allowed ?? least)
        guard timeout >= least else { throw .transactionTooLong(nil, limits, allowed: allowed) }
        do throws(KafkaError) {
            return (try await producer(timeout: timeout, before: deadline), timeout)
        } catch {
            guard error.code == .invalidTransactionTimeout else { throw await refusal(error) }
            throw .transactionTooLong(error, limits, allowed: allowed)
        }
    }

    /// Makes a producer; when it is not there after a moment, it is waited for only if waiting can help.
    private func producer(
        timeout: Duration,
        before deadline: Deadline
    ) async throws(KafkaError) -> any OffsetTransaction {
        let transaction = try cluster.transaction(id: id, timeout: timeout)
        let look = min(deadline, .after(Self.firstLook))
        do throws(KafkaError) {
            try await transaction.initialize(before: look)
            return transaction
        } catch {
            // Whoever gives up early has its reason, and waiting longer would not help.
            let isOutOfTime =
                look.instant < deadline.instant
                && (error.isRetriable || look.remaining < Self.firstLook / 2)
            // An older transaction that is being decided takes 9 to 15 seconds where a broker was lost.
            let mayPass = error.isRetriable || error.code.isTransient || error.code == .concurrentTransactions
            guard isOutOfTime, mayPass, !error.isFatal else { throw error }
            if case .cannotBeMade = await TransactionLog.look(on: cluster, for: id, before: deadline) { throw error }
        }
        try await transaction.initialize(before: deadline)
        return transaction
    }

    private func refusal(_ error: KafkaError) async -> TidemarkError {
        switch error.code {
        case let code where code.refusesTransactions: return .noTransaction(error, id: id)
        case let code where code.isTransient:
            // The time for the producer is over; one more question may take a moment of its own.
            let log = await TransactionLog.look(on: cluster, for: id, before: .after(RunLimits.explanation))
            return log.error(error, id: id, on: cluster)
        default: return .cluster(error, while: "preparing the transaction", of: cluster)
        }
    }
}
