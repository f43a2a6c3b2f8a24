import Cluster
import Kafka
import KafkaProtocol
import KafkaTestSupport
import Offsets
import TLS
import Testing

@testable import KafkaSimulator

/// Listeners with TLS, and librdkafka at listeners of every kind.
@Suite(.timeLimit(.minutes(2)))
struct SecuredListenerTests {
    private static let authentication = SimulatedAuthentication(passwords: ["alice": "alice's secret"])

    private func simulator(_ certificates: TestCertificates, _ release: SimulatedRelease) throws -> Simulator {
        let identity = TLSIdentity(certificate: .file(certificates.broker), key: .file(certificates.broker))
        let tls = try TLSServer(identity: identity)
        return try Simulator.start(
            brokers: 2,
            release: release,
            listeners: [
                .plaintext,
                SimulatedListener("SASL", authentication: Self.authentication),
                SimulatedListener("TLS", tls: tls),
                SimulatedListener("SASLTLS", tls: tls, authentication: Self.authentication),
                SimulatedListener(
                    "MUTUAL",
                    tls: try TLSServer(identity: identity, clientAuthorities: .file(certificates.authority))
                ),
            ]
        )
    }

    /// Whether librdkafka can ask anything, with these properties.
    private func isServed(
        _ simulator: Simulator,
        at listener: String,
        _ properties: [String: String]
    ) async throws
        -> Bool
    {
        let client = try KafkaClient(
            KafkaConfiguration(
                bootstrapServers: simulator.bootstrapServers(of: listener),
                properties: properties.map { .init(name: $0.key, value: $0.value) }
            )
        )
        do {
            return try await client.metadata(before: .after(.seconds(3))).identity.brokers.count == 2
        } catch {
            return false
        }
    }

    @Test func `librdkafka logs in where its password is right and its authority the broker's`() async throws {
        let certificates = try await TestCertificates()
        let simulator = try simulator(certificates, .kafka39)
        let tls = ["security.protocol": "ssl", "ssl.ca.location": certificates.authority]
        let identity = ["ssl.certificate.location": certificates.client, "ssl.key.location": certificates.client]
        for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
            let sasl = [
                "security.protocol": "sasl_plaintext", "sasl.mechanisms": mechanism, "sasl.username": "alice",
                "sasl.password": "alice's secret",
            ]
            let both = sasl.merging(tls.merging(["security.protocol": "sasl_ssl"]) { $1 }) { $1 }
            #expect(try await isServed(simulator, at: "SASL", sasl), "\(mechanism)")
            #expect(try await isServed(simulator, at: "SASLTLS", both), "\(mechanism) with TLS")
        }
        #expect(try await isServed(simulator, at: "TLS", tls))
        #expect(try await isServed(simulator, at: "MUTUAL", tls.merging(identity) { $1 }))

        async let strange = isServed(
            simulator,
            at: "TLS",
            ["security.protocol": "ssl", "ssl.ca.location": certificates.stranger]
        )
        async let unknown = isServed(simulator, at: "MUTUAL", tls)
        async let wrong = isServed(
            simulator,
            at: "SASL",
            [
                "security.protocol": "sasl_plaintext", "sasl.mechanisms": "PLAIN", "sasl.username": "alice",
                "sasl.password": "wrong",
            ]
        )
        async let plain = isServed(simulator, at: "TLS", [:])
        async let encrypted = isServed(simulator, at: "PLAINTEXT", tls)
        let served = try await [strange, unknown, wrong, plain, encrypted]
        #expect(!served.contains(true))
    }

    @Test func `plain text closes a port with TLS, and who shows a certificate is known by it`() async throws {
        let certificates = try await TestCertificates()
        let simulator = try simulator(certificates, .kafka43)
        simulator.withState { state in
            state.authorizer = SimulatedAuthorizer(
                rules: [.init("CN=client", .describe, .cluster, SimulatedAuthorizer.clusterName)],
                superUsers: []
            )
        }
        let plain = try #require(RawConnection(to: simulator.bootstrapServers(of: "TLS")))
        #expect(plain.isClosed(by: .apiVersions, 3, [:]))

        var configuration = TLSClient.Configuration()
        configuration.authorities = .source(.file(certificates.authority))
        configuration.identity = TLSIdentity(certificate: .file(certificates.client), key: .file(certificates.client))
        let session = try TLSClient(configuration).session(with: "127.0.0.1")
        let connection = try #require(RawConnection(to: simulator.bootstrapServers(of: "MUTUAL")))
        let (atOnce, turns) = (16_384, 100)
        for _ in 0..<turns where !session.isEstablished {
            connection.send(session.takeOutput())
            try session.receive(connection.receive(atMost: atOnce))
        }
        try session.write(RawConnection.bytes(.describeCluster, 1, ["includeClusterAuthorizedOperations": true]))
        connection.send(session.takeOutput())
        var answer: [UInt8] = []
        let sizeOfLength = 4
        for _ in 0..<turns where answer.count < sizeOfLength || answer.count < sizeOfLength + Int(answer[3]) {
            try session.receive(connection.receive(atMost: atOnce))
            answer += try session.read()
        }
        let described = try RawConnection.answer(Array(answer.dropFirst(sizeOfLength)), .describeCluster, 1)
        #expect(described["clusterAuthorizedOperations"] == 0x100)
    }
}
