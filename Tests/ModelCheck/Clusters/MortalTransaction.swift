import Cluster
import Engine
import EngineTestSupport
import Offsets

/// The transaction of a process that may die at any call.
struct MortalTransaction: OffsetTransaction {
    let transaction: any OffsetTransaction
    let cluster: MortalCluster

    var libraryVersion: String { transaction.libraryVersion }

    func initialize(before deadline: Deadline) async throws(KafkaError) {
        try await cluster.alive(.initialize) { () throws(KafkaError) in
            try await transaction.initialize(before: deadline)
        }
    }

    func begin(before deadline: Deadline) async throws(KafkaError) {
        try await cluster.alive(.begin) { () throws(KafkaError) in try await transaction.begin(before: deadline) }
    }

    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await cluster.alive(.send, group) { () throws(KafkaError) in
            try await transaction.send(offsets, of: group, generation: generation, before: deadline)
        }
    }

    var producer: ProducerIdentity? { transaction.producer }

    var groupsAtOnce: Int { transaction.groupsAtOnce }

    /// One call where the transaction takes many groups at once, and else one for each.
    func send(
        _ all: [SentOffsets],
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets) {
        let isOneCall = transaction.groupsAtOnce > 1
        for part in isOneCall ? [all] : all.map({ [$0] }) {
            guard let first = part.first else { continue }
            var refused: RefusedOffsets?
            do throws(KafkaError) {
                try await cluster.alive(.send, first.group) { () throws(KafkaError) in
                    let members = part.map { cluster.monitor.sends(to: $0.group.name) }
                    do throws(RefusedOffsets) {
                        try await transaction.send(part, finished: finished, before: deadline)
                    } catch {
                        refused = error
                        throw error.error
                    }
                    for (sent, hadMembers) in zip(part, members) {
                        cluster.monitor.wasTaken(by: sent.group.name, hadMembers: hadMembers)
                    }
                }
            } catch {
                throw refused ?? RefusedOffsets(first, error)
            }
        }
    }

    func commit(before deadline: Deadline) async throws(KafkaError) {
        do throws(KafkaError) {
            try await cluster.alive(.commit) { () throws(KafkaError) in
                cluster.monitor.commits()
                try await transaction.commit(before: deadline)
            }
        } catch {
            if cluster.wrong == .takesTimeoutForFailure, !cluster.life.isDead {
                await cluster.monitor.concludesFailure()
            }
            throw error
        }
    }

    func abort(before deadline: Deadline) async throws(KafkaError) {
        try await cluster.alive(.abort) { () throws(KafkaError) in
            cluster.monitor.aborts()
            try await transaction.abort(before: deadline)
        }
    }
}
