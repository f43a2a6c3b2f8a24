import Engine
import Kafka
import Offsets
import Synchronization

/// A transaction over the offsets of a ``MemoryCluster``.
final class MemoryTransaction: OffsetTransaction {
    private let cluster: MemoryCluster
    private let sent = Mutex<[(group: GroupID, offset: CommittedOffset)]>([])

    init(_ cluster: MemoryCluster) {
        self.cluster = cluster
    }

    func initialize(before deadline: Deadline) async throws(KafkaError) {}

    func begin(before deadline: Deadline) async throws(KafkaError) {}

    func send(_ offsets: [CommittedOffset], of group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        sent.withLock { $0 += offsets.map { (group, $0) } }
    }

    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) {
        guard generation < 0 else { throw KafkaError(.unknownMemberID, "no such member", requiresAbort: true) }
        try await send(offsets, of: group, before: deadline)
    }

    func commit(before deadline: Deadline) async throws(KafkaError) {
        let all = sent.withLock { $0 }
        cluster.state.withLock { state in
            for (group, offset) in all { state.groups[group, default: [:]][offset.topicPartition] = offset }
        }
    }

    func abort(before deadline: Deadline) async throws(KafkaError) {
        sent.withLock { $0 = [] }
    }
}
