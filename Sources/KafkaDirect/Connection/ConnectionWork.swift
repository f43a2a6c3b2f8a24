internal import Cluster
internal import Glibc
internal import KafkaProtocol
internal import Offsets
internal import TLS

/// What the thread of a connection does from beginning to end: dial, log in, send and receive.
struct ConnectionWork {
    /// A log-in is renewed when this part of its time is over (KIP-368).
    private static let shareOfLifetime = 0.8

    private let connection: BrokerConnection
    private let configuration: DirectConfiguration
    private let tls: TLSClient?
    private let wakeUp: WakeUp
    private var buffer: AnswerBuffer
    private var inFlight: InFlight
    private var lastHeard = ContinuousClock.now
    private var logInAgain: Deadline?
    private var hasAnswered = false

    /// The work of a connection that has not begun.
    init(_ connection: BrokerConnection, _ configuration: DirectConfiguration, _ tls: TLSClient?, _ wakeUp: WakeUp) {
        self.tls = tls
        self.connection = connection
        self.configuration = configuration
        self.wakeUp = wakeUp
        buffer = AnswerBuffer(limit: configuration.connection.answerBytes)
        inFlight = InFlight(limit: configuration.connection.requestsInFlight)
    }

    /// Works until the connection ends; whoever waits on it is told so when it counts as closed.
    mutating func run() {
        do throws(DialFailure) {
            let setup = Deadline.after(configuration.connection.setup)
            let socket = try TCPSocket(to: connection.address, configuration.connection, before: setup)
            defer { socket.close() }
            try work(over: socket, setup: setup)
            connection.fail(nil)
            inFlight.fail(connection.error(nil))
        } catch {
            let failure = explained(error)
            connection.fail(failure)
            inFlight.fail(connection.error(failure))
        }
    }

    private mutating func work(over socket: TCPSocket, setup: Deadline) throws(DialFailure) {
        var transport = try Transport(socket, tls, host: connection.address.host, before: setup)
        var handshake = Handshake(configuration, before: setup)
        let versions = try handshake.versions(over: &transport, &buffer)
        logInAgain = Self.renewal(of: try handshake.logIn(over: &transport, &buffer, versions))
        connection.succeed(versions)
        while true {
            if let due = logInAgain, due.hasPassed, inFlight.isEmpty {
                var handshake = Handshake(configuration, before: .after(configuration.connection.setup))
                logInAgain = Self.renewal(of: try handshake.logIn(over: &transport, &buffer, versions))
            }
            guard try turn(over: &transport) else { return }
        }
    }

    /// Sends, receives, and waits for more; says whether to go on.
    private mutating func turn(over transport: inout Transport) throws(DialFailure) -> Bool {
        // While a log-in is due, what is under way comes to its end first.
        let isPaused = logInAgain?.hasPassed == true
        guard
            let (fresh, others) = connection.take(
                atMost: isPaused ? 0 : inFlight.roomForRequests,
                bytes: inFlight.roomForBytes
            )
        else { return false }
        if inFlight.isEmpty { lastHeard = .now }
        inFlight.add(fresh)
        for exchange in fresh { try transport.add(exchange.frame) }
        try transport.flush()
        let room = inFlight.roomForRequests
        try receive(over: &transport)
        // Answers made room for what waits, of which nobody will tell again.
        if others != nil, inFlight.roomForRequests > room { return true }
        inFlight.expire(connection.late)
        let silence = Deadline(instant: lastHeard.advanced(by: configuration.connection.silence))
        if !inFlight.isEmpty, silence.hasPassed {
            let text = DurationText.text(configuration.connection.silence)
            throw DialFailure(.silent, "the broker has not answered for \(text)")
        }
        let moments = [inFlight.isEmpty ? nil : silence, inFlight.nextDeadline, others, isPaused ? nil : logInAgain]
        wait(for: transport, until: moments.compactMap(\.self).min())
        return true
    }

    private mutating func receive(over transport: inout Transport) throws(DialFailure) {
        while try transport.read(into: &buffer.bytes) {
            lastHeard = .now
            do throws(MalformedMessage) {
                while let frame = try buffer.next() {
                    try inFlight.answer(frame)
                    if !hasAnswered {
                        hasAnswered = true
                        connection.noteAnswer()
                    }
                }
            } catch {
                // Who has answered before is a broker, and the connection is what is broken.
                let reason = hasAnswered || connection.isKnown ? ConnectionFailureReason.other : .notKafka
                throw DialFailure(reason, "no answer of a Kafka broker: \(error.reason)")
            }
        }
    }

    /// Waits until there is something to do.
    private func wait(for transport: Transport, until moment: Deadline?) {
        let events = POLLIN | (transport.hasUnsent ? POLLOUT : 0)
        var entries = [
            pollfd(fd: transport.socket.descriptor, events: Int16(events), revents: 0),
            pollfd(fd: wakeUp.receiver, events: Int16(POLLIN), revents: 0),
        ]
        _ = Readiness.wait(for: &entries, atMost: moment?.remaining)
        if entries[1].revents != 0 { wakeUp.clear() }
    }

    /// A connection that a listener with SASL closes at the first question says so by nothing else.
    private func explained(_ failure: DialFailure) -> DialFailure {
        guard connection.tellsByClosing else {
            return failure.reason == .wantsTLS ? DialFailure(.other, failure.text) : failure
        }
        guard failure.reason == .other, configuration.security.sasl == nil, !hasAnswered, !inFlight.isEmpty,
            buffer.isEmpty
        else { return failure }
        return DialFailure(
            .wantsSASL,
            "the connection was closed at the first request, as by a listener that wants SASL"
        )
    }

    /// When to log in again, `nil` for never.
    private static func renewal(of lifetime: Duration?) -> Deadline? {
        lifetime.map { .after($0 * shareOfLifetime) }
    }
}
