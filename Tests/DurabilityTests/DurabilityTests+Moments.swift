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
            ProcessInfo.processInfo.environment["TIDEMARK_TEST_MOMENTS"].flatMap { Int($0) } ?? 100
        /// Merging restores for the most part.
        private static let ways: [BackAndForth.Way] = [.merge, .merge, .merge, .exact, .undo]
        /// A kill that comes too late counts for nothing, so there may be so many tries for each.
        private static let triesForEach = 3

        @Test(arguments: BrokersTrait.versions)
        func `kill -9 at random moments leaves every group old or every group new`(_ version: String) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster)
                var random = SeededRandom(for: "restores on three brokers of \(cluster), killed at random")
                // The shortest of each way: nobody is killed before it is known.
                var usual: [BackAndForth.Way: Duration] = [:]
                var counts = OutcomeCounts()
                var (hits, tries) = (0, 0)
                while hits < Self.moments, tries < Self.moments * Self.triesForEach {
                    let way = Self.ways.randomElement(using: &random) ?? .merge
                    let recipient = RunningCommand.Recipient.allCases.randomElement(using: &random) ?? .group
                    let moment = usual[way].map { random.moment(within: $0) }
                    let command = try restores.start(way)
                    if let moment {
                        tries += 1
                        try await Task.sleep(for: moment)
                        command.kill(SIGKILL, recipient)
                    }
                    let result = try await command.result()
                    try await command.isGone()
                    let cause = "\(way.rawValue), \(recipient.rawValue) killed"
                    let (outcome, state) = try await restores.settle(
                        after: result,
                        "\(cause) after \(moment ?? .zero), seed \(random.seed), try \(tries)"
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
