import Dispatch
import Glibc
import KafkaProtocol
import Synchronization

/// The brokers' common half: the state behind its lock, and who waits for it to change.
final class ClusterServer: Sendable {
    private struct Core {
        var state: ClusterState
        var clock: SimulatedClock
        var faults = FaultSchedule()
        var requests: [API: Int] = [:]
        var connections: [Int32: Int] = [:]
        var waiters: [Int: DispatchSemaphore] = [:]
        var sockets: [Int: Socket] = [:]
        var nextNumber = 0
        var announced = 0
        var isStopped = false
    }

    private let core: Mutex<Core>

    init(_ state: ClusterState, clock: SimulatedClock) {
        core = Mutex(Core(state: state, clock: clock))
    }

    /// The machine's time, in milliseconds since 1970.
    static var systemTime: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    var release: SimulatedRelease { core.withLock(\.state.release) }
    var isStopped: Bool { core.withLock(\.isStopped) }
    var requestCounts: [API: Int] { core.withLock(\.requests) }
    var connectionCounts: [Int32: Int] { core.withLock(\.connections) }
    var faults: [Fault] { core.withLock { $0.faults.faults.map(\.fault) } }

    func add(_ fault: Fault) {
        core.withLock { $0.faults.add(fault) }
    }

    func clearFaults() {
        core.withLock { $0.faults.clear() }
    }

    /// Moves a standing clock; the system's goes by itself.
    func advance(byMilliseconds milliseconds: Int64) {
        locked { core in
            guard case .standing(let time) = core.clock else { return }
            core.clock = .standing(at: time + max(0, milliseconds))
            core.state.advance(to: time + max(0, milliseconds))
        }
    }

    /// Looks at the state and changes it, between two requests.
    func withState<Value: Sendable>(_ body: (inout ClusterState) throws -> Value) rethrows -> Value {
        try locked { core in
            core.state.revision += 1
            return try body(&core.state)
        }
    }

    /// Lets `stop` shut the socket down too; `nil` when there are too many, or it has stopped.
    func register(_ socket: Socket) -> Int? {
        core.withLock { core in
            guard !core.isStopped, core.sockets.count < Limit.connections else { return nil }
            core.nextNumber += 1
            core.sockets[core.nextNumber] = socket
            return core.nextNumber
        }
    }

    /// Counts a client that has connected to a broker.
    func countConnection(to broker: Int32) {
        core.withLock { $0.connections[broker, default: 0] += 1 }
    }

    /// Closes a registered socket.
    func close(_ number: Int) {
        core.withLock { $0.sockets.removeValue(forKey: number)?.close() }
    }

    func stop() {
        core.withLock { core in
            core.isStopped = true
            for socket in core.sockets.values { socket.shutdown() }
            for waiter in core.waiters.values { waiter.signal() }
        }
    }

    /// Reads a request, does what it asks, and says what goes back.
    func reply(to frame: [UInt8], at broker: Int32, on connection: inout ClientConnection) -> Reply {
        let (release, isRunning) = core.withLock { ($0.state.release, $0.state.brokers[broker]?.isRunning == true) }
        guard isRunning, let contents = try? Frame.read(frame, broker: broker, release: release) else { return .close }
        switch contents {
        case .unknownVersions(let correlation):
            let answer = core.withLock { $0.state.apiVersions(errorCode: .unsupportedVersion) }
            return .bytes(Frame.write(answer, api: .apiVersions, version: 0, correlation: correlation))
        case .request(var request):
            guard connection.mayAsk(request, at: locked(\.state.now)) else { return .close }
            request.user = connection.user
            request.listener = connection.listenerIndex
            return reply(to: request, on: &connection)
        }
    }

    /// The same for one request alone, on a connection where nobody has to log in.
    func reply(to frame: [UInt8], at broker: Int32) -> Reply {
        var connection = ClientConnection(to: .plaintext, index: 0, of: release)
        return reply(to: frame, at: broker, on: &connection)
    }

    private func reply(to request: Request, on connection: inout ClientConnection) -> Reply {
        let (fault, isThere) = locked { core -> (Fault?, Bool) in
            core.requests[request.api, default: 0] += 1
            return (core.faults.next(for: request), !core.isStopped)
        }
        guard isThere else { return .close }
        guard let fault else { return bytes(perform(request, on: &connection), request) }
        let group = fault.group
        switch fault.action {
        case .error(let code, let place):
            return bytes(locked { $0.state.fail(request, code, place, of: group) }, request)
        case .loading:
            return bytes(
                locked { $0.state.fail(request, .coordinatorLoadInProgress, .outermost, of: group) },
                request
            )
        case .lostRequest: return .nothing
        case .closedConnection(afterEffect: false): return .close
        case .coordinatorMoved:
            let hasMoved = locked { core -> Bool in
                guard let name = request.message.coordinated ?? group else { return false }
                core.state.moveCoordinator(of: name)
                return core.state.coordinator(of: name) != request.broker
            }
            guard hasMoved else {
                return bytes(locked { $0.state.fail(request, .notCoordinator, .outermost, of: group) }, request)
            }
            return bytes(perform(request, on: &connection), request)
        default: return spoil(perform(request, on: &connection), request, fault)
        }
    }

