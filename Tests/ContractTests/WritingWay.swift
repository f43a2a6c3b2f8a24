import Cluster
import Kafka
import Offsets

/// The two ways in which offsets get written.
enum WritingWay: String, CaseIterable, Sendable {
    case plain = "plain commit"
    case transaction = "transaction"

    /// Writes the offsets and returns when they are visible; `nil` when all were taken.
    func write(_ offsets: [CommittedOffset], of group: GroupID, _ bench: Bench) async throws -> KafkaErrorCode? {
        switch self {
        case .plain:
            let refused = try await bench.client.alterOffsets(of: group, to: offsets, before: bench.deadline)
            return refused.values.first?.code
        case .transaction:
            let producer = try await bench.transaction()
            let error = await failure { () throws(KafkaError) in
                try await producer.send(offsets, of: group, before: bench.deadline)
            }
            if let error {
                try await producer.abort(before: bench.deadline)
                return error.code
            }
            try await producer.commit(before: bench.deadline)
            _ = try await bench.decided(of: group, offsets.map(\.topicPartition))
            return nil
        }
    }
}
