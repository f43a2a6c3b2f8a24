import Kafka
import Offsets

extension TidemarkError {
    /// The way out where a transaction is not to be had, for the end of a hint.
    static let withoutTransaction =
        "or allow a restore without a transaction, group after group, with --allow-best-effort"

    /// Whether it says that this principal gets no transaction from this cluster, however often it asks.
    var refusesTransactions: Bool { (cause as? KafkaError)?.code.refusesTransactions == true }

    /// The cluster lets no transaction be open for as long as one may need.
    static func transactionTooLong(_ error: KafkaError, _ timeout: Duration) -> TidemarkError {
        let seconds = (timeout / .milliseconds(1)).rounded() / 1_000
        return TidemarkError(
            "transaction-too-long",
            "one transaction for all of it may need \(seconds) s, and transaction.max.timeout.ms of the brokers allows less",
            hint: "Restore fewer groups at a time with --group, or raise transaction.max.timeout.ms on the brokers.",
            exitCode: .refused,
            cause: error
        )
    }

    /// The cluster gives no transaction with this id.
    static func noTransaction(_ error: KafkaError, id: String) -> TidemarkError {
        guard error.code.isAuthorization else {
            return TidemarkError(
                "no-transactions",
                "the cluster has no transactions: \(error.message) (\(error.code.name))",
                hint: "Use a cluster of Kafka 3.3 or later, \(withoutTransaction).",
                exitCode: .refused,
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
