internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization
internal import TLS

/// The connections of a client, by the address that they lead to: each is made when it is first used, and made again with
/// a growing pause when it was lost.
final class ConnectionPool: Sendable {
    private struct Place {
        /// One for each lane; a second one is for what would make others wait.
        var connections: [Int: BrokerConnection] = [:]
        /// How many attempts in a row have come to nothing.
        var failures = 0
        /// How many connections in a row were closed by whoever is there before an answer came.
        var closings = 0
        /// When the next attempt may be made.
        var nextDial: ContinuousClock.Instant?
        /// Whether a connection to it was ever served.
        var hasServed = false
    }

    private struct State {
        var places: [ServerAddress: Place] = [:]
        var lastFailure: ConnectionFailure?
        var releases: [String: KafkaRelease] = [:]
        var longestPause: Duration = .zero
        var isClosed = false
    }

    private let configuration: DirectConfiguration
    private let tls: TLSClient?
    private let state = Mutex(State())

    /// A pool without connections.
    ///
    /// - Throws: ``KafkaError``: `unusableFile` when a certificate, a key or a token cannot be read.
    init(_ configuration: DirectConfiguration) throws(KafkaError) {
        self.configuration = configuration
        // It is read again for each log-in.
        _ = try configuration.security.sasl?.tokenFile?.read()
        do throws(TLSError) {
            tls = try configuration.security.tls.map { configuration throws(TLSError) in try TLSClient(configuration) }
        } catch {
            // It names the file; an operator looks for the property.
            let property = configuration.security.files.first { error.message.contains($0.value) }?.key
            let message = (property.map { "\($0): " } ?? "") + error.message
            throw KafkaError(error.code == .credentials ? .unusableFile : .tls, message)
        }
    }

    deinit {
        close()
    }

    /// Why the last connection failed, `nil` when none did.
    var lastFailure: ConnectionFailure? { state.withLock(\.lastFailure) }

    /// The releases that brokers speak like, by `HOST:PORT`.
    var releases: [String: KafkaRelease] { state.withLock(\.releases) }

    /// The longest that a broker has held back the next request of a connection, because of a quota (KIP-219).
    var longestPause: Duration { state.withLock(\.longestPause) }

    /// A broker holds back the next request of a connection.
    func notePause(_ pause: Duration) {
        guard pause > .zero else { return }
        state.withLock { $0.longestPause = max($0.longestPause, pause) }
    }

    /// Ends all connections.
    func close() {
        let connections = state.withLock { state in
            state.isClosed = true
            defer { state.places = [:] }
            return state.places.values.flatMap(\.connections.values)
        }
        for connection in connections { connection.close() }
    }

    /// Whether a connection to an address has been made and is open.
    func isConnected(to address: ServerAddress) -> Bool {
        state.withLock { $0.places[address]?.connections.values.contains(where: \.isReady) ?? false }
    }

    /// Whether the last attempt to be served at an address has come to nothing.
    func hasFailed(at address: ServerAddress) -> Bool {
        state.withLock { ($0.places[address]?.failures ?? 0) > 0 }
    }

    /// A connection that is ready.
    ///
    /// Where the last attempts have failed, the pause before the next one is waited for; one attempt is made, by whoever
    /// asks first.
    ///
    /// - Parameters:
    ///   - address: Where to.
    ///   - peer: Who is there.
    ///   - lane: Which of the connections to it, from 0 on.
    ///   - deadline: When to give up.
    /// - Returns: The connection, and what the broker understands.
    /// - Throws: ``KafkaError`` with the reason why there is none.
    func connection(
        to address: ServerAddress,
        as peer: ConnectionFailure.Peer,
        lane: Int = 0,
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        while true {
            switch try choice(of: address, peer, lane) {
            case .wait(let moment):
                guard moment < deadline.instant else {
                    throw lastError(of: address) ?? KafkaError(.timedOut, "\(address) is not dialled again in time")
                }
                guard (try? await Task.sleep(until: moment)) != nil else { throw .cancelled }
            case .use(let connection):
                do throws(KafkaError) {
                    let versions = try await connection.ready(before: deadline)
                    state.withLock { $0.releases[address.description] = versions.release }
                    return (connection, versions)
                } catch {
                    noteEnd(of: connection, lane, error)
                    throw error
                }
            }
        }
    }

    /// Notes that a connection has failed under a request, so that another takes its place.
    func noteEnd(of connection: BrokerConnection, _ lane: Int, _ error: KafkaError) {
        guard connection.isClosed else { return }
        state.withLock { state in
            if let failure = error.connection { state.lastFailure = failure }
            guard var place = state.places[connection.address], place.connections[lane] === connection else { return }
            place.connections[lane] = nil
            place.hasServed = place.hasServed || connection.hasAnswered
            // One that has served ends because the broker does, or was idle: another is made at once.
            if connection.hasAnswered {
                place.failures = 0
                place.closings = 0
                place.nextDial = nil
            } else {
                place.closings = error.connection?.reason.isClosing == true ? place.closings + 1 : 0
                place.nextDial = .now.advanced(by: Self.pause(after: place.failures, configuration.connection))
                place.failures += 1
            }
            state.places[connection.address] = place
        }
    }

    private enum Choice {
        case use(BrokerConnection)
        case wait(until: ContinuousClock.Instant)
    }

    private func choice(
        of address: ServerAddress,
        _ peer: ConnectionFailure.Peer,
        _ lane: Int
    ) throws(KafkaError) -> Choice {
        try state.withLock { state throws(KafkaError) in
            guard !state.isClosed else { throw KafkaError(.handleDestroyed) }
            var place = state.places[address] ?? Place()
            if let connection = place.connections[lane] {
                if !connection.isClosed { return .use(connection) }
                place.hasServed = place.hasServed || connection.hasAnswered
                // It ended while nobody used it, as brokers end idle ones; one that never served counts as a failure.
                if !connection.hasAnswered {
                    place.nextDial =
                        place.nextDial ?? .now.advanced(by: Self.pause(after: place.failures, configuration.connection))
                    place.failures += 1
                }
                place.connections[lane] = nil
            }
            if let moment = place.nextDial, moment > .now {
                state.places[address] = place
                return .wait(until: moment)
            }
            place.nextDial = nil
            let connection = BrokerConnection(
                to: address,
                as: peer,
                configuration,
                tls,
                isKnown: place.hasServed || place.connections.values.contains(where: \.hasAnswered),
                closings: place.closings
            )
            place.connections[lane] = connection
            state.places[address] = place
            return .use(connection)
        }
    }

    private func lastError(of address: ServerAddress) -> KafkaError? {
        state.withLock(\.lastFailure).flatMap { $0.address == address.description ? KafkaError($0) : nil }
    }

    /// How long to wait after so many attempts in a row have failed.
    static func pause(after failures: Int, _ settings: ConnectionSettings = ConnectionSettings()) -> Duration {
        let doubled = settings.firstDialPause * (1 << min(failures, 16))
        let chance = Double.random(in: (1 - DirectLimits.jitter)...(1 + DirectLimits.jitter))
        return max(min(doubled, settings.longestDialPause) * chance, DirectLimits.shortestDialPause)
    }
}

extension ConnectionFailureReason {
    /// Whether somebody was there and closed the connection.
    fileprivate var isClosing: Bool {
        switch self {
        case .wantsSASL, .wantsTLS, .other: true
        default: false
        }
    }
}
