import KafkaProtocol

extension ClusterState {
    /// Lets time pass: what was due by then happens, in the brokers' own intervals.
    public mutating func advance(to time: Int64) {
        now = max(now, time)
        guard now >= nextDue else { return }
        revision += 1
        nextDue = .max
        completeTransactions()
        expireMembers()
        if now - lastTransactionCheck >= Limit.transactionCheckInterval {
            lastTransactionCheck = now
            abortOverdueTransactions()
        }
        if now - lastExpiryCheck >= Limit.expiryCheckInterval {
            lastExpiryCheck = now
            expireOffsets()
        }
        isDue(at: lastTransactionCheck + Limit.transactionCheckInterval)
        isDue(at: lastExpiryCheck + Limit.expiryCheckInterval)
    }

    /// Notes that something is due at a time.
    mutating func isDue(at time: Int64) {
        nextDue = min(nextDue, time)
    }

    /// Makes visible what was decided long enough ago.
    private mutating func completeTransactions() {
        for (id, transaction) in transactions {
            guard case .preparing = transaction.state, let visibleAt = transaction.visibleAt else { continue }
            if visibleAt <= now { complete(id) } else { isDue(at: visibleAt) }
        }
    }

    private mutating func abortOverdueTransactions() {
        for (id, transaction) in transactions where transaction.state == .ongoing {
            guard transaction.openedAt + transaction.timeout <= now else { continue }
            transactions[id]?.epoch &+= 1
            decide(id, isCommitted: false)
        }
    }

    private mutating func expireMembers() {
        for (id, group) in groups where !group.members.isEmpty || group.rebalanceDeadline != nil {
            for (member, details) in group.members where !details.isJoining {
                if details.sessionDeadline <= now {
                    removeMember(member, of: id)
                } else {
                    isDue(at: details.sessionDeadline)
                }
            }
            guard let deadline = groups[id]?.rebalanceDeadline else { continue }
            if deadline <= now { completeJoin(id, isOverdue: true) } else { isDue(at: deadline) }
        }
    }

    /// Forgets offsets by the rules of KIP-211, and groups that have nothing left.
    mutating func expireOffsets() {
        for (id, group) in groups where group.members.isEmpty && group.kind != .share {
            let limit = now - offsetRetention
            let isOldEnough = { (offset: StoredOffset) -> Bool in
                let since =
                    group.kind == .classic && !group.protocolType.isEmpty
                    ? group.emptySince ?? offset.committedAt : offset.committedAt
                return since <= limit
            }
            for (topic, partitions) in group.offsets {
                for (partition, offset) in partitions
                where isOldEnough(offset) && !group.isPending(topic, partition) {
                    groups[id]?.offsets[topic]?[partition] = nil
                }
                if groups[id]?.offsets[topic]?.isEmpty == true { groups[id]?.offsets[topic] = nil }
            }
            if groups[id]?.isUnused == true { groups[id] = nil }
        }
    }
}
