import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// What `doctor` says of the rights on a real cluster: each one that is missing, with a command that grants it.
@Suite(.needsKafka, .timeLimit(.minutes(15)))
struct DoctorRightsTests {
    /// One right that a user lacks, of all that it needs.
    private struct Row: Sendable {
        let user: String
        let restores: Bool
        /// What is missing.
        let without: [AccessRule]
        let check: String
        var state = "fail"
        /// The end of the command that grants it.
        let command: String
    }

    /// How many rows are looked at side by side: each takes a process of Java, and one of doctor's.
    private static let rowsAtOnce = 3

    private static func capturing(_ user: String) -> [AccessRule] {
        [
            .allow(user, .describe, .cluster), .allow(user, .describe, .group("*")),
            .allow(user, .describe, .topic("*")), .allow(user, .describeConfigs, .cluster),
        ]
    }

    private static func restoring(_ user: String) -> [AccessRule] {
        [
            .allow(user, .read, .group("*")), .allow(user, .read, .topic("*")), .allow(user, .delete, .group("*")),
            .allow(user, .write, .transactionalID("tidemark-"), isPrefix: true),
        ]
    }

    private static let rows = [
        Row(
            user: "no-cluster",
            restores: false,
            // Who may see the brokers' settings is taken for one who may see the cluster (README, Rights).
            without: [
                .allow("no-cluster", .describe, .cluster), .allow("no-cluster", .describeConfigs, .cluster),
            ],
            check: "capture-rights",
            command: "--operation Describe --cluster"
        ),
        Row(
            user: "no-groups",
            restores: false,
            without: [.allow("no-groups", .describe, .group("*"))],
            check: "capture-rights",
            command: "--operation Describe --group '*'"
        ),
        Row(
            user: "no-topics",
            restores: false,
            without: [.allow("no-topics", .describe, .topic("*"))],
            check: "capture-rights",
            command: "--operation Describe --topic '*'"
        ),
        Row(
            user: "no-settings",
            restores: false,
            without: [.allow("no-settings", .describeConfigs, .cluster)],
            check: "offsets-retention",
            state: "warn",
            command: "--operation DescribeConfigs --cluster"
        ),
        Row(
            user: "no-group-writes",
            restores: true,
            without: [.allow("no-group-writes", .read, .group("*"))],
            check: "restore-rights",
            command: "--operation Read --group '*'"
        ),
        Row(
            user: "no-topic-writes",
            restores: true,
            without: [.allow("no-topic-writes", .read, .topic("*"))],
            check: "restore-rights",
            command: "--operation Read --topic '*'"
        ),
        Row(
            user: "no-transactions",
            restores: true,
            without: [.allow("no-transactions", .write, .transactionalID("tidemark-"), isPrefix: true)],
            check: "transaction-rights",
            command: "--operation Write --transactional-id tidemark- --resource-pattern-type prefixed"
        ),
        Row(
            user: "no-removals",
            restores: true,
            without: [.allow("no-removals", .delete, .group("*"))],
            check: "removal-rights",
            state: "warn",
            command: "--operation Delete --group '*'"
        ),
    ]

