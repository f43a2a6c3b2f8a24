internal import Cluster
internal import Glibc

/// Why a connection could not be made or was lost: what it means for the operator, and in words.
struct DialFailure: Error, Hashable, Sendable {
    /// What kind of failure.
    let reason: ConnectionFailureReason
    /// The system's, OpenSSL's or the broker's words.
    let text: String

    /// A failure.
    init(_ reason: ConnectionFailureReason, _ text: String) {
        self.reason = reason
        self.text = text
    }

    /// The failure of a call of the system.
    init(systemError number: Int32) {
        let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        reason =
            switch number {
            case ECONNREFUSED: .refused
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EAFNOSUPPORT: .noRoute
            case ETIMEDOUT: .silent
            case EMFILE, ENFILE: .tooManyFiles
            default: .other
            }
        self.text = text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Whether trying again cannot help: who answers has said no, and will again.
    var isFinal: Bool {
        switch reason {
        case .credentials, .token, .repeatedNonce, .mechanism, .hasNoSASL, .hasNoTLS, .untrustedCertificate,
            .rejectedCertificate, .tls, .notKafka, .wantsSASL, .wantsTLS:
            true
        case .refused, .unresolved, .noRoute, .silent, .tooManyFiles, .other: false
        }
    }
}

/// A host and a port.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name, or an address; an IPv6 one without brackets.
    let host: String
    /// From 1 to 65535.
    let port: UInt16

    /// As it is written: `HOST:PORT`, an IPv6 address in brackets.
    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
