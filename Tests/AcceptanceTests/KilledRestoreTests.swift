import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A restore that is cut off at any moment is finished or undone by the next, whole in either case.
@Suite(.needsKafka, .serialized)
struct KilledRestoreTests {
    private static let groups = 50
    private static let partitions = 4

    /// How a restore is cut off: a signal and whom it is for.
    private static let cuts: [(signal: Int32, recipient: RunningCommand.Recipient)] = [
        (SIGKILL, .parent), (SIGKILL, .child), (SIGKILL, .group), (SIGINT, .parent), (SIGTERM, .group),
    ]
    /// So many have to hit a restore that is under way.
    private static let hits = 10
    /// A signal that comes too late counts for nothing, so there are more tries than that.
    private static let tries = 30

    @Test(arguments: TestCluster.available)
    func `kill -9 at any moment leaves all groups old or all new`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let usual = try await user.run("restore", "latest", "--yes")
            try #require(usual.exitCode == .done, "\(usual)")

            var random = SeededRandom(for: "restores into \(cluster) cut off")
            var duration = usual.duration
            var (outcomes, hits, tries): ([String: Int], Int, Int) = ([:], 0, 0)
            while hits < Self.hits, tries < Self.tries {
                try await cluster.moveOffsets(of: seeded)
                let (signal, recipient) = Self.cuts[tries % Self.cuts.count]
                tries += 1
                let moment = random.moment(within: duration)
                let (result, outcome) = try await cluster.withoutOtherRestores {
                    try await cutOff(user, seeded, signal: signal, recipient, after: moment, seed: random.seed)
                }
                outcomes["signal \(signal) to \(recipient): \(outcome)", default: 0] += 1
                if result.exitCode == .done { duration = min(duration, result.duration) } else { hits += 1 }
            }
            #expect(hits == Self.hits, "only so many of \(tries) signals came in time")
            print("restores into \(cluster) cut off: \(outcomes.sorted { $0.key < $1.key })")
        }
    }

    private func cutOff(
        _ user: User,
        _ seeded: SeededGroups,
        signal: Int32,
        _ recipient: RunningCommand.Recipient,
        after moment: Duration,
        seed: UInt64
    ) async throws -> (first: CommandResult, outcome: String) {
        let command = try user.start(["restore", "latest", "--yes"])
        try await Task.sleep(for: moment)
        command.kill(signal, recipient)
        let result = try await command.result()
        try await command.isGone()
        let comment: Comment = "seed \(seed), signal \(signal) to \(recipient) after \(moment): \(result)"

        let between = try await user.cluster.holding(seeded)
        if signal == SIGKILL, recipient == .child, result.exitCode != .done {
            #expect(result.exitCode == .internalFault, comment)
            #expect(result.messages.contains("the interrupted run was finished"), comment)
            #expect(!between.contains(.pending), comment)
            #expect(!(try await user.run("runs")).messages.contains("is unfinished"), comment)
        }
        #expect(!between.contains(.other), comment)
        #expect(!between.isSuperset(of: [.old, .new]), "some groups are old and some new; \(comment)")
        if result.exitCode == .done { #expect(between == [.new], comment) }
        if [.interrupted, .terminated].contains(result.exitCode) { #expect(between == [.old], comment) }

        let again = try await user.start(["restore", "latest", "--yes", "--json"]).result()
        #expect(again.exitCode == .done, "\(comment)\nthen \(again)")
        let run = try again.document(PlanDocument.self).run
        #expect(run.map(\.state) ?? "done" == "done", comment)
        #expect(try await user.cluster.holding(seeded) == [.new], "\(comment)\nthen \(again)")
        #expect(try await user.cluster.committed(by: seeded.groups) == seeded.everyOffset, comment)

        let finished = again.messages.contains("finished an interrupted run first")
        // A transaction that was left pending belongs to a run that the journal knows.
        if between.contains(.pending) { #expect(finished, "\(comment)\nthen \(again)") }
        // When nothing was left to do, the first one had done it.
        if run == nil { #expect(!between.contains(.old) || between.contains(.pending), "\(comment)\nthen \(again)") }
        let state = between.map(\.rawValue).sorted().joined(separator: "+")
        let next = "\(finished ? "finished" : "nothing to finish"), \(run == nil ? "nothing to do" : "done again")"
        return (result, "\(result.ending), \(state), then \(next)")
    }
}
