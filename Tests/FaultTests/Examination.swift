import Cluster
import Kafka
import KafkaProtocol
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

    var expected: ExpectedOutcome { row.outcome(with: KafkaClient.libraryVersion) }
    var comment: Comment { "\(row.testDescription)\n\(result)" }

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
        case .suspiciousSnapshot: try checkSuspicious()
        case .shown, .partlyShown, .notShown: try await checkShown()
        case .allNew: try await checkGroups(hold: row.command.after, run: .done)
        case .allNewUnread: try await checkGroups(hold: row.command.after, run: .committed)
        case .allNewUnknown: try await checkGroups(hold: row.command.after, run: nil)
        case .allNewButRemoval: try await checkGroups(hold: row.command.afterWithoutRemoval, run: .deleting)
        case .allNewRaced: try await checkGroups(hold: row.command.afterWithoutRemoval, run: .raced)
        case .allOld: try await checkGroups(hold: row.command.before, run: .aborted)
        case .allOldUnknown: try await checkGroups(hold: row.command.before, run: nil)
        case .allOldNoRun:
            #expect(await scene.finalHoldings() == row.command.before, comment)
            #expect(try await scene.runs() == earlierRuns, comment)
        }
    }

    /// The runs that are over before the command begins.
    private var earlierRuns: [RunState] { row.command == .undo ? [.done] : [] }

    private func checkGroups(hold holdings: Shop.Holdings, run state: RunState?) async throws {
        let held = await scene.finalHoldings()
        // Of a run that nobody could decide the transaction may still be open; then nothing of it is to be seen.
        let isOpen = held == nil && state == nil
        #expect(held == holdings || isOpen, "holding \(String(describing: held)); \(comment)")
        let runs = try await scene.runs()
        #expect(runs.dropLast() == earlierRuns[...], "\(runs); \(comment)")
        if let state {
            #expect(runs.last == state, "\(runs); \(comment)")
        } else {
            #expect(runs.last.map { !$0.isTerminal } == true, "\(runs); \(comment)")
        }
    }

    func checkSnapshot() async throws {
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

    /// A snapshot in which so much is missing that nothing takes it for the latest one.
    private func checkSuspicious() throws {
        #expect(scene.user.store.leftovers.isEmpty, comment)
        let document = try result.document(SnapshotDocument.self)
        #expect(document.snapshot.state == "suspicious", comment)
        let failed = Set((document.coverage.failed).map { GroupID($0.group) })
        for name in Shop.saved.keys { #expect(failed.contains(name), "\(name) is missing unsaid; \(comment)") }
    }

    func checkShown() async throws {
        guard expected.left != .notShown else { return }
        switch row.command {
        case .plan:
            let plan = try result.document(PlanDocument.self).plan
            for step in plan.steps {
                let partition = TopicPartition(topic: step.topic, partition: step.partition)
                let from = Shop.altered[GroupID(step.group)]?.first { $0.topicPartition == partition }
                let to = Shop.saved[GroupID(step.group)]?.first { $0.topicPartition == partition }
                #expect(step.from == from?.offset && step.to == to?.offset, "\(step); \(comment)")
            }
            #expect(plan.steps.count == Shop.saved.values.reduce(0) { $0 + $1.count }, comment)
            #expect(await scene.finalHoldings() == Shop.altered, comment)
        case .groups:
            let groups = try result.document(GroupsDocument.self).groups
            let names = Set(groups.map { GroupID($0.group) })
            #expect(names.isSubset(of: Shop.altered.keys), comment)
            if expected.left == .shown { #expect(names == Set(Shop.altered.keys), comment) }
        case .describe, .ages:
            let document = try result.document(GroupsDocument.self)
            let coverage = try result.document(OutcomeDocument.self).coverage
            check(document, coverage: coverage, against: Shop.altered)
            if row.command == .ages { checkAges(try result.document(AgesDocument.self)) }
        case .stats: checkSums(try result.document(StatsDocument.self))
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

    /// An age is that of a record which is minutes old at most, and none at the end of a log; or it is not known, which is
    /// said.
    private func checkAges(_ document: AgesDocument) {
        let isWhole = expected.left == .shown
        for offset in document.groups.flatMap(\.offsets) {
            let most: Int64 = offset.offset == Int64(Shop.records) ? 0 : Self.oldestRecord
            let isKnown = offset.behindSeconds.map { (0...most).contains($0) }
            #expect(isKnown ?? !isWhole, "\(offset); \(comment)")
        }
    }

    /// No record of a row is older, in seconds.
    private static let oldestRecord: Int64 = 600

    /// What is summed up is what the groups hold, or less where something is named as missing.
    private func checkSums(_ document: StatsDocument) {
        let offsets = Shop.altered.values.joined()
        let lags = offsets.map { Int64(Shop.records) - $0.offset }
        let isWhole = expected.left == .shown
        #expect(isWhole ? document.groups == Shop.altered.count : document.groups <= Shop.altered.count, comment)
        #expect(isWhole ? document.offsets == offsets.count : document.offsets <= offsets.count, comment)
        #expect(isWhole ? document.lag == lags.reduce(0, +) : document.lag ?? 0 <= lags.reduce(0, +), comment)
        if isWhole { #expect(document.unknownLags == 0 && document.failed.isEmpty, comment) }
    }
}
