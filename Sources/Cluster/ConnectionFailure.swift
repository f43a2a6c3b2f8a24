/// Why a connection to a broker failed, as the client library tells it.
public struct ConnectionFailure: Hashable, Sendable {
    /// Who was dialled.
    public enum Peer: Hashable, Sendable {
        /// A server that the operator named.
        case bootstrap
        /// A broker at the address that it advertises itself.
        case broker(Int32)
        /// A coordinator, at the address that its broker advertises.
        case coordinator
    }

    /// Who was dialled.
    public let peer: Peer
    /// Where: `HOST:PORT`.
    public let address: String
    /// Why it failed.
    public let reason: ConnectionFailureReason
    /// The client library's own words, without those that say who, when and how often.
    public let text: String

    /// A failure.
    public init(_ peer: Peer, _ address: String, _ reason: ConnectionFailureReason, _ text: String) {
        self.peer = peer
        self.address = address
        self.reason = reason
        self.text = text
    }

    /// Who was dialled where, and what came of it, such as `broker 3 advertises 10.0.0.3:9092, which cannot be reached:
    /// connection refused`.
    public var sentence: String {
        switch peer {
        case .bootstrap: "\(address): \(words)"
        case .broker(let number): "broker \(number) advertises \(address), which cannot be reached: \(words)"
        case .coordinator: "the coordinator advertises \(address), which cannot be reached: \(words)"
        }
    }

    /// What happened, in words.
    private var words: String {
        switch reason {
        case .refused: "connection refused"
        case .unresolved: "the host is not known (\(text))"
        default: text
        }
    }
}

/// What kept a connection to a broker from being made, or ended it: each asks for something else of the operator.
public enum ConnectionFailureReason: String, Hashable, Sendable, CaseIterable {
    /// Nobody listens at the address.
    case refused
    /// The name of the host is not known.
    case unresolved
    /// There is no way to the address.
    case noRoute
    /// No answer, neither yes nor no.
    case silent
    /// User and password are not accepted.
    case credentials
    /// A token is not accepted, or there is none.
    case token
    /// SCRAM as librdkafka before 2.6.1 speaks it, with a broker of Kafka 4: no password is ever accepted.
    case repeatedNonce
    /// The listener does not offer the SASL mechanism.
    case mechanism
    /// The listener wants SASL, and none was offered.
    case wantsSASL
    /// SASL was offered, and the listener has none.
    case hasNoSASL
    /// The connection was closed before the first answer, as a listener with TLS does when it is not offered.
    case wantsTLS
    /// TLS was offered, and the listener does not speak it.
    case hasNoTLS
    /// The broker's certificate is of no authority that is trusted here, or was issued for another host.
    case untrustedCertificate
    /// The broker does not accept the certificate of this client, or wants one.
    case rejectedCertificate
    /// TLS failed in another way.
    case tls
    /// What answers is no Kafka broker.
    case notKafka
    /// This process may not have as many open files.
    case tooManyFiles
    /// Anything else, a connection that was closed included.
    case other

    /// The code of an error that this caused.
    public var code: KafkaErrorCode {
        switch self {
        case .credentials, .token, .repeatedNonce, .mechanism, .wantsSASL, .hasNoSASL: .authentication
        case .wantsTLS, .hasNoTLS, .untrustedCertificate, .rejectedCertificate, .tls: .tls
        case .unresolved: .resolve
        case .refused, .noRoute, .silent, .notKafka, .tooManyFiles, .other: .transport
        }
    }
}
