import Cluster
import Offsets

extension TidemarkError {
    /// The way out where a transaction is not to be had, for the end of a hint.
    static let withoutTransaction =
        "or allow a restore without a transaction, group after group, with --allow-best-effort"

    /// Whether it says that this principal gets no transaction from this cluster, however often it asks.
    var refusesTransactions: Bool {
        code == .noTransactions || (cause as? KafkaError)?.code.refusesTransactions == true
    }

    /// The cluster lets no transaction be open for as long as the plan needs at least.
    ///
    /// - Parameters:
    ///   - error: What the broker says, `nil` when it was not asked because its limit is known.
    ///   - limits: Those of the plan.
    ///   - allowed: The brokers' limit, `nil` when they do not tell.
    /// - Returns: The error, exit 79.
    static func transactionTooLong(_ error: KafkaError?, _ limits: RunLimits, allowed: Duration?) -> TidemarkError {
        let needed = seconds(limits.leastTransactionTimeout)
        // A limit that the broker refuses to grant explains nothing.
        let allowed = allowed.flatMap { $0 < limits.leastTransactionTimeout ? $0 : nil }
        let limit =
            "transaction.max.timeout.ms of the brokers " + (allowed.map { "is \(seconds($0)) s" } ?? "allows less")
        let best = seconds(limits.transactionTimeout)
        let raise = "raise transaction.max.timeout.ms on the brokers, best to \(best) s or more"
        let ofOneGroup = RunLimits(
            groups: 1,
            partitions: 1,
            requests: 1,
            roundTrip: limits.roundTrip,
            pace: limits.pace
        )
        guard limits.groups > 1, allowed.map({ $0 >= ofOneGroup.leastTransactionTimeout }) ?? true else {
            return TidemarkError(
                .noTransactions,
                "a transaction needs \(needed) s even for one group, and \(limit)",
                hint: "With fewer groups it is not shorter: \(raise), \(withoutTransaction).",
                cause: error
            )
        }
        return TidemarkError(
            .transactionTooLong,
            "one transaction for all \(limits.groups) groups needs at least \(needed) s, and \(limit)",
            hint: "Restore fewer groups at a time with --group, or \(raise).",
            cause: error
        )
    }

    private static func seconds(_ duration: Duration) -> Int64 {
        let (seconds, rest) = duration.components
        return rest > 0 ? seconds + 1 : seconds
    }

    /// The cluster gives no transaction with this id.
    static func noTransaction(_ error: KafkaError, id: String) -> TidemarkError {
        guard error.code.isAuthorization else {
            return TidemarkError(
                .noTransactions,
                "the cluster has no transactions: \(error.message) (\(error.code.name))",
                hint: "Use a cluster of Kafka 3.3 or later, \(withoutTransaction).",
                cause: error
            )
        }
        return denied(
            MissingRight(.write, on: .transactionalID(id)),
            "the restore",
            while: "preparing its transaction",
            otherwise: "; \(withoutTransaction)",
            cause: error
        )
    }
}
