import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

extension DurabilityTests {
    /// kill -9 of either process or both, whenever it comes.
    struct AnyMoment {
        /// How many kills have to hit a run of each release; `scripts/kill-check` sets it.
        private static let moments =
            ProcessInfo.processInfo.environment["TIDEMARK_TEST_MOMENTS"].flatMap { Int($0) } ?? 200
        /// Merging restores for the most part.
        private static let ways: [BackAndForth.Way] = [.merge, .merge, .merge, .exact, .undo]
        /// Of so many recoveries the first is killed too, within the time that one takes.
        private static let oneRecoveryOf: UInt64 = 4
        private static let recovery = Duration.milliseconds(600)
        /// A kill that comes too late counts for nothing, so there may be so many tries for each.
        private static let triesForEach = 3

        @Test(arguments: BrokersTrait.versions)
        func `kill -9 at random moments leaves every group old or every group new`(_ version: String) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster)
                var random = SeededRandom(for: "restores on three brokers of \(cluster), killed at random")
                let gate = try JournalGate(restores.user.store)
                // The shortest of each way: nobody is killed before it is known.
                var usual: [BackAndForth.Way: Duration] = [:]
                var counts = OutcomeCounts()
                var (hits, tries) = (0, 0)
                while hits < Self.moments, tries < Self.moments * Self.triesForEach {
                    let way = Self.ways.randomElement(using: &random) ?? .merge
                    let recipient = RunningCommand.Recipient.allCases.randomElement(using: &random) ?? .group
                    let moment = usual[way].map { Moment.any(within: $0, using: &random) }
                    let written = gate.changes
                    let command = try restores.start(way)
                    if let moment {
                        tries += 1
                        switch moment {
                        case .afterStart(let time): try await Task.sleep(for: time)
                        case .afterWrite(let number, let time):
                            try await gate.waitForWrite(number, after: written, by: command)
                            try await Task.sleep(for: time)
                        }
                        command.kill(SIGKILL, recipient)
                    }
                    let result = try await command.result()
                    try await command.isGone()
                    var cause = "\(way.rawValue), \(recipient.rawValue) killed"
                    if result.exitCode != .done, random.next() % Self.oneRecoveryOf == 0 {
                        try await restores.killRecovery(after: random.moment(within: Self.recovery))
                        cause += ", and the first recovery"
                    }
                    let (outcome, state) = try await restores.recover(
                        after: result,
                        "\(cause) \(moment.map { "\($0)" } ?? "never"), seed \(random.seed), try \(tries)"
                    )
                    if result.exitCode == .done {
                        usual[way] = min(usual[way] ?? result.duration, result.duration)
                    } else {
                        try #require(moment != nil, "\(result)")
                        hits += 1
                        counts.add(cause, outcome.rawValue, "the journal said \(state)")
                    }
                }
                #expect(hits == Self.moments, "only so many of \(tries) kills came in time")
                print("\(hits) of \(tries) kills came in time")
                counts.report("restores on three brokers of \(cluster), killed at random moments")
            }
        }
    }
}
