internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// The broker that keeps the state of one transactional id; it is found again where it has moved.
final class TransactionCoordinator: Sendable {
    /// FindCoordinator's kind of key for a transactional id.
    private static let transactionKey: Value = 1
    /// The newest version of FindCoordinator that takes one key.
    private static let lastOfOne: Int16 = 3

    private let client: DirectClient
    private let id: String
    private let broker = Mutex<Int32?>(nil)

    /// The coordinator of an id, not yet looked for.
    init(_ client: DirectClient, id: String) {
        self.client = client
        self.id = id
    }

    /// Asks it, again and again while the failure is a passing one: a repeated request of a transaction is answered as the
    /// first one was, or with "still at it".
    ///
    /// - Parameters:
    ///   - api: What.
    ///   - limit: The newest version that is wanted.
    ///   - message: The request.
    ///   - deadline: When to give up.
    ///   - entry: The part of the answer that has the error code.
    /// - Returns: That part, which has no error.
    /// - Throws: ``KafkaError``: of the coordinator where it is final; `_TIMED_OUT`, which may be repeated, with what was in
    ///   the way until the deadline.
    func ask(
        _ api: API,
        upTo limit: Int16,
        _ message: Structure,
        before deadline: Deadline,
        entry: @Sendable (Structure) -> Structure? = { $0 }
    ) async throws(KafkaError) -> Structure {
        var pause = GrowingPause(from: .milliseconds(10), to: .seconds(1))
        while true {
            do throws(KafkaError) {
                return try await askOnce(api, limit, message, before: deadline, entry)
            } catch {
                guard error.mayPassInTransaction else { throw error }
                if error.blamesCoordinator {
                    broker.withLock { $0 = nil }
                }
                guard await pause.passes(before: deadline) else {
                    // It answers, and is at an older transaction still.
                    if error.code == .concurrentTransactions { throw error }
                    throw KafkaError(.timedOut, "\(api): \(error.message) (\(error.code.name))", isRetriable: true)
                }
            }
        }
    }

    private func askOnce(
        _ api: API,
        _ limit: Int16,
        _ message: Structure,
        before deadline: Deadline,
        _ entry: @Sendable (Structure) -> Structure?
    ) async throws(KafkaError) -> Structure {
        let broker = try await find(before: deadline)
        let whole = try await client.ask(broker, api, upTo: limit, before: deadline) { _ in message }.message()
        guard let answer = entry(whole) else { throw KafkaError(.malformedReply, "\(api): the reply lacks \(id)") }
        let code = KafkaErrorCode(rawValue: Int32(answer.int16("errorCode")))
        guard code == .none else { throw code.ofTransaction() }
        return answer
    }

    /// The broker, asked for where it is not known.
    private func find(before deadline: Deadline) async throws(KafkaError) -> Int32 {
        if let broker = broker.withLock({ $0 }) { return broker }
        let answer = try await client.ask(nil, .findCoordinator, upTo: Self.lastOfOne, before: deadline) { _ in
            ["key": .text(Text(self.id)), "keyType": Self.transactionKey]
        }.message()
        let code = KafkaErrorCode(rawValue: Int32(answer.int16("errorCode")))
        guard code == .none else { throw KafkaError(code) }
        let found = answer.int32("nodeId")
        // One that the client was not told of yet.
        if client.topology.withLock({ $0.brokers[found] == nil }) {
            _ = try await client.offsetsTopic(before: deadline)
        }
        broker.withLock { $0 = found }
        return found
    }
}

extension KafkaError {
    /// Whether asking again may help: a coordinator that loads, moves or still works on a transaction, or a lost connection.
    var mayPassInTransaction: Bool {
        if let connection { return !connection.reason.isFinal }
        return code.isTransient || code == .concurrentTransactions
    }

    /// Whether the coordinator has to be found again before it is asked again.
    var blamesCoordinator: Bool { code != .concurrentTransactions && code != .coordinatorLoading }
}

extension KafkaErrorCode {
    /// The error that it is for a producer: where another one has its id (INVALID_PRODUCER_EPOCH, PRODUCER_FENCED), that, by
    /// librdkafka's name; and final where the producer is of no more use.
    ///
    /// - Parameter words: What the broker has said, the code's own text without.
    /// - Returns: The error.
    func ofTransaction(_ words: String? = nil) -> KafkaError {
        switch self {
        case .invalidProducerEpoch, .producerFenced:
            KafkaError(.fenced, words ?? text, isFatal: true)
        case .invalidProducerIDMapping, .invalidTransactionTimeout, .transactionalIDAuthorizationFailed:
            KafkaError(self, words ?? text, isFatal: true)
        default: KafkaError(self, words ?? text)
        }
    }

    private static let invalidProducerEpoch = KafkaErrorCode(rawValue: 47)
    private static let invalidProducerIDMapping = KafkaErrorCode(rawValue: 49)
    private static let producerFenced = KafkaErrorCode(rawValue: 90)
}
