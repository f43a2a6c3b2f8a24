import Cluster
import Offsets
import Synchronization

/// A transactional producer of a cluster in a dictionary, fenced as brokers do it.
final class DictionaryTransaction: OffsetTransaction {
    private let cluster: DictionaryCluster
    private let id: String
    private let timeout: Duration
    private let epoch = Mutex(0)

    init(cluster: DictionaryCluster, id: String, timeout: Duration) {
        self.cluster = cluster
        self.id = id
        self.timeout = timeout
    }

    var libraryVersion: String { DictionaryCluster.libraryVersion }

    var producer: ProducerIdentity? {
        let epoch = epoch.withLock { $0 }
        guard cluster.now.tellsOfTransactions, epoch > 0 else { return nil }
        return ProducerIdentity(id: DictionaryCluster.producerID, epoch: Int16(epoch))
    }

    func initialize(before deadline: Deadline) async throws(KafkaError) {
        let (id, timeout) = (id, timeout)
        let given = try await cluster.perform(.initialize, isInterruptible: false) { state -> Result<Int, KafkaError> in
            if let longest = state.longestTransaction, timeout > longest {
                return .failure(KafkaError(.invalidTransactionTimeout))
            }
            let next = (state.transactions[id]?.epoch ?? 0) + 1
            state.transactions[id] = ClusterState.Transaction(epoch: next)
            return .success(next)
        }
        epoch.withLock { $0 = given }
    }

    func begin(before deadline: Deadline) async throws(KafkaError) {
        try await act(.begin) { _, transaction in
            (transaction.isOpen, transaction.isCommitted) = (true, nil)
            return nil
        }
    }

    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await act(.send, group) { state, transaction in
            let isTaken = generation == nil ? !state.refusesFence : state.ignoresFence
            guard isTaken else {
                return KafkaError(.unknownMemberID, "Broker: Unknown member")
            }
            if let present = state.groups[group], present.isActive {
                return KafkaError(.unknownMemberID, "Broker: Unknown member")
            }
            guard !state.foreignNames.contains(group) else {
                return KafkaError(.groupIDNotFound, "Broker: The group id does not exist")
            }
            for offset in offsets { transaction.pending[group, default: [:]][offset.topicPartition] = offset }
            return nil
        }
    }

    func commit(before deadline: Deadline) async throws(KafkaError) {
        try await act(.commit) { state, transaction in
            for (group, offsets) in transaction.pending {
                for offset in offsets.values {
                    state.groups[group, default: ClusterState.Group(type: .simple)].hold(offset)
                }
            }
            transaction.pending = [:]
            (transaction.isOpen, transaction.isCommitted) = (false, true)
            return nil
        }
    }

    func abort(before deadline: Deadline) async throws(KafkaError) {
        try await act(.abort) { _, transaction in
            transaction.pending = [:]
            (transaction.isOpen, transaction.isCommitted) = (false, false)
            return nil
        }
    }

    /// Does something in the transaction unless a younger producer has fenced this one.
    private func act(
        _ kind: ClusterCall.Kind,
        _ group: GroupID? = nil,
        _ work: (inout ClusterState, inout ClusterState.Transaction) -> KafkaError?
    ) async throws(KafkaError) {
        let (id, mine) = (id, epoch.withLock { $0 })
        try await cluster.perform(kind, group, isInterruptible: false) { state -> Result<Void, KafkaError> in
            guard var transaction = state.transactions[id], transaction.epoch == mine else {
                return .failure(KafkaError(.fenced, "a newer producer has this id", isFatal: true))
            }
            let error = work(&state, &transaction)
            state.transactions[id] = transaction
            return error.map { .failure($0) } ?? .success(())
        }
    }
}
