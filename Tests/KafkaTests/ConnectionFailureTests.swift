import Cluster
import Testing

@testable import Kafka

/// What librdkafka's log says of a connection that failed, as it was written by librdkafka 2.0.2 at real listeners.
struct ConnectionFailureTests {
    private static let disconnected =
        "Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration "
        + "(connecting to a SSL listener?) or broker version is < 0.10 (see api.version.request) "
        + "(after 57ms in state APIVERSION_QUERY)"
    private static let unverified =
        "SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be "
        + "verified, verify that ssl.ca.location is correctly configured (after 128ms in state SSL_HANDSHAKE)"

    private static let lines: [(String, ConnectionFailureReason)] = [
        (
            "k:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)",
            .refused
        ),
        ("k:1/3: Connect to ipv6#[::1]:1 failed: Connection refused (after 0ms in state CONNECT)", .refused),
        (
            "k:1/bootstrap: Connect to ipv4#10.0.0.1:1 failed: No route to host (after 3000ms in state CONNECT)",
            .noRoute
        ),
        ("k:1/1: Failed to resolve 'k:1': Name or service not known (after 0ms in state CONNECT)", .unresolved),
        ("k:1/1: Connection setup timed out in state CONNECT (after 6001ms in state CONNECT)", .silent),
        ("k:1/1: Failed to create socket: Too many open files (after 0ms in state CONNECT)", .tooManyFiles),
        (
            "sasl_plaintext://k:1/bootstrap: SASL authentication error: Authentication failed: Invalid username or password "
                + "(after 316ms in state AUTH_REQ, 1 identical error(s) suppressed)",
            .credentials
        ),
        (
            "sasl_ssl://k:1/bootstrap: SASL authentication error: Authentication failed during authentication due to "
                + "invalid credentials with SASL mechanism SCRAM-SHA-512 (after 335ms in state AUTH_REQ)",
            .credentials
        ),
        (
            "sasl_plaintext://k:1/bootstrap: SASL OAUTHBEARER mechanism handshake failed: Broker: Unsupported SASL "
                + "mechanism: broker's supported mechanisms: PLAIN,SCRAM-SHA-512 (after 301ms in state AUTH_HANDSHAKE)",
            .mechanism
        ),
        (
            "sasl_plaintext://k:1/bootstrap: SASL PLAIN mechanism handshake failed: Broker: Request not valid in current "
                + "SASL state: broker's supported mechanisms:  (after 2ms in state AUTH_HANDSHAKE)",
            .hasNoSASL
        ),
        (
            "k:1/bootstrap: Disconnected: verify that security.protocol is correctly configured, broker might require "
                + "SASL authentication (after 4ms in state UP)",
            .wantsSASL
        ),
        ("k:1/bootstrap: \(disconnected)", .wantsTLS),
        (
            "ssl://k:1/bootstrap: SSL handshake failed: error:0A000126:SSL routines::unexpected eof while reading "
                + "(after 103ms in state SSL_HANDSHAKE)",
            .hasNoTLS
        ),
        (
            "ssl://k:1/bootstrap: SSL handshake failed: Disconnected: connecting to a PLAINTEXT broker listener? "
                + "(after 101ms in state SSL_HANDSHAKE)",
            .hasNoTLS
        ),
        ("ssl://k:1/bootstrap: \(unverified)", .untrustedCertificate),
        (
            "ssl://k:1/bootstrap: Receive failed: error:0A000412:SSL routines::sslv3 alert bad certificate: SSL alert "
                + "number 42 (after 1ms in state APIVERSION_QUERY)",
            .rejectedCertificate
        ),
        (
            "ssl://k:1/bootstrap: error:0A000102:SSL routines::unsupported protocol (after 1ms in state SSL_HANDSHAKE)",
            .tls
        ),
        (
            "k:1/bootstrap: Receive failed: Invalid response size 1213486160 (0..100000000): increase "
                + "receive.message.max.bytes (after 0ms in state APIVERSION_QUERY)",
            .notKafka
        ),
        ("k:1/1: Disconnected (after 71000ms in state UP)", .other),
    ]

    @Test(arguments: lines)
    func `a line of the log is a reason`(_ line: String, _ reason: ConnectionFailureReason) throws {
        let name = line.prefix { $0 != " " }.dropLast()
        let failure = try #require(ConnectionFailure(line: "[thrd:\(name)]: \(line)"))
        #expect(failure.reason == reason)
        #expect(failure.address == "k:1")
        #expect(!failure.text.contains("(after "))
        #expect(ConnectionFailure(line: line) == failure, "newer versions may leave the thread out")
    }

    @Test func `every reason that librdkafka reports has a line in the table`() {
        let told = Set(Self.lines.map(\.1))
        #expect(Set(ConnectionFailureReason.allCases).subtracting(told) == [.repeatedNonce, .token])
    }

    @Test(
        arguments: [
            ("h:9/bootstrap: Disconnected", ConnectionFailure.Peer.bootstrap, "h:9"),
            ("[::1]:9/bootstrap: Disconnected", .bootstrap, "[::1]:9"),
            ("sasl_ssl://[::1]:9/7: Disconnected", .broker(7), "[::1]:9"),
            ("GroupCoordinator: h:9: Disconnected", .coordinator, "h:9"),
            ("TxnCoordinator: sasl_ssl://h:9: Disconnected", .coordinator, "h:9"),
        ]
    )
    func `a line names who was dialled`(_ line: String, _ peer: ConnectionFailure.Peer, _ address: String) throws {
        let name = line.prefix { $0 != " " }.dropLast()
        let failure = try #require(ConnectionFailure(line: "[thrd:\(name)]: \(line)"))
        #expect(failure.peer == peer)
        #expect(failure.address == address)
        #expect(failure.text == "Disconnected")
    }

    @Test(arguments: ["", "nothing", "[thrd:app]: ", "[thrd:main]: 1/1 brokers are down", "a: b", "/1: x", ": x"])
    func `a line of another form is none`(_ line: String) {
        #expect(ConnectionFailure(line: line) == nil)
    }

    @Test func `an unreachable address is named as what its broker advertises`() {
        let failure = ConnectionFailure(.broker(3), "10.0.0.3:9092", .refused, "Connect to ipv4#10.0.0.3:9092 failed")
        #expect(failure.sentence == "broker 3 advertises 10.0.0.3:9092, which cannot be reached: connection refused")
    }
}
