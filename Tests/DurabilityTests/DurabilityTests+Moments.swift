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
        /// A kill that comes too late counts for nothing, so there may be so many tries for each.
        private static let triesForEach = 3

        @Test(arguments: BrokersTrait.versions)
        func `kill -9 at random moments leaves every group old or every group new`(_ version: String) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster)
                var random = SeededRandom(for: "restores on three brokers of \(cluster), killed at random")
                var usual: [BackAndForth.Way: Duration] = [:]
                var counts = OutcomeCounts()
                var (hits, tries) = (0, 0)
                while hits < Self.moments, tries < Self.moments * Self.triesForEach {
                    // Merging restores for the most part.
                    let way = BackAndForth.Way.allCases[max(0, tries % 5 - 2)]
                    let recipient = RunningCommand.Recipient.allCases[(tries / 5 + tries) % 3]
                    let command = try restores.start(way)
                    // The first of each way is not killed, so that it is known how long one takes.
                    if let usual = usual[way] {
                        tries += 1
                        let moment = random.moment(within: usual)
                        try await Task.sleep(for: moment)
                        command.kill(SIGKILL, recipient)
                        let result = try await command.result()
                        try await command.isGone()
                        let cause = "\(way.rawValue), \(recipient.rawValue) killed"
                        let seed = "seed \(random.seed), try \(tries)"
                        let (outcome, state) = try await restores.settle(
                            after: result,
                            "\(cause) after \(moment), \(seed)"
                        )
                        if result.exitCode != .done { hits += 1 }
                        let words = result.exitCode == .done ? "too late to kill" : outcome.rawValue
                        counts.add(cause, "\(words), journal at \(state)")
                    } else {
                        let result = try await command.result()
                        usual[way] = result.duration
                        try await restores.settle(after: result, "not killed")
                        try #require(result.exitCode == .done, "\(result)")
                    }
                }
                #expect(hits == Self.moments, "only so many of \(tries) kills came in time")
                counts.report("restores on three brokers of \(cluster), killed at random moments")
            }
        }
    }
}
