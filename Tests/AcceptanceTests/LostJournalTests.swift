import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A restore is killed and the journal that knew of it is gone: what is open is ended, and Kafka's mark tells the rest.
@Suite(.needsKafka, .serialized)
struct LostJournalTests {
    private static let groups = 10
    private static let partitions = 2
    private static let states = ["planned", "prechecked", "pre-image", "open", "committing", "committed", "verified"]
    /// A state may be over before it is seen.
    private static let tries = 20
    /// On a busy machine the system needs a moment to take the lock from a process that was killed.
    private static let patiently = ["--wait", "60s"]
    private static let beforeCommit: Set<String> = ["planned", "prechecked", "pre-image", "open"]
    private static let afterCommit: Set<String> = ["committed", "verified"]

    @Test(arguments: TestCluster.available)
    func `recover ends what is open and claims no more than the mark proves`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            for state in Self.states {
                try await cluster.withoutOtherRestores {
                    let run = try await loseJournal(user, seeded, at: state)
                    let between = try await cluster.holding(seeded)
                    #expect(!between.contains(.other) && !between.isSuperset(of: [.old, .new]), "\(state): \(between)")

                    let result = try await user.start(["recover", "--json"] + Self.patiently).result()
                    let comment: Comment = "lost in state \(state), run \(run): \(result)"
                    #expect(result.exitCode == .done, comment)
                    let document = try result.document(RunsDocument.self)
                    #expect(document.runs.isEmpty, comment)
                    let marks = (document.marks ?? []).map(\.run)
                    let after = try await cluster.holding(seeded)
                    #expect(after == (marks.contains(run) ? [.new] : [.old]), comment)
                    if Self.beforeCommit.contains(state) { #expect(after == [.old], comment) }
                    if Self.afterCommit.contains(state) { #expect(after == [.new], comment) }
                    #expect(!result.messages.contains("no interrupted restore"), comment)
                    if !marks.isEmpty { #expect(result.messages.contains("if this journal was lost"), comment) }
                    try await expectRestored(user, seeded, comment)
                }
            }
        }
    }

    @Test(arguments: TestCluster.available)
    func `the next restore ends what is open and goes on`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            for state in ["open", "committing"] {
                try await cluster.withoutOtherRestores {
                    let run = try await loseJournal(user, seeded, at: state)
                    try await expectRestored(user, seeded, "lost in state \(state), run \(run)")
                }
            }
        }
    }

    /// Kills a restore at a state and removes its journal; tries again when the state was over too soon.
    ///
    /// - Returns: The run.
    private func loseJournal(_ user: User, _ seeded: SeededGroups, at state: String) async throws -> String {
        let journal = "\(user.store.directory)/journal.sqlite"
        for _ in 0..<Self.tries {
            try await user.cluster.moveOffsets(of: seeded)
            try? FileManager.default.removeItem(atPath: journal)
            let command = try user.start(["restore", "latest", "--yes"])
            guard let held = try HeldJournal.reaching(state, of: user.store, by: command, except: []) else { continue }
            let run = held.run
            command.kill(SIGKILL, .group)
            try await command.isGone()
            try held.release()
            try FileManager.default.removeItem(atPath: journal)
            return run
        }
        throw KafkaFailure("kill a restore in state \(state)", message: "missed \(Self.tries) times")
    }

    private func expectRestored(_ user: User, _ seeded: SeededGroups, _ comment: Comment) async throws {
        let result = try await user.start(["restore", "latest", "--yes"] + Self.patiently).result()
        #expect(result.exitCode == .done, "\(comment)\nthen \(result)")
        #expect(try await user.cluster.holding(seeded) == [.new], "\(comment)\nthen \(result)")
    }
}
