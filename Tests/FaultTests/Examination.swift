import KafkaSimulator
import KafkaTestSupport
import Offsets
import Store
import Testing

/// Compares what came of a command with what the row expects, and with the truth, which the simulator knows.
struct Examination: Sendable {
    let row: FaultRow
    let scene: FaultScene
    let result: CommandResult

    private var expected: ExpectedOutcome { row.outcome }
    private var comment: Comment { "\(row.testDescription)\n\(result)" }

    /// Checks how the command ended and what it says of it.
    func checkEnding() {
        #expect(result.ending == .exited(expected.exitCode.rawValue), comment)
        #expect(result.duration < .seconds(row.timeout + row.overrun), "it hung; \(comment)")
        for name in expected.names { #expect(result.messages.contains(name), "names \(name)? \(comment)") }
        guard let document = try? result.document(OutcomeDocument.self) else {
            Issue.record("no JSON document; \(comment)")
            return
        }
        #expect(document.schemaVersion == 1)
        #expect(document.error?.code == expected.code, comment)
        if expected.code != nil { #expect(result.messages.contains("tidemark: error: "), comment) }
    }

    /// Checks what the command has left behind: in the store, in the journal, in the cluster.
    func checkWhatIsLeft() async throws {
        switch expected.left {
        case .completeSnapshot, .partialSnapshot, .noSnapshot: try await checkSnapshot()
        case .shown, .partlyShown, .notShown: try await checkShown()
        case .allNew: try await checkGroups(hold: Shop.saved, runs: .done)
        case .allNewUnread: try await checkGroups(hold: Shop.saved, runs: .committed)
        case .allNewUnknown: try await checkGroups(hold: Shop.saved, runs: nil)
        case .allOld: try await checkGroups(hold: Shop.altered, runs: .aborted)
        case .allOldUnknown: try await checkGroups(hold: Shop.altered, runs: nil)
        case .allOldNoRun:
            #expect(await scene.settledHoldings() == Shop.altered, comment)
            #expect(try await scene.runs().isEmpty, comment)
        }
    }

    /// Checks that the next command succeeds once the fault is over.
    func checkRecovery() async throws {
        let last = row.command == .snapshot ? nil : try await scene.runs().last
        let isUnfinished = last.map { !$0.isTerminal || $0 == .undecided } ?? false
        if isUnfinished || row.command == .recover {
            let before = scene.simulator.state.holdings
            let recovered = try await scene.run(.recover)
            #expect(recovered.exitCode == .done, "recover afterwards: \(recovered)\n\(comment)")
            let held = await scene.settledHoldings()
            #expect(held == Shop.saved || held == Shop.altered, "\(recovered)\n\(comment)")
            if let before { #expect(held == before, "what was decided stays so: \(recovered)\n\(comment)") }
            let state = try await scene.runs().last
            #expect(state == (held == Shop.saved ? .done : .aborted), "\(recovered)\n\(comment)")
        }
        let again = try await scene.run(row.command)
        #expect(again.exitCode == .done, "afterwards: \(again)\n\(comment)")
        let after = Examination(
            row: FaultRow(command: row.command, fault: row.fault, outcome: .unharmed(row.command)),
            scene: scene,
            result: again
        )
        switch row.command {
        case .snapshot: try await after.checkSnapshot()
        case .restore: #expect(await scene.settledHoldings() == Shop.saved, "afterwards: \(again)\n\(comment)")
        case .recover: break
        case .plan, .groups, .describe, .list, .show: try await after.checkShown()
        }
    }

    // MARK: -

    private func checkGroups(hold holdings: Shop.Holdings, runs state: RunState?) async throws {
        let held = await scene.settledHoldings()
        let isOpen = held == nil
        // Of a run that nobody could decide the transaction may still be open; then nothing of it is to be seen.
        #expect(held == holdings || (isOpen && state == nil), "holding \(String(describing: held)); \(comment)")
        let runs = try await scene.runs()
        #expect(runs.count == 1, "\(runs); \(comment)")
        if let state {
            #expect(runs.last == state, "\(runs); \(comment)")
        } else {
            #expect(runs.last.map { !$0.isTerminal || $0 == .undecided } == true, "\(runs); \(comment)")
        }
        if result.exitCode == .done, row.command == .restore { #expect(held == Shop.saved, "a false done; \(comment)") }
    }

    private func checkSnapshot() async throws {
        let snapshots = scene.user.store.snapshots
        #expect(scene.user.store.leftovers.isEmpty, comment)
        guard expected.left != .noSnapshot else {
            #expect(snapshots.isEmpty, comment)
            return
        }
        #expect(!snapshots.isEmpty, comment)
        let document = try result.document(SnapshotDocument.self)
        #expect(document.snapshot.state == (expected.left == .completeSnapshot ? "complete" : "partial"), comment)
        let shown = try await scene.run(.show)
        #expect(shown.exitCode == .done, "\(shown)\n\(comment)")
        check(try shown.document(GroupsDocument.self), coverage: document.coverage, against: Shop.saved)
    }

    private func checkShown() async throws {
        guard expected.left != .notShown else { return }
        switch row.command {
        case .plan:
            let plan = try result.document(RestoreDocument.self).plan
            for step in plan.steps {
                let partition = TopicPartition(topic: step.topic, partition: step.partition)
                let from = Shop.altered[GroupID(step.group)]?.first { $0.topicPartition == partition }
                let to = Shop.saved[GroupID(step.group)]?.first { $0.topicPartition == partition }
                #expect(step.from == from?.offset && step.to == to?.offset, "\(step); \(comment)")
            }
            #expect(plan.steps.count == Shop.saved.values.reduce(0) { $0 + $1.count }, comment)
            #expect(await scene.settledHoldings() == Shop.altered, comment)
        case .groups:
            let groups = try result.document(GroupsDocument.self).groups
            let names = Set(groups.map { GroupID($0.group) })
            #expect(names.isSubset(of: Shop.altered.keys), comment)
            if expected.left == .shown { #expect(names == Set(Shop.altered.keys), comment) }
        case .describe:
            let document = try result.document(GroupsDocument.self)
            let coverage = try result.document(OutcomeDocument.self).coverage
            check(document, coverage: coverage, against: Shop.altered)
        case .show: check(try result.document(GroupsDocument.self), coverage: nil, against: Shop.saved)
        default: break
        }
    }

    /// Every group is there with its true offsets and the true bounds of their logs, or named as missing.
    private func check(_ document: GroupsDocument, coverage: CoverageEntry?, against truth: Shop.Holdings) {
        let failed = Set((coverage?.failed ?? []).map { GroupID($0.group) })
        let unread = Set(
            (coverage?.unreadablePartitions ?? []).map { TopicPartition(topic: $0.topic, partition: $0.partition) }
        )
        let isHeard = coverage?.unreadableBrokers.isEmpty ?? true
        let shown = document.offsets
        for (group, offsets) in truth {
            guard let found = shown[group] else {
                #expect(failed.contains(group) || !isHeard, "\(group) is missing unsaid; \(comment)")
                continue
            }
            #expect(found == offsets, "\(group); \(comment)")
            #expect(!failed.contains(group), comment)
        }
        #expect(Set(shown.keys).isSubset(of: truth.keys), comment)
        for offset in document.groups.flatMap({ $0.offsets ?? [] }) {
            let isRight = offset.logStart == 0 && offset.logEnd == Int64(Shop.records)
            let isUnread = offset.logStart == nil && offset.logEnd == nil
            let partition = TopicPartition(topic: offset.topic, partition: offset.partition)
            #expect(isRight || (isUnread && unread.contains(partition)), "\(partition); \(comment)")
        }
        if expected.left == .completeSnapshot || expected.left == .shown {
            #expect(failed.isEmpty && unread.isEmpty && isHeard, comment)
        }
    }
}
