import Cluster
import Engine
import KafkaProtocol
import Offsets
import Synchronization

@testable import KafkaSimulator

/// A transactional producer without librdkafka, which takes every error as librdkafka 2.0.2 takes it.
final class DirectTransaction: OffsetTransaction {
    private struct Producer {
        var id: Int64 = -1
        var epoch: Int16 = -1
        /// Whether the coordinator has, or may have, opened a transaction.
        var isOpen = false
    }

    private let connection: DirectConnection
    private let id: Text
    private let timeout: Duration
    private let fence: Text
    private let producer = Mutex(Producer())

    init(connection: DirectConnection, id: Text, timeout: Duration, fence: Text) {
        self.connection = connection
        self.id = id
        self.timeout = timeout
        self.fence = fence
    }

    func initialize(before deadline: Deadline) async throws(KafkaError) {
        let message: Structure = [
            "transactionalId": .text(id),
            "transactionTimeoutMs": .number(Int64(timeout / .milliseconds(1))),
        ]
        let answer = try act(before: deadline) { () throws(KafkaError) in
            let answer = try connection.ask(.initProducerId, 1, message, at: try coordinator())
            try DirectConnection.check(answer["errorCode"])
            return answer
        }
        producer.withLock { $0 = Producer(id: answer["producerId"].integer, epoch: answer.int16("producerEpoch")) }
    }

    func begin(before deadline: Deadline) async throws(KafkaError) {}

    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        let name = Text(group.name)
        let (number, epoch) = producer.withLock { ($0.id, $0.epoch) }
        let own: Structure = [
            "transactionalId": .text(id), "producerId": .integer(number), "producerEpoch": .number(epoch),
            "groupId": .text(name),
        ]
        producer.withLock { $0.isOpen = true }
        try act(before: deadline) { () throws(KafkaError) in
            let answer = try connection.ask(.addOffsetsToTxn, 0, own, of: name, at: try coordinator())
            try DirectConnection.check(answer["errorCode"])
        }
        var message: Structure = [
            "transactionalId": .text(id), "groupId": .text(name), "producerId": .integer(number),
            "producerEpoch": .number(epoch), "generationId": .number(generation ?? -1), "memberId": .text(fence),
            "groupInstanceId": .null,
        ]
        message["topics"] = Self.topics(offsets)
        try act(before: deadline) { () throws(KafkaError) in
            let broker = try connection.coordinator(of: name)
            let answer = try connection.ask(.txnOffsetCommit, 3, message, of: name, at: broker)
            if let error = DirectConnection.errors(answer).first(where: { $0 != .none }) { throw KafkaError(error) }
        }
    }

    func commit(before deadline: Deadline) async throws(KafkaError) {
        try end(isCommitted: true, before: deadline)
    }

    func abort(before deadline: Deadline) async throws(KafkaError) {
        try end(isCommitted: false, before: deadline)
    }

    private func end(isCommitted: Bool, before deadline: Deadline) throws(KafkaError) {
        let (number, epoch, isOpen) = producer.withLock { ($0.id, $0.epoch, $0.isOpen) }
        guard isOpen else { return }
        let message: Structure = [
            "transactionalId": .text(id), "producerId": .integer(number), "producerEpoch": .number(epoch),
            "committed": .boolean(isCommitted),
        ]
        try act(before: deadline) { () throws(KafkaError) in
            let answer = try connection.ask(.endTxn, 1, message, at: try coordinator())
            try DirectConnection.check(answer["errorCode"])
        }
        producer.withLock { $0.isOpen = false }
    }

    private func coordinator() throws(KafkaError) -> Int32 {
        try connection.coordinator(of: id, isTransaction: true)
    }

    /// Repeats what may be repeated, and says of the rest what it means for the transaction.
    @discardableResult
    private func act<Value>(
        before deadline: Deadline,
        _ body: () throws(KafkaError) -> Value
    ) throws(KafkaError) -> Value {
        do throws(KafkaError) {
            return try connection.repeating(for: deadline.remaining, while: Self.isPassing, body)
        } catch {
            if error.code == .cancelled { throw error }
            if Self.isPassing(error) {
                throw KafkaError(.timedOut, "the time was over: \(error.message)", isRetriable: true)
            }
            switch error.code.rawValue {
            case 47, 90: throw KafkaError(.fenced, error.message, isFatal: true)
            // INVALID_TXN_STATE, INVALID_PRODUCER_ID_MAPPING, TRANSACTIONAL_ID_AUTHORIZATION_FAILED.
            case 48, 49, 53: throw KafkaError(error.code, error.message, isFatal: true)
            default: throw error
            }
        }
    }

    private static func isPassing(_ error: KafkaError) -> Bool {
        error.code.isTransient || error.code == .concurrentTransactions || error.code == .unknownTopicOrPartition
    }

    /// Offsets as requests name them.
    static func topics(_ offsets: [CommittedOffset]) -> Value {
        let byTopic = Dictionary(grouping: offsets, by: \.topic).sorted { $0.key < $1.key }
        return .structures(
            byTopic.map { topic, offsets in
                let partitions = offsets.map { offset -> Structure in
                    [
                        "partitionIndex": .number(offset.partition), "committedOffset": .integer(offset.offset),
                        "committedLeaderEpoch": -1, "committedMetadata": .text(Text(offset.metadata.text)),
                    ]
                }
                return ["name": .text(Text(topic)), "partitions": .structures(partitions)]
            }
        )
    }
}
