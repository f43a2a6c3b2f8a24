import KafkaTestSupport
import Offsets
import Testing

/// What a restore needs, and how it names what is missing: the second table of rights in the README, row by row.
@Suite(.timeLimit(.minutes(6)))
struct RestoreRightsTests {
    /// What the user of a row may not do, of all that a restore of group `billing` needs.
    private struct Row {
        let user: String
        /// Without this, or with this in the place of another, of ``complete(_:)``.
        let without: AccessRule.Resource?
        var instead: [AccessRule] = []
        let exitCode: ExitCode
        /// What is named.
        let missing: String?
    }

    private static func complete(_ user: String) -> [AccessRule] {
        [
            .allow(user, .read, .group("billing")),
            .allow(user, .read, .group("tidemark.sentinel."), isPrefix: true),
            .allow(user, .read, .topic("orders")), .allow(user, .write, .transactionalID("tidemark-"), isPrefix: true),
        ]
    }

    private static let rows = [
        Row(user: "complete", without: nil, exitCode: .done, missing: nil),
        Row(
            user: "no-topic",
            without: .topic("orders"),
            exitCode: .denied,
            missing: "READ on topic orders"
        ),
        Row(
            user: "sees-topic",
            without: .topic("orders"),
            instead: [.allow("sees-topic", .describe, .topic("orders"))],
            exitCode: .denied,
            missing: "READ on topic orders"
        ),
        Row(
            user: "no-group",
            without: .group("billing"),
            exitCode: .denied,
            missing: "READ on group billing"
        ),
        Row(
            user: "sees-group",
            without: .group("billing"),
            instead: [.allow("sees-group", .describe, .group("billing"))],
            exitCode: .denied,
            missing: "READ on group billing"
        ),
        Row(
            user: "no-mark",
            without: .group("tidemark.sentinel."),
            exitCode: .denied,
            missing: "READ on group tidemark.sentinel."
        ),
        Row(
            user: "no-mark-or-topic",
            without: .group("tidemark.sentinel."),
            instead: [.deny("no-mark-or-topic", .read, .topic("orders"))],
            exitCode: .denied,
            missing: "READ on topic orders"
        ),
        Row(
            user: "no-transaction",
            without: .transactionalID("tidemark-"),
            exitCode: .denied,
            missing: "WRITE on transactional id tidemark-"
        ),
    ]

    @Test(arguments: AuthorizedCluster.Kind.all)
    func `a restore names the right that is missing, on what, and the command that grants it`(
        _ kind: AuthorizedCluster.Kind
    ) async throws {
        let deleters = ["exact-blind", "exact-keeper", "undo-keeper"]
        let rules = Self.rows.flatMap { row in
            Self.complete(row.user).filter { $0.resource != row.without } + row.instead
        }
        let more =
            deleters.flatMap(Self.complete)
            + ["exact-keeper", "undo-keeper"].map { .allow($0, .describe, .topic("*")) }
        try await AuthorizedCluster.with(
            kind,
            users: Self.rows.map(\.user) + deleters,
            rules: rules + more
        ) { authorized in
            let cluster = authorized.cluster
            for topic in ["orders", "payments"] {
                try await cluster.createTopic(topic, partitions: 2)
                try await cluster.produce(topic: topic, partitions: [0, 1], count: 20)
            }
            let group = GroupID("billing")
            try await cluster.commit(group: group, topic: "orders", [0: 1, 1: 2])
            let person = User(cluster)
            _ = try await person.snapshot()
            for row in Self.rows {
                try await cluster.commit(group: group, topic: "orders", [0: 9])
                let options = authorized.options(of: row.user)
                let restored = try await person.start(["restore", "latest", "--yes"] + options).result()
                #expect(restored.exitCode == row.exitCode, "\(row.user): \(restored)")
                let held = try await cluster.committed(by: group).map(\.offset)
                #expect(held == (row.missing == nil ? [1, 2] : [9, 2]), "\(row.user): \(restored)")
                guard let missing = row.missing else { continue }
                #expect(restored.messages.contains(missing), "\(row.user): \(restored)")
                #expect(restored.messages.contains("hint: Grant it: kafka-acls "), "\(row.user): \(restored)")
            }
            try await Self.exact(person, authorized)
            try await Self.undo(person, authorized)
        }
    }

