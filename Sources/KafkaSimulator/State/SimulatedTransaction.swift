public import KafkaProtocol

/// What the coordinator knows of one transactional id.
public struct SimulatedTransaction: Hashable, Sendable {
    /// The states a transaction goes through.
    public enum State: Hashable, Sendable {
        /// None is open.
        case empty
        /// Open: its offsets are pending.
        case ongoing
        /// Decided, but its offsets are still pending.
        case preparing(isCommitted: Bool)
        /// Decided and visible.
        case complete(isCommitted: Bool)

        /// Kafka's name of it.
        var name: Text {
            switch self {
            case .empty: "Empty"
            case .ongoing: "Ongoing"
            case .preparing(let isCommitted): isCommitted ? "PrepareCommit" : "PrepareAbort"
            case .complete(let isCommitted): isCommitted ? "CompleteCommit" : "CompleteAbort"
            }
        }
    }

    /// The producer's number.
    public var producerID: Int64
    /// Counts the producers that have used the id: an older one is fenced.
    public var epoch: Int16
    /// How long a transaction may stay open, in milliseconds.
    public var timeout: Int64
    /// The state.
    public var state: State = .empty
    /// The groups whose offsets are part of it.
    public var groups: Set<Text> = []
    /// The partitions whose records are part of it.
    public var partitions: [Text: Set<Int32>] = [:]
    /// When it was opened, in milliseconds since 1970.
    public var openedAt: Int64 = 0
    /// When its offsets become visible, once it is decided.
    var visibleAt: Int64?
}

extension ClusterState {
    /// Decides an open transaction; what it holds pending becomes visible, or is dropped, after `markerDelay`.
    mutating func decide(_ id: Text, isCommitted: Bool) {
        transactions[id]?.state = .preparing(isCommitted: isCommitted)
        transactions[id]?.visibleAt = now + markerDelay
        if markerDelay <= 0 { complete(id) } else { isDue(at: now + markerDelay) }
    }

    /// Applies the decision on a transaction.
    mutating func complete(_ id: Text) {
        guard let transaction = transactions[id], case .preparing(let isCommitted) = transaction.state else { return }
        for group in transaction.groups {
            groups[group]?.decide(transaction.producerID, isCommitted: isCommitted)
            forgotten[group]?.decide(transaction.producerID, isCommitted: isCommitted)
            if forgotten[group]?.isUnused == true { forgotten[group] = nil }
        }
        for (topic, partitions) in transaction.partitions {
            for partition in partitions where hasPartition(topic, partition) {
                topics[topic]?.partitions[Int(partition)].endTransaction(
                    of: transaction.producerID,
                    epoch: transaction.epoch,
                    isCommitted: isCommitted,
                    at: now
                )
            }
        }
        transactions[id]?.state = .complete(isCommitted: isCommitted)
        transactions[id]?.groups = []
        transactions[id]?.partitions = [:]
        transactions[id]?.visibleAt = nil
        revision += 1
    }
}