    @Test(arguments: TestCluster.available)
    func `every right that is missing is named with a command that, pasted as it is, makes the check OK`(
        _ like: TestCluster
    ) async throws {
        let rules = Self.rows.flatMap { row in
            (row.restores ? Self.restoring(row.user) : Self.capturing(row.user)).filter { !row.without.contains($0) }
        }
        try await AuthorizedCluster.with(
            .real(like.version),
            users: Self.rows.map(\.user) + ["captures", "restores"],
            rules: rules + Self.capturing("captures") + Self.restoring("restores")
        ) { authorized in
            let topic = "orders"
            try await authorized.cluster.createTopic(topic, partitions: 2)
            try await authorized.cluster.produce(topic: topic, partitions: [0, 1], count: 20)
            try await authorized.cluster.commit(group: GroupID("billing"), topic: topic, [0: 1, 1: 2])
            try await Self.all(authorized)
            for start in stride(from: 0, to: Self.rows.count, by: Self.rowsAtOnce) {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for row in Self.rows[start..<min(start + Self.rowsAtOnce, Self.rows.count)] {
                        tasks.addTask { try await Self.look(at: row, on: authorized) }
                    }
                    try await tasks.waitForAll()
                }
            }
        }
    }

    /// With every right, every check is OK and nothing has been written; also for what no transaction has told before.
    private static func all(_ authorized: AuthorizedCluster) async throws {
        let place = try Place(authorized, captures: "captures", restores: "restores")
        let before = try await place.doctor()
        #expect(before["transaction-rights"]?.state == "warn", "\(before)")
        #expect(before["transaction-rights"]?.remedy?.contains("--try-transaction") == true)
        let taken = try await place.run(["snapshot", "--job", "nightly"])
        #expect(taken.exitCode == .done, "\(taken)")
        let tried = try await place.run(["doctor", "--try-transaction", "--json"])
        let document = try tried.document() as Document
        #expect(document.checks.filter { $0.state != "ok" }.map { "\($0)" } == [])
        #expect(tried.exitCode == .done)
        let after = try await place.doctor()
        #expect(after["transaction-rights"]?.state == "ok", "\(after)")
        #expect(
            after["brokers"]?.message.contains(authorized.cluster.version.hasPrefix("3.") ? "3.9" : "4.0 or newer")
                == true
        )
        #expect(try await authorized.cluster.committed(by: GroupID("billing")).map(\.offset) == [1, 2])
    }

    private static func look(at row: Row, on authorized: AuthorizedCluster) async throws {
        let place = try Place(
            authorized,
            captures: row.restores ? "captures" : row.user,
            restores: row.restores ? row.user : "restores"
        )
        let found = try await place.doctor()
        let check = try #require(found[row.check], "\(row.user): \(found)")
        #expect(check.state == row.state, "\(row.user): \(found)")
        let others = found.values.filter {
            ["capture-rights", "restore-rights", "transaction-rights"].contains($0.check)
        }
        #expect(others.filter { $0.check != row.check && $0.state != "ok" }.map { "\($0)" } == [], "\(row.user)")
        let remedy = try #require(check.remedy)
        let start = "kafka-acls --bootstrap-server \(authorized.userServers) --add --allow-principal User:\(row.user) "
        let range = try #require(remedy.range(of: start + row.command), "\(row.user): \(remedy)")
        let rest = remedy[range.upperBound...]
        #expect(rest.isEmpty || rest.hasPrefix("; or "), "\(remedy)")
        try await authorized.paste(String(remedy[range]))
        try await Waiting.until("\(row.user) has the right") { try await place.doctor()[row.check]?.state == "ok" }
    }

    /// What `doctor --json` puts out.
    private struct Document: Decodable {
        struct Check: Decodable {
            let check: String
            let state: String
            let message: String
            let remedy: String?
        }
        let checks: [Check]
    }

    /// A configuration with two users.
    private final class Place: Sendable {
        let scratch: ScratchDirectory
        let file: String

        init(_ authorized: AuthorizedCluster, captures: String, restores: String) throws {
            scratch = try ScratchDirectory()
            file = scratch.file("tidemark.toml")
            for user in [captures, restores] {
                let secret = scratch.file(user)
                try Data(AuthorizedCluster.password(of: user).utf8).write(to: URL(fileURLWithPath: secret))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
            }
            let text = """
                [store]
                path = "\(scratch.store)"
                [cluster.prod]
                bootstrap-servers = ["\(authorized.userServers)"]
                secrets = { "sasl.password" = "\(scratch.file(captures))" }
                [cluster.prod.properties]
                "security.protocol" = "SASL_PLAINTEXT"
                "sasl.mechanism" = "PLAIN"
                "sasl.username" = "\(captures)"
                [cluster.prod.restore]
                properties = { "sasl.username" = "\(restores)" }
                secrets = { "sasl.password" = "\(scratch.file(restores))" }
                [job.nightly]
                schedule = "daily"

                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        }

        func run(_ words: [String]) async throws -> CommandResult {
            try await RunningCommand(words, environment: ["TIDEMARK_CONFIG": file], output: .captured).result()
        }

        /// The checks by their names.
        func doctor() async throws -> [String: Document.Check] {
            let result = try await run(["doctor", "--json"])
            let document = try result.document() as Document
            return Dictionary(document.checks.map { ($0.check, $0) }) { first, _ in first }
        }
    }
}