    /// What a client gets of an answer to what was done, once a fault has befallen it.
    private func spoil(_ answer: Structure?, _ request: Request, _ fault: Fault) -> Reply {
        if case .closedConnection = fault.action { return .close }
        guard case .bytes(let whole) = bytes(answer, request) else { return isStopped ? .close : .nothing }
        switch fault.action {
        case .falseError(let code, let place):
            guard var answer = answer.map({ request.whole($0) }) else { return .nothing }
            answer.put(code, at: place, of: fault.group)
            return bytes(answer, request)
        case .throttled(let milliseconds):
            guard var answer else { return .nothing }
            answer["throttleTimeMs"] = .number(milliseconds)
            return bytes(answer, request)
        case .delay(let milliseconds): return pause(milliseconds) ? .bytes(whole) : .close
        case .lostReply: return .nothing
        case .truncated(let count): return .bytes(Frame.cut(whole, after: count))
        case .garbled: return .bytes(Frame.garbled(whole))
        case .brokenOff: return .lastBytes(Array(whole.prefix(whole.count / 2)))
        case .endless: return .bytes(Frame.endless(whole))
        case .misdirected: return .bytes(Frame.misdirected(whole))
        case .trickling(let milliseconds): return .slowly(whole, millisecondsPerByte: milliseconds)
        case .error, .loading, .lostRequest, .closedConnection, .coordinatorMoved: return .bytes(whole)
        }
    }

    private func bytes(_ answer: Structure?, _ request: Request) -> Reply {
        guard let answer else { return isStopped ? .close : .nothing }
        return .bytes(
            Frame.write(answer, api: request.api, version: request.version, correlation: request.correlation)
        )
    }

    /// Does what a request asks, and waits with it where it has to; `nil` when there is nothing to answer.
    private func perform(_ request: Request, on connection: inout ClientConnection) -> Structure? {
        if let answer = connection.login(request, at: locked(\.state.now)) { return answer }
        let outcome = locked { $0.state.answer(request) }
        guard case .wait(let waiting) = outcome else {
            if case .answer(let answer) = outcome { return answer }
            return nil
        }
        let semaphore = DispatchSemaphore(value: 0)
        let number = core.withLock { core in
            core.nextNumber += 1
            core.waiters[core.nextNumber] = semaphore
            return core.nextNumber
        }
        defer { core.withLock { _ = $0.waiters.removeValue(forKey: number) } }
        var deadline: DispatchTime?
        if case .records(let milliseconds) = waiting { deadline = .now() + .milliseconds(Int(milliseconds)) }
        while true {
            let (answer, next) = locked { core -> (Structure?, DispatchTime?) in
                guard !core.isStopped else { return (nil, nil) }
                if let deadline, deadline <= .now(), case .answer(let last) = core.state.fetch(request, waits: false) {
                    return (last, nil)
                }
                if let answer = core.state.resume(request, waiting) { return (answer, nil) }
                if let deadline { return (nil, deadline) }
                guard core.clock == .system else { return (nil, .distantFuture) }
                return (nil, .now() + .milliseconds(Int(clamping: max(1, core.state.nextDue - core.state.now))))
            }
            guard answer == nil, let next else { return answer }
            _ = semaphore.wait(timeout: next)
        }
    }

    /// Lets real time pass; false when everything was stopped meanwhile.
    func pause(_ milliseconds: Int) -> Bool {
        let semaphore = DispatchSemaphore(value: 0)
        let deadline = DispatchTime.now() + .milliseconds(milliseconds)
        let number = core.withLock { core in
            core.nextNumber += 1
            core.waiters[core.nextNumber] = semaphore
            return core.nextNumber
        }
        defer { core.withLock { _ = $0.waiters.removeValue(forKey: number) } }
        while !isStopped {
            if semaphore.wait(timeout: deadline) == .timedOut { return true }
        }
        return false
    }

    /// Works on everything at the present time, and wakes who waits if anything changed.
    private func locked<Value: Sendable>(_ body: (inout Core) throws -> Value) rethrows -> Value {
        try core.withLock { core in
            if core.clock == .system { core.state.advance(to: Self.systemTime) }
            defer {
                if core.state.revision != core.announced {
                    core.announced = core.state.revision
                    for waiter in core.waiters.values { waiter.signal() }
                }
            }
            return try body(&core)
        }
    }
}

/// What a connection does after a request.
enum Reply: Sendable {
    case bytes([UInt8])
    /// The same, byte by byte.
    case slowly([UInt8], millisecondsPerByte: Int)
    case nothing
    /// These, and then it closes.
    case lastBytes([UInt8])
    case close
}
