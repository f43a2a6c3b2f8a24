import Cluster
import Offsets

/// Somebody else's open transaction on a group's offsets, as far as it can be told whose it is.
///
/// Kafka has requests for that (DescribeProducers, DescribeTransactions), which librdkafka does not have; Kafka's own tool
/// does, and what it needs to know is worked out here.
struct ForeignTransaction: Sendable {
    /// The longest that a transaction may stay open where the brokers do not say.
    private static let usualLimit = TransactionBudget.usualLimit

    let cluster: any Cluster
    let group: GroupID

    /// What it means for an operator; never fails.
    func error(_ error: KafkaError) async -> TidemarkError {
        let limit = Deadline.after(RunLimits.explanation)
        let metadata = try? await cluster.metadata(before: limit)
        let partition = metadata?.offsetsPartition(of: group)
        let longest = await cluster.settings(before: limit)?.transactionMaxTimeout
        let place = partition.map { " (partition \($0) of \(OffsetsPartitions.topic))" } ?? ""
        let finding = partition.map { Self.finding(at: $0, metadata?.identity.brokers.first) } ?? ""
        return TidemarkError(
            .foreignTransaction,
            "group \(group.name): another application's transaction on its offsets is open\(place)",
            hint: Self.ending(longest) + finding,
            cause: error
        )
    }

    private static func ending(_ longest: Duration?) -> String {
        let limit =
            if let longest {
                "after \(longest.components.seconds) s at most (transaction.max.timeout.ms)"
            } else {
                "after \(usualLimit.components.seconds) s at most by default (transaction.max.timeout.ms)"
            }
        return
            "If that application runs, wait until it has ended its transaction. If it is dead, the brokers abort the "
            + "transaction at its transaction.timeout.ms, \(limit); then try again."
    }

    private static func finding(at partition: Int32, _ broker: BrokerAddress?) -> String {
        let address = broker.map { "\($0.host):\($0.port)" } ?? "HOST:PORT"
        let tool = "kafka-transactions.sh --bootstrap-server \(address)"
        return " Whose it is: `\(tool) describe-producers --topic \(OffsetsPartitions.topic) --partition "
            + "\(partition)` shows its producer id, and `\(tool) list` the transactional id of that producer."
    }
}
