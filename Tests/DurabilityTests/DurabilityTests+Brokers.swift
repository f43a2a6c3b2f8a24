import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

extension DurabilityTests {
    /// Brokers that die while a restore is under way.
    struct LostBrokers {
        /// How many times all victims die in each release, every other time cleanly; `scripts/kill-check` sets it.
        private static let rounds =
            ProcessInfo.processInfo.environment["TIDEMARK_TEST_BROKER_ROUNDS"].flatMap { Int($0) } ?? 1

        /// What a restore is given.
        private static let timeout = Duration.seconds(60)
        /// What it may take at the most: what was begun is decided and verified in times of its own, which the supervisor
        /// limits.
        private static let limit = timeout + .seconds(2 + 300)

        /// How often a restore is begun that brokers which come back are not ready for within the seconds that it waits for
        /// them.
        private static let mostAttempts = 4

        /// Where a run is when brokers are killed.
        private static let states = ["open", "committing"]

        /// Whom a case kills.
        enum Victims: String, Sendable, CaseIterable {
            case groupCoordinator = "the coordinator of some groups"
            case transactionCoordinator = "the transaction coordinator"
            case two = "two of three brokers"
        }

        @Test(arguments: BrokersTrait.versions)
        func `kill -9 of brokers leaves every group old or every group new`(_ version: String) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                var restores = try await BackAndForth(cluster)
                let gate = try JournalGate(restores.user.store)
                var counts = OutcomeCounts()
                // What one release is not tried in, the other is.
                let first = BrokersTrait.versions.firstIndex(of: version) ?? 0
                for round in 0..<Self.rounds {
                    let isClean = round % 2 == 1
                    for (index, victims) in Victims.allCases.enumerated() {
                        let state = Self.states[(first + index + round / 2) % Self.states.count]
                        let (outcome, detail) = try await Self.carryOut(
                            victims,
                            isClean: isClean,
                            at: state,
                            &restores,
                            gate,
                            brokers
                        )
                        let way = isClean ? "stopped" : "killed"
                        counts.add("\(victims.rawValue) \(way) at \(state)", outcome.rawValue, detail)
                    }
                }
                counts.report("restores on three brokers of \(cluster), brokers killed")
            }
        }

        private static func carryOut(
            _ victims: Victims,
            isClean: Bool,
            at state: String,
            _ restores: inout BackAndForth,
            _ gate: JournalGate,
            _ brokers: BrokerCluster
        ) async throws -> (BackAndForth.Outcome, detail: String) {
            let killed = try await numbers(of: victims, restores, brokers)
            let seconds = Int64(timeout / .seconds(1))
            var command = try restores.start(.exact, "--timeout", "\(seconds)s")
            var attempt = 1
            while try await !gate.shut(at: state, after: restores.earlier, of: command) {
                // While a partition of `__consumer_offsets` lacks a leader, or a new one has not listed its groups, nothing
                // is begun: whether they have members is not known.
                let refused = try await command.result(within: limit)
                let isNotReady = [.unreachable, .refused].contains(refused.exitCode)
                try #require(isNotReady && attempt < mostAttempts, "never \(state): \(refused)")
                attempt += 1
                try await restores.waitForCoordinators()
                command = try restores.start(.exact, "--timeout", "\(seconds)s")
            }
            // It waits, wherever it is, until the brokers are gone.
            command.kill(SIGSTOP, .child)
            gate.open()
            for broker in killed {
                if isClean { try await brokers.stop(broker) } else { try await brokers.kill(broker) }
            }
            command.kill(SIGCONT, .child)
            if killed.count > 1 { for broker in killed { try await brokers.restart(broker) } }
            let result = try await command.result(within: limit)
            try await command.isGone()
            #expect(result.duration < limit, "\(result)")
            if killed.count == 1 { for broker in killed { try await brokers.restart(broker) } }
            let cause = "\(victims.rawValue) \(killed) \(isClean ? "stopped" : "killed"), \(state)"
            let (outcome, found) = try await restores.recover(after: result, cause)
            let duration = "\(Int64(result.duration / .seconds(1))) s"
            let begun = attempt == 1 ? "" : ", begun \(attempt) times"
            return (outcome, "the journal said \(found), \(result.ending) after \(duration)\(begun)")
        }

        /// The brokers of a case.
        private static func numbers(
            of victims: Victims,
            _ restores: BackAndForth,
            _ brokers: BrokerCluster
        ) async throws -> [Int32] {
            try await restores.waitForCoordinators()
            let run = try #require(try JournalFile.latest(in: restores.user.store))
            let coordinator = try #require(
                try await brokers.cluster.coordinator(ofTransactions: run.transactionalID)
            )
            switch victims {
            case .transactionCoordinator: return [coordinator]
            case .two: return [coordinator] + brokers.brokers.filter { $0 != coordinator }.prefix(1)
            case .groupCoordinator: return [try #require(brokers.brokers.first { $0 != coordinator })]
            }
        }
    }
}
