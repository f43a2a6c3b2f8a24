internal import Cluster
internal import Glibc

/// What librdkafka's callbacks of one instance may reach: never the handle itself.
final class CallbackContext: Sendable {
    /// The facility of the log lines that say why a connection failed (librdkafka: `rd_kafka_broker_fail`).
    private static let failureFacility = "FAIL"
    /// The facility of the lines that say what a broker can do.
    private static let versionsFacility = "APIVERSION"
    /// The number of the fetch request: who has dropped its oldest versions is Kafka 4.0 or newer (KIP-896).
    private static let fetch: Int16 = 1

    /// The calls waiting for a reply.
    let pending: PendingCalls
    private let pacing = DialPacing()
    private let log: ClientLog
    private let connections: ConnectionRecord
    private let tokenFile: TokenFile?

    init(pending: PendingCalls, log: ClientLog, connections: ConnectionRecord, tokenFile: TokenFile?) {
        self.pending = pending
        self.tokenFile = tokenFile
        self.log = log
        self.connections = connections
    }

    /// Dials for librdkafka, which has a thread for each broker; not more often than is of use.
    ///
    /// - Parameters:
    ///   - name: `HOST:PORT`.
    ///   - socket: A socket that does not block.
    ///   - address: Where to.
    ///   - length: The size of the address in bytes.
    /// - Returns: 0 when the connection is made or being made, else the system's error number.
    func dial(_ name: String, _ socket: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
        connections.noteDial(name)
        return unsafe pacing.dial(socket, address, length, of: name)
    }

    /// Gives the instance the token that its file holds now; that there is none is what no server can be logged in to for.
    func refreshToken(of instance: OpaquePointer) {
        guard let tokenFile, let reason = unsafe BearerToken.refresh(from: tokenFile, in: instance) else { return }
        for failure in connections.noteTokenless(reason) { log.append(failure) }
    }

    /// Takes what a log line says of the connections.
    func note(_ line: String, facility: String?) {
        switch facility {
        case Self.failureFacility:
            if let failure = ConnectionFailure(line: line) { log.append(connections.note(failure)) }
        case Self.versionsFacility:
            guard let line = BrokerLogLine(line), let spoken = SpokenVersions(line.words) else { return }
            log.note(spoken, at: line.broker.address)
            if spoken.request == Self.fetch, spoken.versions.lowerBound > 0 {
                connections.noteModernBroker(at: line.broker.address)
            }
        default: return
        }
    }
}
