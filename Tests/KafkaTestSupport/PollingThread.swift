import CRDKafka
import Dispatch
import Synchronization

/// The thread on which a `LiveConsumer` polls; it owns the librdkafka consumer from its first call to its last.
final class PollingThread: Sendable {
    /// How the thread is to end.
    enum Ending {
        /// Close the consumer: it tells the coordinator.
        case leave
        /// Destroy it without a word to the coordinator.
        case vanish
    }

    private struct State {
        var ending: Ending?
        var isOver = false
        var failure: KafkaFailure?
    }

    private let state = Mutex(State())

    /// How long one poll waits for a record, in milliseconds: the time it takes to notice that it is to end.
    private static let poll: Int32 = 50

    /// Whether the thread has ended; throws what ended it against its will.
    var isOver: Bool {
        get throws(KafkaFailure) {
            let now = state.withLock { ($0.isOver, $0.failure) }
            if let failure = now.1 { throw failure }
            return now.0
        }
    }

    /// Asks the thread to end; the first request counts.
    func end(_ ending: Ending) {
        state.withLock { $0.ending = $0.ending ?? ending }
    }

    /// Makes the consumer and polls until asked to end.
    func run(_ cluster: TestCluster, topics: [String], properties: [String: String]) {
        Waiting.threads.async { [self] in
            let failure = Result { try poll(cluster, topics, properties) }.failure as? KafkaFailure
            state.withLock {
                $0.isOver = true
                $0.failure = failure
            }
        }
    }

    private func poll(_ cluster: TestCluster, _ topics: [String], _ properties: [String: String]) throws {
        let consumer = try Handle(RD_KAFKA_CONSUMER, cluster, properties)
        unsafe rd_kafka_poll_set_consumer(consumer.client)
        let list = PartitionList(topics)
        let subscribed = unsafe rd_kafka_subscribe(consumer.client, list.list)
        guard subscribed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("subscribe", subscribed) }
        while true {
            switch state.withLock(\.ending) {
            case .leave:
                let closed = unsafe rd_kafka_consumer_close(consumer.client)
                guard closed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("close the consumer", closed) }
                return
            case .vanish:
                return
            case nil:
                if let message = unsafe rd_kafka_consumer_poll(consumer.client, Self.poll) {
                    unsafe rd_kafka_message_destroy(message)
                }
            }
        }
    }
}

extension Result {
    /// The error of a failure, `nil` of a success.
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
