import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Store
import Testing

extension Examination {
    /// Checks that what was left undecided is decided, and that the command succeeds, once the fault is over.
    func checkRecovery() async throws {
        switch row.command {
        case .snapshot, .plan, .groups, .describe, .ages, .stats, .list, .show: try await checkOnceMore()
        case .restore, .exact, .undo, .rename, .copy, .reset, .delete, .recover:
            let last = try await scene.runs().last
            if row.command == .recover || last?.isTerminal == false { try await checkDecision() }
            // What is undone cannot be undone again, nor a group be renamed or deleted that is gone.
            let isAsBefore = expected.left == .allOld || expected.left == .allOldNoRun
            let isOnce = [.undo, .rename, .delete].contains(row.command)
            let isStillThere = row.command != .undo && expected.left == .allNewRaced
            if !isOnce || isAsBefore || isStillThere { try await checkOnceMore() }
        }
    }

    /// Checks that `recover` brings the run to its end, the one that the groups show.
    private func checkDecision() async throws {
        let before = scene.simulator.state.holdings
        let recovered = try await scene.run(.recover)
        let comment: Comment = "recover afterwards: \(recovered)\n\(comment)"
        #expect(recovered.exitCode == .done, comment)
        let held = await scene.finalHoldings()
        let isNew = held == row.command.after
        #expect(isNew || held == row.command.before, comment)
        // Of a deletion that is decided and has removed nothing yet, the groups do not show it.
        let isDecided = expected.left == .allNewButRemoval
        if let before { #expect(isNew == (isDecided || before != row.command.before), comment) }
        #expect(try await scene.runs().last == (isNew ? .done : .aborted), comment)
    }

    /// Checks that the same command now does all it should.
    private func checkOnceMore() async throws {
        let again = try await scene.run(row.command)
        #expect(again.exitCode == .done, "afterwards: \(again)\n\(comment)")
        let unharmed = FaultRow(
            command: row.command,
            fault: row.fault,
            outcome: .unharmed(row.command)
        )
        let examination = Examination(row: unharmed, scene: scene, result: again)
        switch row.command {
        case .snapshot: try await examination.checkSnapshot()
        case .plan, .groups, .describe, .ages, .stats, .list, .show: try await examination.checkShown()
        case .restore, .exact, .undo, .rename, .copy, .reset, .delete:
            #expect(await scene.finalHoldings() == row.command.after, "afterwards: \(again)\n\(comment)")
        case .recover: break
        }
    }
}
