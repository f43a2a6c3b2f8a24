import Glibc
import KafkaTestSupport
import Testing

extension DurabilityTests {
    /// kill -9 of either process or both, at every state of the journal.
    struct EveryState {
        /// How often a state that was over before it was seen is tried again.
        private static let tries = 5

        @Test(arguments: BrokersTrait.versions)
        func `kill -9 at any state of the journal leaves every group old or every group new`(
            _ version: String
        ) async throws {
            try await BrokerCluster.of(version).alone { cluster in
                var restores = try await BackAndForth(cluster)
                let gate = try JournalGate(restores.user.store)
                var counts = OutcomeCounts()
                for cut in Cut.all {
                    let verdict = try await Self.carryOut(cut, &restores, gate)
                    let (outcome, state) = try #require(verdict, "\(cut): never seen there in \(Self.tries) tries")
                    counts.add("\(cut)", outcome.rawValue, "the journal said \(state)")
                }
                counts.report("restores on three brokers of \(cluster), killed at every state")
            }
        }

        /// Carries a cut out and recovers what is left; `nil` when the run was never seen where it was to be cut off.
        private static func carryOut(
            _ cut: Cut,
            _ restores: inout BackAndForth,
            _ gate: JournalGate
        ) async throws -> (BackAndForth.Outcome, state: String)? {
            for _ in 1...tries {
                if cut.way == .undo { try await restores.makeUndoRemove() }
                let command = try restores.start(cut.way)
                let isThere = try await reach(cut, of: command, after: restores.earlier, gate)
                if isThere {
                    command.kill(SIGKILL, cut.recipient)
                    gate.open()
                }
                let result = try await command.result()
                try await command.isGone()
                let (outcome, state) = try await restores.recover(after: result, "\(cut)")
                if isThere { return (outcome, state) }
            }
            return nil
        }

        /// Waits until the run is where it is to be cut off, and shuts the gate; `false` when it has passed.
        private static func reach(
            _ cut: Cut,
            of command: RunningCommand,
            after earlier: String?,
            _ gate: JournalGate
        ) async throws -> Bool {
            if cut.isInterrupted {
                guard try await gate.shut(at: "open", after: earlier, of: command) else { return false }
                command.kill(SIGINT, .parent)
                gate.open()
            }
            guard try await gate.shut(at: cut.state, after: earlier, of: command) else { return false }
            if cut.side == .leaving { try await gate.isAwaited(by: command) }
            return true
        }
    }
}
