internal import Cluster
internal import Dispatch
internal import KafkaProtocol
internal import Offsets
internal import Synchronization
internal import TLS

/// One connection to one broker: requests go out in order, many before the first answer, on a thread of its own.
///
/// It is made once and never again: when it has failed, every request on it has failed, and another takes its place.
final class BrokerConnection: Sendable {
    private struct State {
        /// Requests that have not gone out yet, from ``next`` on.
        var waiting: [Exchange] = []
        var next = 0
        var correlation: Int32 = 0
        var failure: KafkaError?
        /// Whether the thread is to end.
        var isStopped = false
        var wakeUp: WakeUp?
        /// Who wants to know when it has been made.
        var watchers: [FirstAnswer<Result<BrokerVersions, KafkaError>>] = []
        var versions: BrokerVersions?
        var answers = 0
    }

    /// Where it leads to.
    let address: ServerAddress
    /// Who is there.
    let peer: ConnectionFailure.Peer

    private let clientID: Text
    private let state = Mutex(State())

    /// Begins to connect.
    init(to address: ServerAddress, as peer: ConnectionFailure.Peer, _ configuration: DirectConfiguration, _ tls: TLSClient?) {
        clientID = Text(configuration.clientID)
        self.address = address
        self.peer = peer
        let wakeUp = WakeUp()
        state.withLock { $0.wakeUp = wakeUp }
        guard let wakeUp else {
            fail(DialFailure(.tooManyFiles, "too many open files"))
            return
        }
        let hasStarted = ConnectionThread.start { [self] in
            var work = ConnectionWork(self, configuration, tls, wakeUp)
            fail(work.run())
        }
        if !hasStarted { fail(DialFailure(.other, "no thread could be started")) }
    }

    /// Whether it has failed or was closed.
    var isClosed: Bool { state.withLock { $0.failure != nil || $0.isStopped } }

    /// Whether a request was answered on it.
    var hasAnswered: Bool { state.withLock { $0.answers > 0 } }

    /// Ends it; whoever waits is told that it was closed.
    func close() {
        state.withLock { state in
            state.isStopped = true
            state.wakeUp?.signal()
        }
    }

    /// Waits until it has been made.
    ///
    /// - Parameter deadline: When to give up.
    /// - Returns: What the broker understands.
    /// - Throws: ``KafkaError`` with the reason why no connection can be made; `_TIMED_OUT` at the deadline.
    func ready(before deadline: Deadline) async throws(KafkaError) -> BrokerVersions {
        let answer = FirstAnswer<Result<BrokerVersions, KafkaError>>()
        let known = state.withLock { state -> Result<BrokerVersions, KafkaError>? in
            if let failure = state.failure { return .failure(failure) }
            if let versions = state.versions { return .success(versions) }
            state.watchers.append(answer)
            return nil
        }
        if let known { return try known.get() }
        let silence = ConnectionFailure(peer, address.description, .silent, "no answer in time")
        let late = KafkaError(silence, code: .timedOut)
        return try await answer.result(before: deadline, otherwise: late)
    }

    /// Sends a request; requests go out in the order of these calls, and are worked on in it.
    ///
    /// - Parameters:
    ///   - request: The request, in a version that the broker understands.
    ///   - expectedBytes: How long the answer is expected to be.
    ///   - deadline: When to give up; the answer that comes later is dropped.
    /// - Returns: What to wait for with ``answer(to:)``.
    /// - Throws: ``KafkaError`` of the connection when it has failed.
    func send(
        _ request: EncodedRequest,
        expectedBytes: Int,
        before deadline: Deadline
    ) throws(KafkaError) -> Exchange {
        try state.withLock { state throws(KafkaError) in
            if let failure = state.failure { throw failure }
            let exchange = Exchange(
                request.frame(correlation: state.correlation, clientID: clientID),
                correlation: state.correlation,
                expectedBytes: expectedBytes,
                deadline: deadline
            )
            state.correlation = state.correlation == .max ? 0 : state.correlation + 1
            state.waiting.append(exchange)
            state.wakeUp?.signal()
            return exchange
        }
    }

