public import KafkaProtocol

/// A Kafka cluster inside this process, on ports of this machine only: for tests and for trying things out.
///
/// It keeps nothing on disk. Any Kafka client may talk to it; its state can be looked at and changed between requests,
/// and its brokers can be told to do wrong (``Fault``).
public final class Simulator: Sendable {
    private let server: ClusterServer
    private let listeners: [SimulatedListener]

    /// The addresses of the brokers, as clients take them: `127.0.0.1:PORT,…`; of the first listener, where there are several.
    public let bootstrapServers: String

    /// Starts brokers; they answer when this returns and until ``stop()``, or until the simulator is let go of.
    ///
    /// - Parameters:
    ///   - brokers: How many, at least one.
    ///   - port: The first broker's, the further ones take those after it; 0 lets the system choose, as it does for all
    ///     listeners but the first.
    ///   - release: The Kafka they behave like.
    ///   - clock: The time they live in.
    ///   - listeners: What ports each broker has; with none it has one in plain text.
    /// - Returns: The running cluster, without topics or groups.
    /// - Throws: ``SimulatorFailure`` when the system gives no port or no thread.
    public static func start(
        brokers: Int = 1,
        port: UInt16 = 0,
        release: SimulatedRelease = .kafka43,
        clock: SimulatedClock = .system,
        listeners: [SimulatedListener] = [.plaintext]
    ) throws(SimulatorFailure) -> Simulator {
        let listeners = listeners.isEmpty ? [.plaintext] : listeners
        let now = if case .standing(let time) = clock { time } else { ClusterServer.systemTime }
        var state = ClusterState(release: release, brokers: brokers, at: now)
        state.seed = .random(in: .min ... .max)
        var sockets: [(broker: Int32, listener: Int, socket: Socket)] = []
        do {
            for (index, id) in state.brokers.keys.sorted().enumerated() {
                for listener in listeners.indices {
                    let wanted = port == 0 || listener > 0 ? 0 : UInt16(clamping: Int(port) + index)
                    let (socket, taken) = try Socket.listen(port: wanted)
                    sockets.append((id, listener, socket))
                    state.brokers[id]?.ports.append(taken)
                }
            }
        } catch {
            for opened in sockets { opened.socket.close() }
            throw error
        }
        let server = ClusterServer(state, clock: clock)
        for (broker, index, socket) in sockets {
            let listener = Listener(broker: broker, listener: listeners[index], index: index, server: server)
            guard let number = server.register(socket), DetachedThread.start({ listener.run(socket, number) }) else {
                server.stop()
                throw SimulatorFailure("start a thread", code: 0)
            }
        }
        return Simulator(server, listeners, state)
    }

    private init(_ server: ClusterServer, _ listeners: [SimulatedListener], _ state: ClusterState) {
        self.server = server
        self.listeners = listeners
        bootstrapServers = Self.addresses(of: 0, state)
    }

    /// The addresses of the brokers' listeners of that name, empty where they have none.
    public func bootstrapServers(of listener: String) -> String {
        listeners.firstIndex { $0.name == listener }.map { Self.addresses(of: $0, state) } ?? ""
    }

    private static func addresses(of listener: Int, _ state: ClusterState) -> String {
        state.brokers.values.sorted { $0.id < $1.id }.map { $0.address(of: listener) }.joined(separator: ",")
    }

    deinit { server.stop() }

    /// The state as it is now.
    public var state: ClusterState { server.withState { $0 } }

    /// Looks at the state and changes it, between two requests.
    public func withState<Value: Sendable>(_ body: (inout ClusterState) throws -> Value) rethrows -> Value {
        try server.withState(body)
    }

    /// The faults in force, in the order in which they were added; of those that fit a request the first counts.
    public var faults: [Fault] { server.faults }

    /// Lets a fault befall requests from now on.
    public func add(_ fault: Fault) {
        server.add(fault)
    }

    /// Lets no fault befall requests any more.
    public func clearFaults() {
        server.clearFaults()
    }

    /// How many requests of each API have come.
    public var requestCounts: [API: Int] { server.requestCounts }

    /// How many connections each broker was asked for since it started, whatever became of them.
    public var connectionCounts: [Int32: Int] { server.connectionCounts }

    /// Moves a standing clock, and what is due by then happens; the system's clock cannot be moved.
    public func advance(by duration: Duration) {
        server.advance(byMilliseconds: Int64(duration / .milliseconds(1)))
    }

    /// Closes every connection and every port; it cannot be started again.
    public func stop() {
        server.stop()
    }
}

/// Why a simulator could not start.
public struct SimulatorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried and the system's error number, for instance `listen on 127.0.0.1:9092: error 98`.
    public let message: String
    /// The system's error number, 0 when it gave none.
    public let code: Int32

    init(_ operation: String, code: Int32) {
        message = "\(operation): error \(code)"
        self.code = code
    }

    /// The message.
    public var description: String { message }
}

/// Where the brokers' time comes from: it decides over sessions, open transactions and what expires.
public enum SimulatedClock: Hashable, Sendable {
    /// The machine's.
    case system
    /// It stands at this many milliseconds since 1970 until `Simulator.advance(by:)` moves it.
    case standing(at: Int64)
}
