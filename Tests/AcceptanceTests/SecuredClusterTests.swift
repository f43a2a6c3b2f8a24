import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// A cluster with security, reached rightly and in every wrong way: at once, with the exit code and a hint of its own.
@Suite(.needsKafka, .serialized)
struct SecuredClusterTests {
    /// Seconds, where it took 20 of them to 15 minutes; with room for a busy machine.
    private static let patience = Duration.seconds(12)

    /// A way to reach a cluster, and what comes of it.
    private struct Attempt {
        let name: String
        let server: String
        let options: [String]
        var exitCode = ExitCode.done
        var words: [String] = []
    }

    private static func check(_ attempt: Attempt, _ client: ClientChoice) async throws {
        let result = try await RunningCommand(
            ["groups", "--bootstrap-server", attempt.server, "--client", client.rawValue] + attempt.options,
            environment: [:],
            output: .captured
        ).result()
        let comment: Comment = "\(attempt.name), \(client): \(result)"
        #expect(result.exitCode == attempt.exitCode, comment)
        #expect(result.duration < patience, comment)
        for word in attempt.words { #expect(result.messages.lowercased().contains(word.lowercased()), comment) }
        if attempt.exitCode != .done { #expect(!result.messages.contains("Check --bootstrap-server"), comment) }
    }

    private static func options(_ properties: KeyValuePairs<String, String>) -> [String] {
        properties.flatMap { ["-X", "\($0.key)=\($0.value)"] }
    }

    /// librdkafka before 2.6.1 logs in with SCRAM to Kafka 3 only.
    private static func failsWithSCRAM(_ secured: SecuredCluster, _ client: ClientChoice) -> Bool {
        secured.cluster.hasConsumerProtocol && client == .librdkafka && !TestLibrary.isAtLeast(2, 6, 1)
    }

    private static func scram(
        _ secured: SecuredCluster,
        _ client: ClientChoice
    ) -> (exitCode: ExitCode, words: [String]) {
        failsWithSCRAM(secured, client)
            ? (.denied, ["runs Kafka 4 or newer", "whatever the password", "librdkafka 2.6.1"]) : (.done, [])
    }

    @Test(arguments: TestCluster.available, [ClientChoice.direct, .librdkafka])
    func `every wrong way to connect is told at once, and every right one works`(
        _ cluster: TestCluster,
        _ client: ClientChoice
    ) async throws {
        try await SecuredCluster.withOwn(version: cluster.version) { secured in
            let place = try ScratchDirectory()
            for attempt in try Self.wrongWays(secured, client, place) + Self.rightWays(secured, client, place) {
                try await Self.check(attempt, client)
            }
        }
    }

    private static func wrongWays(
        _ secured: SecuredCluster,
        _ client: ClientChoice,
        _ place: borrowing ScratchDirectory
    ) throws -> [Attempt] {
        let wrong = try secret("wrong", in: place)
        let authority = secured.certificates.authority
        let plain: KeyValuePairs = [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": SecuredCluster.plainUser,
            "sasl.password": "@\(wrong)",
        ]
        let scram: KeyValuePairs = [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": SecuredCluster.scramUser, "sasl.password": "@\(wrong)",
        ]
        let tls: KeyValuePairs = ["security.protocol": "SSL", "ssl.ca.location": authority]
        let sasl = secured.address(.sasl)
        let scramWords =
            failsWithSCRAM(secured, client)
            ? ["whatever the password"] : ["does not accept the user and password"]
        let mechanism: KeyValuePairs = [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-256", "sasl.username": "a",
            "sasl.password": "@\(wrong)",
        ]
        return [
            Attempt(
                name: "wrong password",
                server: sasl,
                options: options(plain),
                exitCode: .denied,
                words: ["does not accept the user and password", "sasl.password"]
            ),
            Attempt(
                name: "wrong password, SCRAM",
                server: sasl,
                options: options(scram),
                exitCode: .denied,
                words: scramWords
            ),
            Attempt(
                name: "a mechanism it does not have",
                server: sasl,
                options: options(mechanism),
                exitCode: .denied,
                words: ["does not offer this SASL mechanism", "PLAIN"]
            ),
            Attempt(
                name: "plaintext to SASL",
                server: sasl,
                options: [],
                exitCode: .denied,
                words: ["wants SASL", "security.protocol=SASL_PLAINTEXT"]
            ),
            Attempt(
                name: "plaintext to TLS",
                server: secured.address(.tls),
                options: [],
                exitCode: .denied,
                words: ["wants TLS", "security.protocol=SSL"]
            ),
            Attempt(
                name: "TLS to plaintext",
                server: secured.cluster.bootstrapServers,
                options: options(tls),
                exitCode: .denied,
                words: ["does not speak TLS", "security.protocol=PLAINTEXT"]
            ),
            Attempt(
                name: "TLS to SASL",
                server: sasl,
                options: options(tls),
                exitCode: .denied,
                words: ["does not speak TLS"]
            ),
            Attempt(
                name: "SASL to plaintext",
                server: secured.cluster.bootstrapServers,
                options: options(plain),
                exitCode: .denied,
                words: ["does not use SASL"]
            ),
            Attempt(
                name: "another authority",
                server: secured.address(.tls),
                options: options(["security.protocol": "SSL", "ssl.ca.location": secured.certificates.stranger]),
                exitCode: .denied,
                words: ["is not trusted", "ssl.ca.location"]
            ),
            Attempt(
                name: "another name",
                server: secured.address(.tls).replacingOccurrences(of: "127.0.0.1", with: "localhost"),
                options: options(tls),
                exitCode: .denied,
                words: ["is not trusted", "host name"]
            ),
            Attempt(
                name: "no certificate",
                server: secured.address(.mutualTLS),
                options: options(tls),
                exitCode: .denied,
                words: ["the certificate of this client", "ssl.certificate.location"]
            ),
            Attempt(
                name: "no file of an authority",
                server: secured.address(.tls),
                options: options(["security.protocol": "SSL", "ssl.ca.location": "/no/such/file"]),
                exitCode: .configuration,
                words: ["ssl.ca.location", "/no/such/file", "No such file"]
            ),
            Attempt(
                name: "no file of a key",
                server: secured.address(.mutualTLS),
                options: options(tls) + options(["ssl.key.location": "/no/such/key"]),
                exitCode: .configuration,
                words: ["ssl.key.location", "/no/such/key", "No such file"]
            ),
            Attempt(
                name: "no certificate in the file",
                server: secured.address(.tls),
                options: options(["security.protocol": "SSL", "ssl.ca.location": wrong]),
                exitCode: .configuration,
                words: ["ssl.ca.location", wrong]
            ),
        ]
    }

    private static func rightWays(
        _ secured: SecuredCluster,
        _ client: ClientChoice,
        _ place: borrowing ScratchDirectory
    ) throws -> [Attempt] {
        let certificates = secured.certificates
        let plainUser = SecuredCluster.plainUser
        let scramUser = SecuredCluster.scramUser
        let plainSecret = try secret(SecuredCluster.password(of: plainUser), in: place)
        let scramSecret = try secret(SecuredCluster.password(of: scramUser), in: place)
        let outcome = scram(secured, client)
        var attempts: [Attempt] = []
        for (listener, protocolName) in [(SecuredCluster.Listener.sasl, "SASL_PLAINTEXT"), (.saslOverTLS, "SASL_SSL")] {
            let server = secured.address(listener)
            let common = options(["security.protocol": protocolName, "ssl.ca.location": certificates.authority])
            attempts += [
                Attempt(
                    name: "PLAIN, -X, \(protocolName)",
                    server: server,
                    options: common
                        + options([
                            "sasl.mechanism": "PLAIN", "sasl.username": plainUser, "sasl.password": "@\(plainSecret)",
                        ])
                ),
                Attempt(
                    name: "SCRAM, -X, \(protocolName)",
                    server: server,
                    options: common
                        + options([
                            "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": scramUser,
                            "sasl.password": "@\(scramSecret)",
                        ]),
                    exitCode: outcome.exitCode,
                    words: outcome.words
                ),
                Attempt(
                    name: "PLAIN, configuration file, \(protocolName)",
                    server: server,
                    options: [
                        "--cluster", "secured", "--config",
                        try configuration(
                            place,
                            [
                                "security.protocol": protocolName, "ssl.ca.location": certificates.authority,
                                "sasl.mechanism": "PLAIN", "sasl.username": plainUser,
                            ],
                            secret: plainSecret
                        ),
                    ]
                ),
                Attempt(
                    name: "PLAIN, Java, \(protocolName)",
                    server: server,
                    options: [
                        "--command-config",
                        try java(place, protocolName, certificates, "PLAIN", "plain.PlainLoginModule", plainUser),
                    ]
                ),
                Attempt(
                    name: "SCRAM, Java, \(protocolName)",
                    server: server,
                    options: [
                        "--command-config",
                        try java(
                            place,
                            protocolName,
                            certificates,
                            "SCRAM-SHA-512",
                            "scram.ScramLoginModule",
                            scramUser
                        ),
                    ],
                    exitCode: outcome.exitCode,
                    words: outcome.words
                ),
            ]
        }
        let mutual = place.file(TestCluster.uniqueName("mutual"))
        try file(
            """
            security.protocol=SSL
            ssl.truststore.type=PEM
            ssl.truststore.location=\(certificates.authority)
            ssl.keystore.type=PEM
            ssl.keystore.location=\(certificates.client)
            """,
            at: mutual
        )
        return attempts + [
            Attempt(
                name: "mutual TLS, Java",
                server: secured.address(.mutualTLS),
                options: ["--command-config", mutual]
            ),
            Attempt(
                name: "TLS, by a name that is not checked",
                server: secured.address(.tls).replacingOccurrences(of: "127.0.0.1", with: "localhost"),
                options: options([
                    "security.protocol": "SSL", "ssl.ca.location": certificates.authority,
                    "ssl.endpoint.identification.algorithm": "none",
                ])
            ),
        ]
    }

    private static func java(
        _ place: borrowing ScratchDirectory,
        _ protocolName: String,
        _ certificates: TestCertificates,
        _ mechanism: String,
        _ module: String,
        _ user: String
    ) throws -> String {
        let path = place.file(TestCluster.uniqueName("java"))
        let trust = "ssl.truststore.type=PEM\nssl.truststore.location=\(certificates.authority)"
        try file(
            """
            # As Kafka's own tools take it.
            security.protocol = \(protocolName)
            sasl.mechanism: \(mechanism)
            sasl.jaas.config=org.apache.kafka.common.security.\(module) required \\
                username="\(user)" \\
                password="\(SecuredCluster.password(of: user))";
            \(protocolName == "SASL_SSL" ? trust : "")
            """,
            at: path
        )
        return path
    }

    /// A configuration file with one cluster, which others reach by servers of their own.
    private static func configuration(
        _ place: borrowing ScratchDirectory,
        _ properties: KeyValuePairs<String, String>,
        servers: String = "nowhere.invalid:9092",
        secret: String
    ) throws -> String {
        let path = place.file(TestCluster.uniqueName("configuration"))
        try file(
            """
            [cluster.secured]
            bootstrap-servers = ["\(servers)"]
            [cluster.secured.properties]
            \(properties.map { "\"\($0.key)\" = \"\($0.value)\"" }.joined(separator: "\n"))
            [cluster.secured.secrets]
            "sasl.password" = "\(secret)"

            """,
            at: path
        )
        return path
    }

    private static func secret(_ text: String, in place: borrowing ScratchDirectory) throws -> String {
        let path = place.file(TestCluster.uniqueName("secret"))
        try file(text + "\n", at: path)
        return path
    }

    private static func file(_ text: String, at path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    @Test(arguments: TestCluster.available)
    func `a secret in a file is in no process's arguments or environment`(_ cluster: TestCluster) async throws {
        let place = try ScratchDirectory()
        let listener = try SilentListener()
        let path = try Self.secret("hunter2", in: place)
        let properties: KeyValuePairs = [
            "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": "a",
        ]
        let server = "127.0.0.1:\(listener.port)"
        let ways = [
            ["--bootstrap-server", server] + Self.options(properties) + Self.options(["sasl.password": "@\(path)"]),
            ["--config", try Self.configuration(place, properties, servers: server, secret: path)],
        ]
        for options in ways {
            let command = try RunningCommand(["groups"] + options, environment: [:], output: .captured)
            try #require(try await command.hasChild())
            #expect(command.processes.count == 2)
            for process in command.processes {
                for file in ["cmdline", "environ"] {
                    let bytes = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/\(file)"))
                    #expect(!String(decoding: bytes, as: UTF8.self).contains("hunter2"), "\(file) of \(process)")
                }
            }
            command.kill(SIGINT, .group)
            let result = try await command.result()
            #expect(!(result.output + result.messages).contains("hunter2"), "\(result)")
        }
        _ = listener
    }
}
