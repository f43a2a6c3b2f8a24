internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// What is said on a new connection before anything is asked: which versions are understood, and who logs in.
///
/// It is a talk with one request at a time, on the thread of the connection.
struct Handshake {
    /// How the broker learns who asks (KIP-511).
    private static let softwareName: Value = "tidemark"
    private static let flexibleVersion: Int16 = 3
    /// Numbers of requests of a talk; the requests of the connection count from 0 upwards.
    private var correlation: Int32 = -1

    private let deadline: Deadline
    private let security: SecuritySettings
    private let clientID: Text

    /// A talk that ends before a deadline.
    init(_ configuration: DirectConfiguration, before deadline: Deadline) {
        security = configuration.security
        clientID = Text(configuration.clientID)
        self.deadline = deadline
    }

    /// Asks which versions are understood, in the newest way and, where that is not known, in the oldest one.
    ///
    /// - Throws: ``DialFailure``: `wantsTLS` when the connection is closed before the first answer; `notKafka`.
    mutating func versions(
        over transport: inout Transport,
        _ buffer: inout AnswerBuffer
    ) throws(DialFailure) -> BrokerVersions {
        let message: Structure = ["clientSoftwareName": Self.softwareName, "clientSoftwareVersion": "1"]
        let answer: Structure
        do {
            answer = try ask(.apiVersions, Self.flexibleVersion, message, over: &transport, &buffer)
        } catch {
            guard error.reason == .other, security.tls == nil else { throw error }
            throw DialFailure(.wantsTLS, "the connection was closed before the first answer")
        }
        switch ErrorCode(rawValue: answer.int16("errorCode")) {
        case .none: return BrokerVersions(answer)
        case .unsupportedVersion:
            return BrokerVersions(try ask(.apiVersions, 0, [:], over: &transport, &buffer))
        case let code: throw DialFailure(.notKafka, "ApiVersions was answered with \(code)")
        }
    }

    /// Logs in, where that is asked for.
    ///
    /// - Returns: How long the log-in holds, `nil` for as long as the connection.
    /// - Throws: ``DialFailure``: `mechanism`, `credentials`, `token`, `hasNoSASL`.
    mutating func logIn(
        over transport: inout Transport,
        _ buffer: inout AnswerBuffer,
        _ versions: BrokerVersions
    ) throws(DialFailure) -> Duration? {
        guard let sasl = security.sasl else { return nil }
        guard let handshake = versions.version(of: .saslHandshake, upTo: 1), handshake == 1,
            let authenticate = versions.version(of: .saslAuthenticate, upTo: 2)
        else { throw DialFailure(.hasNoSASL, "the broker understands no SASL log-in") }
        let mechanism = Value.text(Text(sasl.mechanism.rawValue))
        let offer = try ask(.saslHandshake, handshake, ["mechanism": mechanism], over: &transport, &buffer)
        switch ErrorCode(rawValue: offer.int16("errorCode")) {
        case .none: break
        case .illegalSASLState:
            throw DialFailure(.hasNoSASL, "SASL was offered, and the listener has none")
        case .unsupportedSASLMechanism:
            let offered = offer["mechanisms"].elements.compactMap { $0.text?.description }
            throw DialFailure(
                .mechanism,
                "the listener does not offer \(sasl.mechanism.rawValue), only \(offered.joined(separator: ", "))"
            )
        case let code: throw DialFailure(sasl.refusal, "the log-in was refused: \(code)")
        }
        var exchange: any SASLExchange
        do throws(SASLFailure) {
            exchange = try sasl.exchange(before: deadline)
        } catch {
            throw DialFailure(sasl.refusal, error.message)
        }
        var lifetime: Duration?
        var message: [UInt8]? = exchange.first
        while let bytes = message {
            let answer = try ask(
                .saslAuthenticate,
                authenticate,
                ["authBytes": .bytes(bytes)],
                over: &transport,
                &buffer
            )
            let code = ErrorCode(rawValue: answer.int16("errorCode"))
            guard code == .none else {
                throw DialFailure(sasl.refusal, answer["errorMessage"].text?.description ?? "\(code)")
            }
            let milliseconds = answer["sessionLifetimeMs"].integer
            if milliseconds > 0 { lifetime = .milliseconds(milliseconds) }
            do throws(SASLFailure) {
                message = try exchange.answer(to: answer["authBytes"].bytes ?? [])
            } catch {
                throw DialFailure(sasl.refusal, error.message)
            }
        }
        return lifetime
    }

    /// Asks and waits for the answer.
    private mutating func ask(
        _ api: API,
        _ version: Int16,
        _ message: Structure,
        over transport: inout Transport,
        _ buffer: inout AnswerBuffer
    ) throws(DialFailure) -> Structure {
        let request = EncodedRequest(api, version: version, message)
        let number = correlation
        correlation -= 1
        try transport.add(request.frame(correlation: number, clientID: clientID))
        while true {
            do throws(MalformedMessage) {
                if let frame = try buffer.next() {
                    let found = try Exchange.correlation(of: frame)
                    guard found == number else { throw MalformedMessage("an answer to request \(found)") }
                    return try Self.message(in: frame, of: request)
                }
            } catch {
                guard !buffer.looksLikeTLS else {
                    throw DialFailure(.wantsTLS, "the listener answers in TLS")
                }
                throw DialFailure(.notKafka, "no answer of a Kafka broker: \(error.reason)")
            }
            try transport.exchange(into: &buffer.bytes, before: deadline)
        }
    }

    /// Reads an answer; one to a version of ApiVersions that is not known comes in the oldest one.
    static func message(
        in frame: [UInt8],
        of request: EncodedRequest
    ) throws(MalformedMessage) -> Structure {
        guard request.api == .apiVersions, request.version > 0 else { return try request.message(in: frame) }
        var reader = try request.body(of: frame)
        guard ErrorCode(rawValue: try reader.integer(Int16.self)) == .unsupportedVersion else {
            return try request.message(in: frame)
        }
        return try EncodedRequest(.apiVersions, version: 0, [:]).message(in: frame)
    }
}
