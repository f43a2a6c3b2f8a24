import Cluster
import Kafka
import KafkaTestSupport
import Offsets

/// The offsets of the groups whose names begin with a prefix, to be damaged.
struct SeededOffsets {
    private static let patience: Duration = .seconds(300)
    private static let inFlight = 64

    let client: KafkaClient
    let prefix: String

    init(servers: String, prefix: String) throws {
        client = try KafkaClient(KafkaConfiguration(bootstrapServers: servers))
        self.prefix = prefix
    }

    /// Sets every offset to 0.
    func rewind() async throws {
        let deadline = Deadline.after(Self.patience)
        let client = client
        try await forEachGroup { group in
            let held = try await client.held(by: group, before: deadline).offsets
            let start = held.map { CommittedOffset($0.topicPartition, offset: 0) }
            let refused = try await client.alterOffsets(of: group, to: start, before: deadline)
            guard refused.isEmpty else { throw KafkaFailure("rewind \(group)", message: "\(refused)") }
        }
    }

    private func groups() async throws -> [GroupID] {
        _ = try await client.metadata(before: .after(Self.patience))
        let listing = try await client.listGroups(before: .after(Self.patience))
        return listing.groups.map(\.group).filter { $0.name.hasPrefix(prefix) }
    }

    private func forEachGroup(_ body: @escaping @Sendable (GroupID) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (index, group) in try await groups().enumerated() {
                if index >= Self.inFlight { try await tasks.next() }
                tasks.addTask { try await body(group) }
            }
            try await tasks.waitForAll()
        }
    }
}
