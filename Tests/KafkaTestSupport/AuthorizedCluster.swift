import KafkaProtocol
package import KafkaSimulator

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

    private static let settings = [
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS",
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
                users: users,
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

    /// The options with which a command logs in as a user.
    package func options(of user: String) -> [String] {
        if simulator != nil { return ["-X", "client.id=\(user)"] }
        let servers = cluster.bootstrapServers.split(separator: ",").compactMap { address -> String? in
            let parts = address.split(separator: ":")
            guard parts.count == 2, let port = Int(parts[1]) else { return nil }
            return "\(parts[0]):\(port + Self.userPort)"
        }
        return [
            "--bootstrap-server", servers.joined(separator: ","), "-X", "security.protocol=SASL_PLAINTEXT",
            "-X", "sasl.mechanism=PLAIN", "-X", "sasl.username=\(user)", "-X", "sasl.password=\(user)-secret",
        ]
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
