internal import Cluster
internal import Glibc

/// What librdkafka's callbacks of one instance may reach: never the handle itself.
final class CallbackContext: Sendable {
    /// The facility of the log lines that say why a connection failed (librdkafka: `rd_kafka_broker_fail`).
    private static let failureFacility = "FAIL"
    /// The facility of the lines that say what a broker can do.
    private static let versionsFacility = "APIVERSION"
    /// What a broker says that has dropped the oldest versions of the fetch request, as Kafka 4.0 did (KIP-896).
    private static let fetchVersions = "ApiKey Fetch (1) Versions "

    /// The calls waiting for a reply.
    let pending: PendingCalls
    private let pacing = DialPacing()
    private let log: ClientLog
    private let connections: ConnectionRecord

    init(pending: PendingCalls, log: ClientLog, connections: ConnectionRecord) {
        self.pending = pending
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

    /// Takes what a log line says of the connections.
    func note(_ line: String, facility: String?) {
        switch facility {
        case Self.failureFacility:
            if let failure = ConnectionFailure(line: line) { log.append(connections.note(failure)) }
        case Self.versionsFacility:
            guard let range = line.firstRange(of: Self.fetchVersions),
                let oldest = line[range.upperBound...].first?.wholeNumberValue, oldest > 0,
                let line = BrokerLogLine(line)
            else { return }
            connections.noteModernBroker(at: line.broker.address)
        default: return
        }
    }
}
