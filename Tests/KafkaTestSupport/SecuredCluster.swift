/// A cluster of one broker with a listener of each kind of security, which a test has for itself.
public struct SecuredCluster: Sendable {
    /// Its listener without any.
    public let cluster: TestCluster
    /// What its listeners with TLS show, and who is trusted.
    public let certificates: TestCertificates

    /// Its other listeners, each at a port of its own.
    public enum Listener: Int, Sendable, CaseIterable {
        case sasl = 2
        case tls
        case saslOverTLS
        case mutualTLS
    }

    /// A user of PLAIN, whose password ``password(of:)`` has.
    public static let plainUser = "alice"
    /// A user of SCRAM-SHA-512.
    public static let scramUser = "bob"

    /// The password of a user.
    public static func password(of user: String) -> String { "the secret of \(user)" }

    /// The address of a listener.
    public func address(_ listener: Listener) -> String {
        let port = cluster.bootstrapServers.split(separator: ":").last.flatMap { Int($0) } ?? 0
        return "127.0.0.1:\(port + listener.rawValue)"
    }

    /// Runs `body` on a cluster of a release, which takes some ten seconds to start and is gone afterwards.
    ///
    /// With a session, who has logged in by SASL has to do so again within that time (KIP-368).
    public static func withOwn(
        version: String,
        session: Duration? = nil,
        _ body: (SecuredCluster) async throws -> Void
    ) async throws {
        let certificates = try await TestCertificates()
        let limit = session.map { ["connections.max.reauth.ms=\(Int64($0 / .milliseconds(1)))"] } ?? []
        try await TestCluster.withOwn(version: version, settings: settings(certificates) + limit) { cluster in
            _ = try await KafkaTool.run(
                version,
                "kafka.admin.ConfigCommand",
                [
                    "--bootstrap-server", cluster.bootstrapServers, "--alter", "--entity-type", "users",
                    "--entity-name",
                    scramUser, "--add-config", "SCRAM-SHA-512=[password=\(password(of: scramUser))]",
                ]
            )
            try await body(SecuredCluster(cluster: cluster, certificates: certificates))
        }
    }

    private static func settings(_ certificates: TestCertificates) -> [String] {
        let names =
            "PLAINTEXT://127.0.0.1:{port},SASL://127.0.0.1:{port+2},TLS://127.0.0.1:{port+3},"
            + "SASLTLS://127.0.0.1:{port+4},MUTUAL://127.0.0.1:{port+5}"
        let plain =
            "org.apache.kafka.common.security.plain.PlainLoginModule required "
            + "user_\(plainUser)=\"\(password(of: plainUser))\";"
        let scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return [
            "listeners=\(names),CONTROLLER://127.0.0.1:{port+1}", "advertised.listeners=\(names)",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,"
                + "SASLTLS:SASL_SSL,MUTUAL:SSL",
            "inter.broker.listener.name=PLAINTEXT", "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
            "ssl.keystore.type=PEM", "ssl.keystore.location=\(certificates.broker)",
            "ssl.truststore.type=PEM", "ssl.truststore.location=\(certificates.authority)",
            "listener.name.mutual.ssl.client.auth=required",
        ]
            + ["sasl", "sasltls"].flatMap { listener in
                [
                    "listener.name.\(listener).plain.sasl.jaas.config=\(plain)",
                    "listener.name.\(listener).scram-sha-512.sasl.jaas.config=\(scram)",
                ]
            }
    }
}
