import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Ctrl-C and SIGTERM at any moment of a restore: it ends old or new, says which, and that is true.
@Suite(.needsKafka, .serialized)
struct InterruptedRestoreTests {
    private static let groups = 50
    private static let partitions = 4
    /// What a restore says that has changed nothing.
    private static let wordsForOld = ["nothing was changed", "nothing was committed", "nothing was written"]

    @Test(arguments: TestCluster.available, [(SIGINT, ExitCode.interrupted, 20), (SIGTERM, .terminated, 10)])
    func `an interrupted restore says whether the groups are as before, and they are`(
        _ cluster: TestCluster,
        _ interruption: (signal: Int32, exitCode: ExitCode, moments: Int)
    ) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let usual = try await user.run("restore", "latest", "--yes")
            try #require(usual.exitCode == .done, "\(usual)")

            let purpose = "restores into \(cluster) interrupted by signal \(interruption.signal)"
            var random = SeededRandom(for: purpose)
            var duration = usual.duration
            var outcomes: [String: Int] = [:]
            for _ in 0..<interruption.moments {
                try await cluster.moveOffsets(of: seeded)
                let moment = random.moment(within: duration)
                let result = try await cluster.withoutOtherRestores {
                    let command = try user.start(["restore", "latest", "--yes"])
                    try await Task.sleep(for: moment)
                    // As a terminal does it: both processes hear of it.
                    command.kill(interruption.signal, .group)
                    let result = try await command.result()
                    try await command.isGone()
                    return result
                }
                // The first one may have waited for others: a moment within that time would be too late for the next.
                if result.exitCode == .done { duration = min(duration, result.duration) }
                let comment: Comment =
                    "seed \(random.seed), signal \(interruption.signal) after \(moment): \(result)"
                let holding = try await cluster.holding(seeded)
                let saidOld = Self.wordsForOld.contains { result.messages.contains($0) }
                let saidNew = result.output.contains(" done: ")
                outcomes["\(result.ending), \(saidOld ? "old" : saidNew ? "new" : "nothing said")", default: 0] += 1
                if result.ending == .signalled(interruption.signal) {
                    // Before the program had its first turn: it neither did nor said anything.
                    #expect(result.output.isEmpty && result.messages.isEmpty && holding == [.old], comment)
                    continue
                }
                // Too late to stop it: it was finished, and ends as if there had been no signal.
                #expect(result.exitCode == (saidNew ? .done : interruption.exitCode), comment)
                #expect(saidOld != saidNew, comment)
                #expect(holding == (saidNew ? [.new] : [.old]), comment)
            }
            #expect(outcomes.keys.contains { $0.contains("old") }, "every signal came too late, seed \(random.seed)")
            print("\(purpose): \(outcomes.sorted { $0.key < $1.key })")
        }
    }
}
