import Foundation
import KafkaProtocol
package import KafkaSimulator
import TestSupport

/// A cluster of its own with an authorizer: who does not log in may do everything, and users what the rules say.
package struct AuthorizedCluster: Sendable {
    /// What such a cluster is made of.
    package enum Kind: Hashable, Sendable, CustomStringConvertible {
        case real(String)
        case simulated(SimulatedRelease)

        /// A real one of every release that runs here, and a simulated one of each.
        package static let all =
            TestCluster.available.map { Kind.real($0.version) } + SimulatedClusters.releases.map { .simulated($0) }

        package var description: String {
            switch self {
            case .real(let version): "Kafka \(version)"
            case .simulated(let release): "Simulated \(release.version)"
            }
        }
    }

    /// Who may do everything on a real cluster, and logs in as the users do.
    package static let administrator = "administrator"
    private static let settings = [
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS;User:\(administrator)",
    ]
    /// How far above a broker's port its users log in (`scripts/kafka`).
    private static let userPort = 2

    /// The cluster, for an administrator.
    package let cluster: TestCluster
    private let simulator: Simulator?

    /// Runs `body` on such a cluster, which is gone afterwards.
    package static func with(
        _ kind: Kind,
        users: [String],
        rules: [AccessRule],
        _ body: (AuthorizedCluster) async throws -> Void
    ) async throws {
        switch kind {
        case .simulated(let release):
            let simulator = try Simulator.start(brokers: 1, release: release)
            simulator.withState { state in
                // The default names of librdkafka's clients and of Tidemark's own: nobody has logged in.
                state.authorizer = SimulatedAuthorizer(
                    rules: rules.map(\.simulated),
                    superUsers: ["rdkafka", "tidemark"]
                )
            }
            defer { withExtendedLifetime(simulator) { simulator.stop() } }
            try await body(
                AuthorizedCluster(cluster: TestCluster(simulating: release, by: simulator), simulator: simulator)
            )
        case .real(let version):
            let brokers = try await BrokerCluster.start(
                version: version,
                brokers: 1,
                users: users + [administrator],
                settings: settings,
                heap: TestCluster.smallHeap
            )
            let result: Result<Void, any Error>
            do {
                let cluster = AuthorizedCluster(cluster: brokers.cluster, simulator: nil)
                try await cluster.add(rules)
                result = .success(try await body(cluster))
            } catch {
                result = .failure(error)
            }
            await brokers.destroy()
            try result.get()
        }
    }

    /// Where users of a real cluster log in, `HOST:PORT,…`.
    package var userServers: String {
        cluster.bootstrapServers.split(separator: ",").compactMap { address -> String? in
            let parts = address.split(separator: ":")
            guard parts.count == 2, let port = Int(parts[1]) else { return nil }
            return "\(parts[0]):\(port + Self.userPort)"
        }.joined(separator: ",")
    }

    /// The password of a user.
    package static func password(of user: String) -> String { "\(user)-secret" }

    /// The options with which a command logs in as a user.
    package func options(of user: String) -> [String] {
        if simulator != nil { return ["-X", "client.id=\(user)"] }
        return [
            "--bootstrap-server", userServers, "-X", "security.protocol=SASL_PLAINTEXT",
            "-X", "sasl.mechanism=PLAIN", "-X", "sasl.username=\(user)", "-X",
            "sasl.password=\(Self.password(of: user))",
        ]
    }

    /// Has a shell carry out lines with `kafka-acls` exactly as they are, where that is the release's own tool with the
    /// administrator's login.
    package func paste(_ lines: String) async throws {
        let scratch = try ScratchDirectory()
        let login = scratch.file("administrator.properties")
        let user = Self.administrator
        let text = """
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=PLAIN
            sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="\(user)" \
              password="\(Self.password(of: user))";

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: login))
        let tool = """
            #!/bin/sh
            exec "\(KafkaTool.script.path)" tool \(cluster.version) \(KafkaTool.permissions(cluster.version)) \
              --command-config "\(login)" "$@"

            """
        // The shell writes the tool, not this process: a child that another test starts at that moment would inherit the
        // file open for writing, and such a file cannot be executed ("Text file busy").
        let start = #"printf '%s' "$TOOL" > "$BIN/kafka-acls"; chmod 755 "$BIN/kafka-acls"; PATH="$BIN:$PATH""#
        _ = try await Program.run(
            "sh",
            ["-ec", "\(start)\n\(lines)"],
            environment: ["BIN": scratch.path, "TOOL": tool]
        )
    }

    /// Adds rules while the cluster runs.
    package func add(_ rules: [AccessRule]) async throws {
        guard let simulator else { return try await cluster.add(rules) }
        simulator.withState { $0.authorizer?.rules += rules.map(\.simulated) }
    }
}

extension AccessRule {
    fileprivate var simulated: SimulatedAuthorizer.Rule {
        let operations: [Operation: SimulatedAuthorizer.Operation] = [
            .describe: .describe, .read: .read, .write: .write, .delete: .delete,
        ]
        let (kind, name): (SimulatedAuthorizer.Resource, String) =
            switch resource {
            case .cluster: (.cluster, "\(SimulatedAuthorizer.clusterName)")
            case .group(let name): (.group, name)
            case .topic(let name): (.topic, name)
            case .transactionalID(let name): (.transactionalID, name)
            }
        return SimulatedAuthorizer.Rule(
            Text(user),
            permits: permits,
            operations[operation] ?? .all,
            kind,
            Text(name),
            isPrefix: isPrefix
        )
    }
}
