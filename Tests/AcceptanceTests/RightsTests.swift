import KafkaTestSupport
import Offsets
import Testing

/// What users with some rights see and may do: the tables of rights in the README, row by row.
///
/// Every cluster with an authorizer is one for the test alone.
@Suite(.timeLimit(.minutes(6)))
struct RightsTests {
    /// Groups with five offsets in all: `a-1` has two of `orders` and one of `secret`, `a-2` and `b-1` one of `orders`.
    private static func seed(_ cluster: TestCluster) async throws {
        for topic in ["orders", "secret"] {
            try await cluster.createTopic(topic, partitions: 2)
            try await cluster.produce(topic: topic, partitions: [0, 1], count: 20)
        }
        try await cluster.commit(group: GroupID("a-1"), topic: "orders", [0: 1, 1: 2])
        try await cluster.commit(group: GroupID("a-1"), topic: "secret", [0: 3])
        try await cluster.commit(group: GroupID("a-2"), topic: "orders", [0: 4])
        try await cluster.commit(group: GroupID("b-1"), topic: "orders", [1: 5])
    }

    /// A user that takes a snapshot of everything, and what comes of it.
    private struct Captor {
        let user: String
        let rules: [AccessRule]
        let groups: Int
        let offsets: Int
        /// What the reasons say; none where everything is seen.
        let lacks: [String]
        var hiddenTopics: [String] = []
    }

    private static func describes(_ user: String, _ resources: AccessRule.Resource...) -> [AccessRule] {
        resources.map { .allow(user, .describe, $0) }
    }

    private static let captors = [
        Captor(
            user: "nothing",
            rules: [],
            groups: 0,
            offsets: 0,
            lacks: ["no DESCRIBE on the cluster", "no DESCRIBE on every group", "no DESCRIBE on every topic"]
        ),
        Captor(
            user: "cluster",
            rules: describes("cluster", .cluster),
            groups: 0,
            offsets: 0,
            lacks: ["no DESCRIBE on every group", "no DESCRIBE on every topic"]
        ),
        Captor(
            user: "some-groups",
            rules: [.allow("some-groups", .describe, .group("a-"), isPrefix: true)]
                + describes("some-groups", .topic("*")),
            groups: 2,
            offsets: 4,
            lacks: ["no DESCRIBE on the cluster", "no DESCRIBE on every group"]
        ),
        Captor(
            user: "one-topic",
            rules: describes("one-topic", .cluster, .group("*"), .topic("orders")),
            groups: 3,
            offsets: 4,
            lacks: ["no DESCRIBE on every topic"]
        ),
        Captor(
            user: "all-but",
            rules: describes("all-but", .group("*"), .topic("*"))
                + [.deny("all-but", .describe, .group("b-1")), .deny("all-but", .all, .topic("secret"))],
            groups: 2,
            offsets: 3,
            lacks: ["no DESCRIBE on the cluster"]
        ),
        Captor(
            user: "all-but-topic",
            rules: describes("all-but-topic", .cluster, .group("*"), .topic("*"))
                + [.deny("all-but-topic", .describe, .topic("secret"))],
            groups: 3,
            offsets: 4,
            lacks: ["no DESCRIBE on topic secret"],
            hiddenTopics: ["secret"]
        ),
        Captor(
            user: "reader",
            rules: [.allow("reader", .read, .group("*")), .allow("reader", .read, .topic("*"))],
            groups: 3,
            offsets: 5,
            lacks: ["no DESCRIBE on the cluster"]
        ),
        Captor(
            user: "everything",
            rules: describes("everything", .cluster, .group("*"), .topic("*")),
            groups: 3,
            offsets: 5,
            lacks: []
        ),
    ]

    @Test(arguments: AuthorizedCluster.Kind.all)
    func `a snapshot is complete for who may see everything, and for nobody else`(
        _ kind: AuthorizedCluster.Kind
    ) async throws {
        let captors = Self.captors
        try await AuthorizedCluster.with(
            kind,
            users: captors.map(\.user),
            rules: captors.flatMap(\.rules)
        ) { authorized in
            try await Self.seed(authorized.cluster)
            for captor in captors { try await Self.expect(captor, authorized) }
            try await Self.administratorSeesAll(authorized)
            try await Self.meantLimitIsComplete(authorized)
            try await Self.exactLeavesWhatWasHidden(authorized)
            try await Self.whatIsHiddenLaterIsNamed(authorized)
        }
    }

    private static func expect(_ captor: Captor, _ authorized: AuthorizedCluster) async throws {
        let person = User(authorized.cluster)
        let options = authorized.options(of: captor.user)
        let taken = try await person.start(["snapshot", "--json"] + options).result()
        let isComplete = captor.lacks.isEmpty
        #expect(taken.exitCode == (isComplete ? .done : .partial), "\(captor.user): \(taken)")
        let document: SnapshotDocument = try taken.document()
        // One without any group is suspicious besides.
        let lacking = captor.groups == 0 ? "suspicious" : "partial"
        #expect(document.snapshot.state == (isComplete ? "complete" : lacking), "\(taken)")
        #expect(document.coverage.captured == captor.groups, "\(captor.user): \(taken)")
        #expect(document.snapshot.offsets == captor.offsets, "\(captor.user): \(taken)")
        let visibility = document.coverage.visibility
        #expect(visibility.state == (isComplete ? "all" : "limited"), "\(captor.user): \(taken)")
        #expect(visibility.reasons.count == captor.lacks.count, "\(captor.user): \(taken)")
        for lack in captor.lacks {
            #expect(visibility.reasons.contains { $0.hasPrefix(lack) }, "\(captor.user) lacks \(lack): \(taken)")
            #expect(taken.messages.contains("not everything can be seen: \(lack)"), "\(taken)")
        }
        #expect(visibility.hiddenTopics == captor.hiddenTopics, "\(taken)")

        let seesLeaders = !captor.lacks.contains("no DESCRIBE on every topic")
        let listsAll = seesLeaders && !captor.lacks.contains("no DESCRIBE on the cluster")
        let groups = try await person.start(["groups", "--json"] + options).result()
        #expect(groups.exitCode == (listsAll ? .done : .partial), "\(captor.user): \(groups)")
        let unseen = "no DESCRIBE on topic __consumer_offsets, so it cannot be seen whether groups on a partition"
        #expect(groups.messages.contains(unseen) == !seesLeaders, "\(captor.user): \(groups)")
        guard captor.groups > 0 else { return }
        let described = try await person.start(["describe", "--json", "*"] + options).result()
        #expect(described.exitCode == (isComplete ? .done : .partial), "\(captor.user): \(described)")
    }

