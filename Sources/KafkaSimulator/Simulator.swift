public import KafkaProtocol

/// A Kafka cluster inside this process, on ports of this machine only: for tests and for trying things out.
///
/// It keeps nothing on disk. Any Kafka client may talk to it; its state can be looked at and changed between requests,
/// and its brokers can be told to do wrong (``Fault``).
public final class Simulator: Sendable {
    private let server: ClusterServer

    /// The addresses of the brokers, as clients take them: `127.0.0.1:PORT,…`.
    public let bootstrapServers: String

    /// Starts brokers; they answer when this returns and until ``stop()``, or until the simulator is let go of.
    ///
    /// - Parameters:
    ///   - brokers: How many, at least one.
    ///   - port: The first broker's, the further ones take those after it; 0 lets the system choose.
    ///   - release: The Kafka they behave like.
    ///   - clock: The time they live in.
    /// - Returns: The running cluster, without topics or groups.
    /// - Throws: ``SimulatorFailure`` when the system gives no port or no thread.
    public static func start(
        brokers: Int = 1,
        port: UInt16 = 0,
        release: SimulatedRelease = .kafka43,
        clock: SimulatedClock = .system
    ) throws(SimulatorFailure) -> Simulator {
        let now = if case .standing(let time) = clock { time } else { ClusterServer.systemTime }
        var state = ClusterState(release: release, brokers: brokers, at: now)
        var listeners: [(broker: Int32, socket: Socket)] = []
        do {
            for (index, id) in state.brokers.keys.sorted().enumerated() {
                let wanted = port == 0 ? 0 : UInt16(clamping: Int(port) + index)
                let (socket, taken) = try Socket.listen(port: wanted)
                listeners.append((id, socket))
                state.brokers[id]?.port = taken
            }
        } catch {
            for listener in listeners { listener.socket.close() }
            throw error
        }
        let server = ClusterServer(state, clock: clock)
        for (broker, socket) in listeners {
            guard let number = server.register(socket),
                DetachedThread.start({ Listener.run(socket, number, broker, server) })
            else {
                server.stop()
                throw SimulatorFailure("start a thread", code: 0)
            }
        }
        let addresses = state.brokers.values.sorted { $0.id < $1.id }.map(\.address)
        return Simulator(server, bootstrapServers: addresses.joined(separator: ","))
    }

    private init(_ server: ClusterServer, bootstrapServers: String) {
        self.server = server
        self.bootstrapServers = bootstrapServers
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
