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

        /// Takes out of those that wait whoever has given up.
        mutating func removeLate() -> [Exchange] {
            var (late, open): ([Exchange], [Exchange]) = ([], [])
            for exchange in waiting[next...] {
                if exchange.deadline.hasPassed { late.append(exchange) } else { open.append(exchange) }
            }
            guard !late.isEmpty else { return [] }
            waiting = open
            next = 0
            return late
        }
    }

    /// Where it leads to.
    let address: ServerAddress
    /// Who is there.
    let peer: ConnectionFailure.Peer

    /// Whether an earlier connection to the address was served: what closes this one at its first question is then a broker
    /// that goes, and no listener that wants something else.
    let isKnown: Bool

    /// How many connections to the address in a row were closed before an answer came.
    private let closings: Int

    /// Whether that it is closed without an answer is taken for the answer of a listener that wants something else: a broker
    /// that starts or goes down does so, too, but not so often.
    var tellsByClosing: Bool { !isKnown && closings + 1 >= DirectLimits.closedInVain }

    private let clientID: Text
    private let state = Mutex(State())

    /// Begins to connect.
    ///
    /// - Parameters:
    ///   - address: Where to.
    ///   - peer: Who is there.
    ///   - configuration: How.
    ///   - tls: How TLS is spoken, `nil` for plain bytes.
    ///   - isKnown: Whether an earlier connection to the address was served.
    ///   - closings: How many connections to the address in a row were closed before an answer came.
    init(
        to address: ServerAddress,
        as peer: ConnectionFailure.Peer,
        _ configuration: DirectConfiguration,
        _ tls: TLSClient?,
        isKnown: Bool = false,
        closings: Int = 0
    ) {
        self.isKnown = isKnown
        self.closings = closings
        clientID = Text(configuration.clientID)
        self.address = address
        self.peer = peer
        let wakeUp = WakeUp()
        state.withLock { $0.wakeUp = wakeUp }
        guard let wakeUp else {
            fail(DialFailure(.tooManyFiles, "too many open files"))
            return
        }
        let hasStarted = ConnectionThread.start(named: address.description) { [self] in
            var work = ConnectionWork(self, configuration, tls, wakeUp)
            work.run()
        }
        if !hasStarted { fail(DialFailure(.other, "no thread could be started")) }
    }

    /// Whether it has failed or was closed.
    var isClosed: Bool { state.withLock { $0.failure != nil || $0.isStopped } }

    /// Whether it has been made, and is open still.
    var isReady: Bool { state.withLock { $0.versions != nil && $0.failure == nil && !$0.isStopped } }

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

    /// The next requests to send; whoever has given up is told so, and not asked for.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - bytes: How long the answers to them may be together.
    /// - Returns: Those that go out now, and the earliest deadline of those that wait; `nil` when the thread is to end.
    func take(atMost limit: Int, bytes: Int) -> (exchanges: [Exchange], others: Deadline?)? {
        let (found, late) = state.withLock { state -> ((exchanges: [Exchange], others: Deadline?)?, [Exchange]) in
            guard !state.isStopped else { return (nil, []) }
            let late = state.removeLate()
            var taken: [Exchange] = []
            var room = bytes
            while state.next < state.waiting.count, taken.count < limit,
                state.waiting[state.next].expectedBytes <= room
            {
                let exchange = state.waiting[state.next]
                state.next += 1
                taken.append(exchange)
                room = (room == .max ? DirectLimits.expectedBytesInFlight : room) - exchange.expectedBytes
            }
            let others = state.waiting[state.next...].lazy.map(\.deadline).min()
            if others == nil {
                state.waiting.removeAll(keepingCapacity: true)
                state.next = 0
            }
            return ((taken, others), late)
        }
        for exchange in late { exchange.answer.give(.failure(self.late)) }
        return found
    }

    /// A request was answered.
    func noteAnswer() {
        state.withLock { $0.answers += 1 }
    }

    /// The time was over, and the broker has not answered.
    var late: KafkaError {
        let name =
            switch peer {
            case .broker(let number): "broker \(number) at \(address)"
            case .bootstrap, .coordinator: "\(address)"
            }
        return KafkaError(.timedOut, "\(name) did not answer in time")
    }

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
