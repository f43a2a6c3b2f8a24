import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// Logging in with a token that is in a file, which another program renews (KIP-768).
@Suite(.needsKafka, .serialized, .timeLimit(.minutes(5)))
struct TokenLoginTests {
    /// How long a token that ends within a test holds, in seconds: long enough for a busy machine to log in with it.
    private static let shortLife = 12
    private static let longLife = 3_600

    /// A file with a token at a listener that wants one.
    private final class Place: Sendable {
        let scratch: ScratchDirectory
        let cluster: TestCluster
        let user: User
        var file: String { scratch.file("token") }

        init(_ cluster: TestCluster) throws {
            scratch = try ScratchDirectory()
            self.cluster = cluster
            user = User(cluster)
        }

        /// The listener with SASL.
        var server: String {
            let port = cluster.bootstrapServers.split(separator: ":").last.flatMap { Int($0) } ?? 0
            return "127.0.0.1:\(port + 2)"
        }

        var options: [String] {
            [
                "--bootstrap-server", server, "-X", "security.protocol=SASL_PLAINTEXT", "-X",
                "sasl.mechanism=OAUTHBEARER", "-X", "sasl.oauthbearer.token.endpoint.url=file://\(file)",
            ]
        }

        /// Puts a token into the file, as a program does that renews it: the file is there at every moment.
        func renew(_ text: String) throws {
            try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        }

        func run(_ client: ClientChoice, _ words: String...) async throws -> CommandResult {
            try await user.start(words + options + ["--client", client.rawValue]).result()
        }
    }

    /// A token as Kafka's own handler for trials makes it: signed by nobody.
    private static func token(for seconds: Int, sub: String = "backup") -> String {
        let now = Int(Date().timeIntervalSince1970)
        let header = Data(#"{"alg":"none"}"#.utf8)
        let payload = Data("{\"sub\":\"\(sub)\",\"iat\":\(now - 60),\"exp\":\(now + seconds)}".utf8)
        return [header, payload, Data()].map { part in
            part.base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        }.joined(separator: ".")
    }

    private static var settings: [String] {
        let names = "PLAINTEXT://127.0.0.1:{port},TOKEN://127.0.0.1:{port+2}"
        return [
            "listeners=\(names),CONTROLLER://127.0.0.1:{port+1}", "advertised.listeners=\(names)",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TOKEN:SASL_PLAINTEXT",
            "inter.broker.listener.name=PLAINTEXT", "sasl.enabled.mechanisms=OAUTHBEARER",
            // A log-in ends with its token, and is to be renewed on the connection (KIP-368).
            "connections.max.reauth.ms=\(longLife * 1_000)",
            "listener.name.token.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer."
                + "OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";",
        ]
    }

    @Test(arguments: TestCluster.available)
    func `a token in a file opens the cluster for both clients, and one that is renewed from the next log-in on`(
        _ cluster: TestCluster
    ) async throws {
        try await TestCluster.withOwn(version: cluster.version, settings: Self.settings) { own in
            let place = try Place(own)
            let seeded = try await own.seed(groups: 3, partitions: 2)
            for client in [ClientChoice.direct, .librdkafka] {
                try await Self.checkRefusals(place, client)
                try await Self.checkBackup(place, client, seeded)
            }
            try await Self.checkRenewal(place, seeded)
            try await Self.checkDaemon(place, seeded)
        }
    }

    /// Every token that is none ends with the code of what is wrong, and the file or the token is named.
    private static func checkRefusals(_ place: Place, _ client: ClientChoice) async throws {
        let wrong = [
            (token(for: -30), ExitCode.denied, "token"), ("no-jwt", .denied, "does not accept the token"),
            ("", .configuration, "\(place.file) is empty"), ("a b", .configuration, "holds more than a token"),
        ]
        for (text, exitCode, words) in wrong {
            try place.renew(text)
            let result = try await place.run(client, "groups")
            #expect(result.exitCode == exitCode, "\(client), '\(text)': \(result)")
            #expect(result.messages.contains(words), "\(client), '\(text)': \(result)")
            #expect(text.isEmpty || !result.messages.contains(text), "the token itself is shown: \(result)")
        }
        try FileManager.default.removeItem(atPath: place.file)
        let result = try await place.run(client, "groups")
        #expect(result.exitCode == .configuration, "\(client): \(result)")
        #expect(result.messages.contains("cannot read \(place.file): No such file"), "\(client): \(result)")
    }

    private static func checkBackup(_ place: Place, _ client: ClientChoice, _ seeded: SeededGroups) async throws {
        try place.renew(token(for: longLife))
        try await place.cluster.commit(seeded)
        let taken = try await place.run(client, "snapshot", "--json")
        #expect(taken.exitCode == .done, "\(client): \(taken)")
        try await place.cluster.commit(group: seeded.group(0), topic: seeded.topic, [0: 1, 1: 1])
        let restored = try await place.run(client, "restore", "latest", "--yes", "--json")
        #expect(restored.exitCode == .done, "\(client): \(restored)")
        #expect(try await place.cluster.committed(by: seeded.group(0)) == seeded.offsets(0))
    }

    /// A restore that watches for longer than its first token holds goes on with the next one.
    private static func checkRenewal(_ place: Place, _ seeded: SeededGroups) async throws {
        for client in [ClientChoice.direct, .librdkafka] {
            try await place.cluster.commit(group: seeded.group(0), topic: seeded.topic, [0: 1, 1: 1])
            try place.renew(token(for: shortLife))
            let command = try place.user.start(
                ["restore", "latest", "--yes", "--soak", "\(shortLife + 6)s"] + place.options
                    + ["--client", client.rawValue]
            )
            try await Waiting.until("it watches") {
                command.messages.contains("watching the groups") || command.hasEnded
            }
            try place.renew(token(for: longLife))
            let result = try await command.result()
            #expect(result.exitCode == .done, "\(client): \(result)")
        }
    }

    /// The daemon goes on when a token is renewed under it, and says what is wrong while it is not.
    private static func checkDaemon(_ place: Place, _ seeded: SeededGroups) async throws {
        let daemonPlace = try DaemonPlace()
        try daemonPlace.configure(
            place.server,
            groups: seeded.pattern,
            more: """
                [cluster.prod.properties]
                "security.protocol" = "SASL_PLAINTEXT"
                "sasl.mechanism" = "OAUTHBEARER"
                "sasl.oauthbearer.token.endpoint.url" = "file://\(place.file)"
                """
        )
        try place.renew(token(for: longLife))
        let daemon = try daemonPlace.start("daemon")
        try await daemonPlace.hasMore(than: 0)
        try place.renew(token(for: -30))
        try await daemon.says("does not accept the token")
        try place.renew(token(for: longLife, sub: "renewed"))
        try await daemonPlace.hasMore(than: daemonPlace.snapshots.count)
        daemon.kill(SIGTERM, .parent)
        _ = try await daemon.result()
    }
}
