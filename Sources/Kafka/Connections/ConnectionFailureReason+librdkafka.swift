internal import Cluster

extension ConnectionFailureReason {
    /// Whether trying again on the same connection can bring anything else.
    enum Finality: Hashable {
        /// No: the listener has answered.
        case atOnce
        /// Not when it happens again: librdkafka goes through the addresses of a name one after another, a second apart.
        case whenRepeated
        /// Not when it goes on: a broker that starts or stops closes connections, too.
        case whenLasting
        /// It says nothing of the next attempt.
        case never
    }

    /// What the client library's words mean.
    ///
    /// - Parameters:
    ///   - text: The words.
    ///   - state: Where the connection stood, such as `4ms in state APIVERSION_QUERY`; may be empty.
    init(_ text: String, state: String) {
        let hit = Self.phrases.first { phrase, _ in text.contains(phrase) }
        if let hit {
            self = hit.reason
        } else if text.contains("SSL handshake failed") || state.contains("SSL_HANDSHAKE") {
            self = .tls
        } else {
            self = .other
        }
    }

    /// What librdkafka 2.0 to 2.16, OpenSSL 3 and the C library write, most telling first.
    private static let phrases: [(String, reason: ConnectionFailureReason)] = [
        ("Connection refused", .refused),
        ("Failed to resolve", .unresolved),
        ("No route to host", .noRoute),
        ("Network is unreachable", .noRoute),
        ("Host is down", .noRoute),
        ("Too many open files", .tooManyFiles),
        ("Unsupported SASL mechanism", .mechanism),
        ("not valid in current SASL state", .hasNoSASL),
        ("mechanism handshake failed", .mechanism),
        ("SASL authentication error", .credentials),
        ("might require SASL authentication", .wantsSASL),
        ("connecting to a SSL listener", .wantsTLS),
        ("connecting to a PLAINTEXT broker listener", .hasNoTLS),
        ("wrong version number", .hasNoTLS),
        ("unexpected eof while reading", .hasNoTLS),
        ("certificate verify failed", .untrustedCertificate),
        ("certificate could not be verified", .untrustedCertificate),
        ("alert bad certificate", .rejectedCertificate),
        ("alert certificate", .rejectedCertificate),
        ("alert unknown ca", .rejectedCertificate),
        ("alert handshake failure", .rejectedCertificate),
        ("Invalid response size", .notKafka),
        ("setup timed out", .silent),
        ("Connection timed out", .silent),
    ]

    /// Whether a server that fails so can be given up.
    var finality: Finality {
        switch self {
        case .credentials, .token, .repeatedNonce, .mechanism, .hasNoSASL, .untrustedCertificate, .rejectedCertificate,
            .tooManyFiles:
            .atOnce
        case .refused, .unresolved, .noRoute: .whenRepeated
        case .wantsSASL, .wantsTLS, .hasNoTLS, .tls, .notKafka: .whenLasting
        case .silent, .other: .never
        }
    }

    /// Whether the address answers nobody: no question of credentials.
    var isUnreachable: Bool {
        switch self {
        case .refused, .unresolved, .noRoute, .silent: true
        default: false
        }
    }
}
