import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A restore is killed in the middle, and nobody types anything: the daemon that starts next brings it to its end.
@Suite(.needsKafka, .serialized)
struct DaemonRecoveryTests {
    private static let groups = 20
    private static let partitions = 3
    private static let states = ["pre-image", "open", "committing", "committed"]
    private static let afterCommit: Set<String> = ["committed"]
    /// A state may be over before it is seen.
    private static let tries = 20

    @Test(arguments: TestCluster.available, states)
    func `a restore that was killed is finished or undone by the daemon, whole in either case`(
        _ cluster: TestCluster,
        _ state: String
    ) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.withoutOtherRestores {
                let run = try await Self.killRestore(at: state, user, seeded)
                let between = try await cluster.holding(seeded)
                let comment: Comment = "killed at \(state), run \(run), \(between)"
                #expect(!between.contains(.other) && !between.isSuperset(of: [.old, .new]), comment)

                let place = try DaemonPlace(store: user.store.directory)
                try place.configure(cluster.bootstrapServers, groups: seeded.pattern)
                let daemon = try place.start("daemon")
                try await daemon.says("1 restore unfinished: recovering")
                try await daemon.says("no interrupted restore is left on cluster prod")
                try await daemon.says("job often took")
                let after = try await cluster.holding(seeded)
                #expect(after == [.old] || after == [.new], "\(comment), then \(after): \(daemon.messages)")
                #expect(between.contains(.pending) || between == after, "\(comment), then \(after)")
                if Self.afterCommit.contains(state) { #expect(after == [.new], comment) }
                let states = try HeldJournal.states(of: run, in: user.store)
                #expect(states.last == (after == [.new] ? "done" : "aborted"), "\(comment): \(states)")
                #expect(!(try await user.run("runs")).messages.contains("is unfinished"), comment)
                #expect(daemon.kill(SIGTERM, .parent))
                let end = try await daemon.result(within: .seconds(40))
                #expect(end.exitCode == .done, "\(end)")
                #expect(daemon.count(of: "recovering") == 1, "\(end)")
                print("a restore into \(cluster) killed at \(state): \(between), then \(after) by the daemon")
            }
        }
    }

    /// Kills both processes of a restore at a state; tries again when the state was over too soon.
    ///
    /// - Returns: The run.
    private static func killRestore(at state: String, _ user: User, _ seeded: SeededGroups) async throws -> String {
        for _ in 0..<tries {
            try await user.cluster.moveOffsets(of: seeded)
            let known = Set(try await user.run("runs", "--json").document(RunsDocument.self).runs.map(\.id))
            let command = try user.start(["restore", "latest", "--yes"])
            guard let held = try HeldJournal.reaching(state, of: user.store, by: command, except: known) else {
                continue
            }
            let run = held.run
            command.kill(SIGKILL, .group)
            try await command.isGone()
            try held.release()
            return run
        }
        throw KafkaFailure("kill a restore in state \(state)", message: "missed \(tries) times")
    }
}
