import KafkaProtocol

extension ClusterState {
    /// Decides an open transaction; what it holds pending becomes visible, or is dropped, after `markerDelay`.
    mutating func decide(_ id: Text, isCommitted: Bool) {
        transactions[id]?.state = .preparing(isCommitted: isCommitted)
        transactions[id]?.visibleAt = now + markerDelay
        if markerDelay <= 0 { settle(id) } else { isDue(at: now + markerDelay) }
    }

    /// Applies the decision on a transaction.
    mutating func settle(_ id: Text) {
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
