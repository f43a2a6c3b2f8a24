import Cluster
import Offsets

/// What can be seen of the topic in which the brokers keep their transactions, when one does not begin.
enum TransactionLog: Hashable, Sendable {
    /// It is not there, and the brokers want more replicas of it than there are brokers.
    case cannotBeMade(replicas: Int, brokers: Int)
    /// It is not there, or not shown to this user.
    case notSeen(brokers: Int)
    /// Partitions of it have no leader, among them perhaps the one that matters.
    case withoutLeader([Int32], isOurs: Bool)
    /// Nothing about it explains anything.
    case inOrder(partition: Int32?)
    /// The cluster does not tell.
    case unknown

    /// The topic.
    static let topic = "__transaction_state"
}

extension TransactionLog {
    /// Looks at the topic; never fails.
    static func look(on cluster: any Cluster, for id: String, before deadline: Deadline) async -> TransactionLog {
        let limit = min(deadline, .after(RunLimits.explanation))
        guard let metadata = try? await cluster.metadata(before: limit) else { return .unknown }
        let brokers = metadata.identity.brokers.count
        guard let topic = metadata.topics[topic] else {
            guard let replicas = await cluster.settings(before: limit)?.transactionLogReplicas, replicas > brokers
            else { return .notSeen(brokers: brokers) }
            return .cannotBeMade(replicas: replicas, brokers: brokers)
        }
        let ours = CoordinatorPartition.number(of: id, among: topic.partitionCount)
        guard topic.leaderless.isEmpty else {
            return .withoutLeader(topic.leaderless, isOurs: ours.map(topic.leaderless.contains) ?? false)
        }
        return .inOrder(partition: ours)
    }

    /// What it means that a transaction did not begin.
    func error(_ error: KafkaError, id: String, on cluster: any Cluster) -> TidemarkError {
        let beginning = "the transaction coordinator for \(id) did not answer (\(error.code.name))"
        switch self {
        case .cannotBeMade(let replicas, let brokers):
            return TidemarkError(
                .noTransactions,
                "the cluster has no transaction coordinator: its topic \(Self.topic) cannot be made, because "
                    + "transaction.state.log.replication.factor is \(replicas) and there "
                    + (brokers == 1 ? "is 1 broker" : "are \(brokers) brokers"),
                hint: "Start the missing brokers, or set transaction.state.log.replication.factor to \(brokers) on the "
                    + "brokers and restart them, \(TidemarkError.withoutTransaction).",
                cause: error
            )
        case .notSeen(let brokers):
            return TidemarkError(
                .noTransactionCoordinator,
                "\(beginning), and its topic \(Self.topic) is not there, or not shown to this user",
                hint: "Most likely the topic cannot be made: see whether transaction.state.log.replication.factor "
                    + "(3 by default) is above the number of brokers, which is \(brokers).",
                cause: error
            )
        case .withoutLeader(let partitions, let isOurs):
            let numbers = partitions.prefix(3).map(String.init).joined(separator: ", ")
            let more = partitions.count > 3 ? " and \(partitions.count - 3) more" : ""
            return TidemarkError(
                .noTransactionCoordinator,
                "\(beginning): partitions of \(Self.topic) have no leader (\(numbers)\(more))"
                    + (isOurs ? ", among them the one of this id" : ""),
                hint: "Bring the brokers back that hold them, then try again.",
                cause: error
            )
        case .inOrder(let partition):
            let place = partition.map { " It is the leader of partition \($0) of \(Self.topic)." } ?? ""
            return TidemarkError(
                .noTransactionCoordinator,
                "\(beginning) in time",
                hint: "The other brokers answer; see whether that broker is healthy.\(place)",
                cause: error
            )
        case .unknown: return .cluster(error, while: "preparing the transaction", of: cluster)
        }
    }
}
