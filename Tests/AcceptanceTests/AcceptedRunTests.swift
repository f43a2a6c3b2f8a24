import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A run that nobody can decide is given up on an operator's word: what could not be looked at then is never "as planned".
@Suite(.timeLimit(.minutes(6)))
struct AcceptedRunTests {
    private static let person = "person"
    private static let topic = "orders"
    private static let groups = ["billing", "shipping"].map { GroupID($0) }
    /// What the groups hold in the snapshot, and before the restore.
    private static let (old, new): (Int64, Int64) = (9, 1)
    /// What somebody else commits: neither of them.
    private static let other: Int64 = 5
    /// A state may be over before it is seen.
    private static let tries = 20

    private static let rules: [AccessRule] =
        groups.map { .allow(person, .read, .group($0.name)) } + [
            .allow(person, .read, .group("tidemark.sentinel."), isPrefix: true),
            .allow(person, .read, .topic(topic)), .allow(person, .write, .transactionalID("tidemark-"), isPrefix: true),
        ]

    @Test(arguments: AuthorizedCluster.Kind.all)
    func `a group that cannot be read when a run is accepted is journalled as that`(
        _ kind: AuthorizedCluster.Kind
    ) async throws {
        try await AuthorizedCluster.with(kind, users: [Self.person], rules: Self.rules) { authorized in
            let cluster = authorized.cluster
            try await cluster.createTopic(Self.topic, partitions: 1)
            try await cluster.produce(topic: Self.topic, partitions: [0], count: 20)
            for group in Self.groups { try await cluster.commit(group: group, topic: Self.topic, [0: Self.new]) }
            let user = User(cluster)
            let options = authorized.options(of: Self.person)
            _ = try await user.snapshot()
            let run = try await Self.undecided(user, options)

            let recovered = try await user.start(["recover"] + options).result()
            #expect(recovered.exitCode == .failure, "\(recovered)")
            try await authorized.add([.deny(Self.person, .describe, .group("shipping"))])
            try await Waiting.until("the right is gone") {
                try await user.start(["describe", "shipping"] + options).result().exitCode == .partial
            }
            let accepted = try await user.start(["recover", "--accept", run, "--json"] + options).result()
            #expect(accepted.exitCode == .done, "\(accepted)")
            #expect(accepted.messages.contains("group shipping could not be read"), "\(accepted)")
            let told = try #require(try accepted.document(RunsDocument.self).runs.first)
            let kept = try await user.start(["runs", run, "--json"]).result().document(RunsDocument.Detail.self).run
            for run in [told, kept] {
                #expect(run.state == "undecided")
                #expect(run.unread.map(\.group) == ["shipping"])
                #expect(run.unread.first?.reason.contains("DESCRIBE on group shipping") == true, "\(accepted)")
            }
            let audit = try await user.run("log", "--verify")
            #expect(audit.exitCode == .done, "\(audit)")

            // It is over: an administrator restores what nobody could decide.
            let restored = try await user.run("restore", "latest", "--yes")
            #expect(restored.exitCode == .done, "\(restored)")
            for group in Self.groups {
                #expect(try await cluster.committed(by: group).map(\.offset) == [Self.new])
            }
        }
    }

    /// A restore that is killed between Kafka's commit and the journal's word of it; then its mark is lost.
    ///
    /// One of its groups is moved, too. librdkafka writes it, which does not tell who does, so that its coordinator cannot be asked
    /// either.
    private static func undecided(_ user: User, _ options: [String]) async throws -> String {
        let cluster = user.cluster
        for _ in 0..<tries {
            for group in groups { try await cluster.commit(group: group, topic: topic, [0: old]) }
            let command = try user.start(["restore", "latest", "--yes", "--client", "librdkafka"] + options)
            let held = try HeldJournal.reaching("committing", of: user.store, by: command, except: [])
            guard let held else {
                _ = try await command.result()
                continue
            }
            let run = held.run
            try await Waiting.until("the transaction is committed") {
                try await cluster.committed(by: groups[0]).map(\.offset) == [new]
            }
            command.kill(SIGKILL, .group)
            try await command.isGone()
            try held.release()
            let marks = try await cluster.groups().keys.filter { $0.name.hasPrefix("tidemark.sentinel.") }
            try await cluster.deleteGroups(Array(marks))
            try await cluster.commit(group: groups[1], topic: topic, [0: other])
            return run
        }
        throw KafkaFailure("kill a restore in state committing", message: "missed \(tries) times")
    }
}
