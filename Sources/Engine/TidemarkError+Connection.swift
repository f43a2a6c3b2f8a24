import Cluster
import Offsets

extension TidemarkError {
    /// What it means for an operator that the brokers cannot be reached or do not let anybody in.
    ///
    /// - Parameters:
    ///   - failure: Why the connection failed.
    ///   - activity: What was being done.
    ///   - library: The version of the client library.
    ///   - error: What the client library says of the call.
    /// - Returns: The error to report: 77 where a broker has answered and lets nobody in, 78 where it is a limit of this
    ///   process, else 69.
    static func connection(
        _ failure: ConnectionFailure,
        while activity: String,
        library: String,
        cause error: KafkaError
    ) -> TidemarkError {
        let code: TidemarkError.Code =
            switch failure.reason {
            case .refused, .unresolved, .noRoute, .silent, .notKafka, .other: .unreachable
            case .tooManyFiles: .tooFewOpenFiles
            default: .denied
            }
        return TidemarkError(
            code,
            "\(activity): \(what(failure, library))",
            hint: hint(failure),
            cause: error
        )
    }

    /// What happened.
    private static func what(_ failure: ConnectionFailure, _ library: String) -> String {
        let broker = failure.address
        return switch failure.reason {
        case .refused where failure.peer == .bootstrap: "connection refused by \(broker)"
        case .refused, .unresolved, .noRoute, .silent: failure.sentence
        case .credentials: "\(broker) does not accept the user and password: \(failure.text)"
        case .token: "\(broker) does not accept the token: \(failure.text)"
        case .repeatedNonce:
            "\(broker) runs Kafka 4 or newer, and \(library) cannot log in to it with SCRAM, "
                + "whatever the password"
        case .mechanism: "\(broker) does not offer this SASL mechanism: \(failure.text)"
        case .wantsSASL: "\(broker) closes the connection after the first request, as a listener does that wants SASL"
        case .hasNoSASL: "\(broker) does not use SASL: \(failure.text)"
        case .wantsTLS: "\(broker) closes the connection before it answers, as a listener does that wants TLS"
        case .hasNoTLS: "\(broker) does not speak TLS: \(failure.text)"
        case .untrustedCertificate: "the certificate of \(broker) is not trusted: \(failure.text)"
        case .rejectedCertificate:
            "\(broker) does not accept the certificate of this client, or wants one: \(failure.text)"
        case .tls: "TLS with \(broker) fails: \(failure.text)"
        case .notKafka: "what answers at \(broker) is no Kafka broker: \(failure.text)"
        case .tooManyFiles: "\(broker) cannot be dialled: this process may have no more open files"
        case .other: "the connection to \(broker) fails: \(failure.text)"
        }
    }

    /// What to do.
    private static func hint(_ failure: ConnectionFailure) -> String {
        switch failure.reason {
        case .refused where failure.peer == .bootstrap:
            "Is the broker running, and is this its port? Check --bootstrap-server."
        case .unresolved where failure.peer == .bootstrap: "Check the name in --bootstrap-server, and DNS."
        case .noRoute where failure.peer == .bootstrap, .silent where failure.peer == .bootstrap:
            "Check the address in --bootstrap-server, the network and firewalls, or allow more time with --timeout."
        case .refused, .unresolved, .noRoute, .silent:
            "The broker is down, or its advertised.listeners names an address that this machine cannot reach."
        case .credentials:
            "Check sasl.username, sasl.password and sasl.mechanism. The broker's log says whom it refused."
        case .token:
            "Check that the token was issued for these brokers and has not expired; in the file of "
                + "\(TokenFile.property) another program has to renew it."
        case .repeatedNonce:
            "Use librdkafka 2.6.1 or newer, or sasl.mechanism=PLAIN over TLS, or a client certificate (security.protocol=SSL)."
        case .mechanism: "Set sasl.mechanism to one that the listener offers."
        case .wantsSASL:
            "Set security.protocol=SASL_PLAINTEXT, or SASL_SSL, with sasl.mechanism, sasl.username and sasl.password."
        case .hasNoSASL: "Set security.protocol=PLAINTEXT, or SSL, or use the port of the listener with SASL."
        case .wantsTLS:
            "Set security.protocol=SSL, or SASL_SSL. If this is the port of a proxy, it may have no broker behind it."
        case .hasNoTLS:
            "Set security.protocol=PLAINTEXT, or SASL_PLAINTEXT, or use the port of the listener with TLS."
        case .untrustedCertificate:
            "Set ssl.ca.location to the authority that issued it, and use the host name that it was issued for."
        case .rejectedCertificate:
            "Set ssl.certificate.location and ssl.key.location to a certificate of an authority that the brokers trust."
        case .tls: "Check security.protocol, the certificates, and the TLS versions that both sides allow."
        case .notKafka: "Check --bootstrap-server and security.protocol: this may be a web server, or a port with TLS."
        case .tooManyFiles: "Raise the limit: `ulimit -n`, or LimitNOFILE= of the systemd unit."
        case .other: "Check --bootstrap-server, security.protocol and the network, or allow more time with --timeout."
        }
    }
}