    /// No librdkafka can ask for rights before they are needed; our own client does.
    private static let (unforeseeing, foreseeing) = (["--client", "librdkafka"], ["--client", "direct"])

    /// With our own client a right that is missing is seen before anything is written.
    private static func refused(_ words: [String], _ person: User) async throws {
        let refused = try await person.start(words + foreseeing).result()
        #expect(refused.exitCode == .denied, "\(refused)")
        let words = "rights that are missing: DELETE on group billing; nothing was written"
        #expect(refused.messages.contains(words), "\(refused)")
        #expect(refused.messages.contains("--operation Delete --group billing"), "\(refused)")
    }

    /// Mode exact takes nothing for absent that its user cannot see, and needs DELETE on the group.
    private static func exact(_ person: User, _ authorized: AuthorizedCluster) async throws {
        let group = GroupID("billing")
        let words = ["restore", "latest", "--mode", "exact", "--yes"]
        try await authorized.cluster.commit(group: group, topic: "payments", [0: 7])
        let blind = try await person.start(words + authorized.options(of: "exact-blind")).result()
        #expect(blind.exitCode == .denied, "\(blind)")
        #expect(blind.messages.contains("no DESCRIBE on every topic"), "\(blind)")
        try await authorized.add([.allow("exact-keeper", .read, .topic("payments"))])
        let options = authorized.options(of: "exact-keeper")
        try await refused(words + options, person)
        #expect(try await authorized.cluster.committed(by: group).map(\.offset) != [1, 2])
        let kept = try await person.start(words + options + unforeseeing).result()
        #expect(kept.exitCode == .partial, "\(kept)")
        #expect(kept.messages.contains("DELETE on group billing is missing"), "\(kept)")
        try await authorized.add([.allow("exact-keeper", .delete, .group("billing"))])
        try await Waiting.until("the right is there and the run is finished") {
            try await person.start(["recover"] + options).result().exitCode == .done
        }
        #expect(try await authorized.cluster.committed(by: group).map(\.offset) == [1, 2])
    }

    /// An undo that removes what its run created takes nothing for absent that its user cannot see, and needs DELETE on the
    /// group.
    private static func undo(_ person: User, _ authorized: AuthorizedCluster) async throws {
        let cluster = authorized.cluster
        let group = GroupID("billing")
        try await cluster.deleteGroup(group)
        let made = try await person.start(["restore", "latest", "--yes"] + authorized.options(of: "complete")).result()
        #expect(made.exitCode == .done, "\(made)")
        let words = ["undo", "latest", "--yes"]
        let blind = try await person.start(words + authorized.options(of: "exact-blind")).result()
        #expect(blind.exitCode == .denied, "\(blind)")
        #expect(blind.messages.contains("no DESCRIBE on every topic"), "\(blind)")
        let options = authorized.options(of: "undo-keeper")
        try await refused(words + options, person)
        let kept = try await person.start(words + options + unforeseeing).result()
        #expect(kept.exitCode == .partial, "\(kept)")
        #expect(kept.messages.contains("DELETE on group billing is missing"), "\(kept)")
        #expect(kept.messages.contains("kafka-acls "), "\(kept)")
        #expect(try await cluster.committed(by: group).map(\.offset) == [1, 2])
        try await authorized.add([.allow("undo-keeper", .delete, .group("billing"))])
        try await Waiting.until("the right is there and the run is finished") {
            try await person.start(["recover"] + options).result().exitCode == .done
        }
        #expect(try await cluster.groups()[group] == nil)
    }
}