    /// Waits for the answer to a request.
    ///
    /// - Returns: The answer with its header.
    /// - Throws: ``KafkaError``: of the connection when it fails; `_TIMED_OUT`; `cancelled`.
    func answer(to exchange: Exchange) async throws(KafkaError) -> [UInt8] {
        let result = await withTaskCancellationHandler {
            await exchange.answer.value
        } onCancel: {
            exchange.answer.give(.failure(.cancelled))
        }
        return try result.get()
    }

    // MARK: For the thread

    /// It has been made.
    func succeed(_ versions: BrokerVersions) {
        let watchers = state.withLock { state in
            state.versions = versions
            defer { state.watchers = [] }
            return state.watchers
        }
        for watcher in watchers { watcher.give(.success(versions)) }
    }

    /// The next requests to send.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - bytes: How long the answers to them may be together.
    /// - Returns: Those that go out now, and the deadline of the next one that waits; `nil` when the thread is to end.
    func take(atMost limit: Int, bytes: Int) -> (exchanges: [Exchange], others: Deadline?)? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            var taken: [Exchange] = []
            var room = bytes
            while state.next < state.waiting.count, taken.count < limit,
                state.waiting[state.next].expectedBytes <= room
            {
                let exchange = state.waiting[state.next]
                state.next += 1
                // Whoever has given up is not asked for.
                guard !exchange.deadline.hasPassed else {
                    exchange.answer.give(.failure(Self.late))
                    continue
                }
                taken.append(exchange)
                room = (room == .max ? DirectLimits.expectedBytesInFlight : room) - exchange.expectedBytes
            }
            guard state.next < state.waiting.count else {
                state.waiting.removeAll(keepingCapacity: true)
                state.next = 0
                return (taken, nil)
            }
            return (taken, state.waiting[state.next].deadline)
        }
    }

    /// Gives up what waits for longer than it may.
    func expire() {
        let late = state.withLock { state in
            state.waiting[state.next...].filter(\.deadline.hasPassed)
        }
        for exchange in late { exchange.answer.give(.failure(Self.late)) }
    }

    /// A request was answered.
    func noteAnswer() {
        state.withLock { $0.answers += 1 }
    }

    /// The time was over.
    static let late = KafkaError(.timedOut, "the broker did not answer in time")

    /// What whoever waits is told when it ends; `nil` for a connection that was closed on purpose.
    func error(_ failure: DialFailure?) -> KafkaError {
        failure.map { KafkaError(ConnectionFailure(peer, address.description, $0.reason, $0.text)) }
            ?? KafkaError(.transport, "the connection was closed")
    }

    /// Ends everything on it; `nil` when it was closed on purpose.
    func fail(_ failure: DialFailure?) {
        let error = error(failure)
        let (watchers, waiting) = state.withLock { state in
            state.failure = state.failure ?? error
            state.wakeUp?.close()
            state.wakeUp = nil
            defer {
                state.watchers = []
                state.waiting = []
                state.next = 0
            }
            return (state.watchers, state.waiting[state.next...])
        }
        for watcher in watchers { watcher.give(.failure(error)) }
        for exchange in waiting { exchange.answer.give(.failure(error)) }
    }
}

extension FirstAnswer {
    /// The answer, or another one at the deadline, or when the task is cancelled.
    func result<Success>(
        before deadline: Deadline,
        otherwise late: KafkaError
    ) async throws(KafkaError) -> Success where Value == Result<Success, KafkaError> {
        let milliseconds = Int((deadline.remaining / .milliseconds(1)).rounded(.up))
        let result = await withTaskCancellationHandler {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                self.give(.failure(late))
            }
            return await value
        } onCancel: {
            give(.failure(.cancelled))
        }
        return try result.get()
    }
}