    private static func administratorSeesAll(_ authorized: AuthorizedCluster) async throws {
        let document = try await User(authorized.cluster).snapshot()
        #expect(document.coverage.visibility.state == "all")
        #expect(document.snapshot.offsets == 5)
    }

    /// Groups and topics that are named in full need no right to everything.
    private static func meantLimitIsComplete(_ authorized: AuthorizedCluster) async throws {
        let person = User(authorized.cluster)
        let options = authorized.options(of: "one-topic")
        let accepted = try await person.start(["snapshot", "--accept-limited-view", "--json"] + options).result()
        #expect(accepted.exitCode == .done, "\(accepted)")
        #expect(accepted.messages.contains("as accepted: no DESCRIBE on every topic"), "\(accepted)")
        #expect(accepted.messages.contains("no DESCRIBE on topic __consumer_offsets"), "\(accepted)")
        let document: SnapshotDocument = try accepted.document()
        #expect(document.coverage.visibility.accepted)
        #expect(document.coverage.visibility.state == "limited")
        let listed = try await person.start(["show", "latest", "--json"]).result()
        #expect(listed.output.contains(#""visibility":{"state":"limited""#), "\(listed)")
        let named = try await person.start(
            ["snapshot", "--group", "a-1", "--topic", "orders", "--json"] + authorized.options(of: "reader")
        ).result()
        #expect(named.exitCode == .done, "\(named)")
        let hidden = try await person.start(
            ["snapshot", "--group", "a-1", "--topic", "orders", "--topic", "secret"] + options
        ).result()
        #expect(hidden.exitCode == .partial, "\(hidden)")
        #expect(hidden.messages.contains("no DESCRIBE on topic secret"), "\(hidden)")
        let nobody = try await person.start(
            ["snapshot", "--group", "a-*"] + authorized.options(of: "nothing")
        ).result()
        #expect(nobody.exitCode == .denied, "\(nobody)")
    }

    /// The snapshot has four of five offsets; an administrator restores it.
    private static func exactLeavesWhatWasHidden(_ authorized: AuthorizedCluster) async throws {
        let person = User(authorized.cluster)
        let groups = ["a-1", "a-2", "b-1"].map { GroupID($0) }
        for accepting in [[], ["--accept-limited-view"]] {
            _ = try await person.start(["snapshot"] + accepting + authorized.options(of: "one-topic")).result()
            try await authorized.cluster.commit(group: groups[1], topic: "orders", [0: 9, 1: 9])
            let before = try await authorized.cluster.committed(by: groups)
            let exact = try await person.start(["restore", "latest", "--mode", "exact", "--yes", "--json"]).result()
            #expect(exact.exitCode == .refused, "\(exact)")
            let document: PlanDocument = try exact.document()
            let blocking = document.plan.summary.blocking
            #expect(blocking.map(\.finding) == ["outside-view"], "\(exact)")
            #expect(blocking.map(\.topic) == ["secret"], "\(exact)")
            let missing = try await person.start(["restore", "latest", "--only", "missing", "--yes"]).result()
            #expect(missing.exitCode == .refused, "\(missing)")
            #expect(missing.messages.contains("no DESCRIBE on every topic"), "\(missing)")
            #expect(try await authorized.cluster.committed(by: groups) == before)

            let narrowed = try await person.start(
                ["restore", "latest", "--mode", "exact", "--exclude-topic", "secret", "--yes"]
            ).result()
            #expect(narrowed.exitCode == .done, "\(narrowed)")
            let held = try await authorized.cluster.committed(by: groups).mapValues { $0.map(\.offset) }
            #expect(held == [groups[0]: [1, 2, 3], groups[1]: [4], groups[2]: [5]])
        }
    }

    /// The rules may be out of sight, and what the snapshot before held tells.
    private static func whatIsHiddenLaterIsNamed(_ authorized: AuthorizedCluster) async throws {
        let person = User(authorized.cluster)
        let options = authorized.options(of: "reader") + ["--accept-limited-view", "--json"]
        let before = try await person.start(["snapshot"] + options).result()
        #expect(before.exitCode == .done, "\(before)")
        try await authorized.add([
            .deny("reader", .all, .topic("secret")), .deny("reader", .all, .group("b-1")),
        ])
        // Twice: what the first one found is remembered.
        for _ in 0..<2 {
            try await Waiting.until("the denial is found") {
                let after = try await person.start(["snapshot"] + options).result()
                let visibility = try after.document(SnapshotDocument.self).coverage.visibility
                return visibility.hiddenTopics == ["secret"] && visibility.hiddenGroups == ["b-1"]
            }
        }
    }
}
