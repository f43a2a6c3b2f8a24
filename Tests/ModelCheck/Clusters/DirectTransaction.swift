import Cluster
import Engine
import KafkaProtocol
import Offsets
import Synchronization

@testable import KafkaSimulator

/// A transactional producer without sockets, which sends, and takes every error, as librdkafka 2.0.2 does or our own client.
final class DirectTransaction: OffsetTransaction {
    /// Whom it does as.
    enum Writer {
        /// Each group is added to the transaction, and all transactions of a producer have one epoch.
        case librdkafka
        /// Each partition of `__consumer_offsets` is added once, and each transaction has an epoch of its own.
        case ownClient
    }

    private struct Producer {
        var id: Int64 = -1
        var epoch: Int16 = -1
        /// Whether the coordinator has, or may have, opened a transaction.
        var isOpen = false
        /// Whether a transaction of this epoch has ended.
        var hasEnded = false
        /// The partitions of `__consumer_offsets` that are part of the transaction, and the groups that were added by name.
        var partitions: Set<Int> = []
        var groups: Set<Text> = []
    }

    let libraryVersion = DirectCluster.libraryVersion

    private let connection: DirectConnection
    private let id: Text
    private let timeout: Duration
    private let fence: Text
    private let writer: Writer
    private let changesDecision: Bool
    private let state = Mutex(Producer())

    init(
        connection: DirectConnection,
        id: Text,
        timeout: Duration,
        fence: Text,
        writer: Writer,
        changesDecision: Bool
    ) {
        self.connection = connection
        self.id = id
        self.timeout = timeout
        self.fence = fence
        self.writer = writer
        self.changesDecision = changesDecision
    }

    var producer: ProducerIdentity? {
        guard writer == .ownClient else { return nil }
        return state.withLock { $0.id < 0 ? nil : ProducerIdentity(id: $0.id, epoch: $0.epoch) }
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
        state.withLock { $0 = Producer(id: answer["producerId"].integer, epoch: answer.int16("producerEpoch")) }
    }

    func begin(before deadline: Deadline) async throws(KafkaError) {
        guard writer == .ownClient else { return }
        if state.withLock(\.hasEnded) { try await initialize(before: deadline) }
        state.withLock { ($0.partitions, $0.groups) = ([], []) }
    }

    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        let name = Text(group.name)
        let (number, epoch) = state.withLock { ($0.id, $0.epoch) }
        let partition = connection.offsetsPartition(of: name)
        if writer == .librdkafka || !state.withLock({ $0.partitions.contains(partition) }) {
            try add(name, before: deadline)
            state.withLock { _ = $0.partitions.insert(partition) }
        }
        var message: Structure = [
            "transactionalId": .text(id), "groupId": .text(name), "producerId": .integer(number),
            "producerEpoch": .number(epoch), "generationId": .number(generation ?? -1), "memberId": .text(fence),
            "groupInstanceId": .null,
        ]
        message["topics"] = Self.topics(offsets)
        do throws(KafkaError) {
            try write(message, of: name, before: deadline)
        } catch {
            let isAdded = state.withLock { $0.groups.contains(name) }
            guard writer == .ownClient, error.code == Self.invalidState, !isAdded else { throw error }
            try add(name, before: deadline)
            try write(message, of: name, before: deadline)
        }
    }

    /// INVALID_TXN_STATE.
    private static let invalidState = KafkaErrorCode(rawValue: 48)

    private func write(_ message: Structure, of name: Text, before deadline: Deadline) throws(KafkaError) {
        try act(before: deadline) { () throws(KafkaError) in
            let broker = try connection.coordinator(of: name)
            let answer = try connection.ask(.txnOffsetCommit, 3, message, of: name, at: broker)
            if let error = DirectConnection.errors(answer).first(where: { $0 != .none }) { throw KafkaError(error) }
        }
    }

    /// Makes a group part of the transaction.
    private func add(_ name: Text, before deadline: Deadline) throws(KafkaError) {
        let (number, epoch) = state.withLock { ($0.id, $0.epoch) }
        let message: Structure = [
            "transactionalId": .text(id), "producerId": .integer(number), "producerEpoch": .number(epoch),
            "groupId": .text(name),
        ]
        state.withLock { $0.isOpen = true }
        try act(before: deadline) { () throws(KafkaError) in
            let answer = try connection.ask(.addOffsetsToTxn, 0, message, of: name, at: try coordinator())
            try DirectConnection.check(answer["errorCode"])
        }
        state.withLock { _ = $0.groups.insert(name) }
    }

    func commit(before deadline: Deadline) async throws(KafkaError) {
        try await end(isCommitted: true, before: deadline)
    }

    func abort(before deadline: Deadline) async throws(KafkaError) {
        try await end(isCommitted: false, before: deadline)
    }

    private func end(isCommitted: Bool, before deadline: Deadline) async throws(KafkaError) {
        let (number, epoch, isOpen) = state.withLock { ($0.id, $0.epoch, $0.isOpen) }
        guard isOpen else { return }
        var decision = isCommitted
        do throws(KafkaError) {
            try act(before: deadline) { () throws(KafkaError) in
                let message: Structure = [
                    "transactionalId": .text(id), "producerId": .integer(number), "producerEpoch": .number(epoch),
                    "committed": .boolean(decision),
                ]
                do throws(KafkaError) {
                    let answer = try connection.ask(.endTxn, 1, message, at: try coordinator())
                    try DirectConnection.check(answer["errorCode"])
                } catch {
                    if changesDecision, error.code == .timedOut || error.code == .transport { decision = false }
                    throw error
                }
            }
        } catch {
            guard writer == .ownClient, !decision, error.code == Self.invalidState else { throw error }
            // Nothing is open that could be aborted; another epoch makes it certain. The engine that is wrong is certain as it is.
            if !changesDecision { return try await initialize(before: deadline) }
        }
        state.withLock { ($0.isOpen, $0.hasEnded) = (false, true) }
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
            return try connection.repeating(for: deadline.remaining, while: isPassing, body)
        } catch {
            if error.code == .cancelled { throw error }
            if isPassing(error) {
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

    private func isPassing(_ error: KafkaError) -> Bool {
        error.code.isTransient || error.code == .concurrentTransactions
            || writer == .librdkafka && error.code == .unknownTopicOrPartition
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
