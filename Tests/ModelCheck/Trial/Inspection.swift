import KafkaProtocol
import KafkaSimulator
import Offsets
import Store

/// The invariant: all old, or all new, or named undecided; the journal true; nobody else's commit overwritten; nothing
/// touched that was not in the plan.
struct Inspection: Sendable {
    /// A position as it is compared.
    private struct Held: Hashable, CustomStringConvertible {
        let offset: Int64
        let metadata: Text

        var description: String { "\(offset) \"\(metadata)\"" }
    }

    private let plan: Plan
    private var isBestEffort: Bool { plan.commitProtocol == .bestEffort }
    private let before: ClusterState

    /// Keeps what a plan found.
    init(_ plan: Plan, before: ClusterState) {
        self.plan = plan
        self.before = before
    }

    /// What the partitions of the plan turned out to hold; those that others have changed are in none of these.
    private struct Findings {
        var old: [World.Spot] = []
        var new: [World.Spot] = []
        /// Offsets that were to be deleted, and were.
        var deleted: [World.Spot] = []
        /// Offsets that were to be deleted, and are there.
        var kept: [World.Spot] = []
    }

    /// Compares what the cluster holds in the end with what the journal says.
    ///
    /// - Parameters:
    ///   - run: The run, as the journal has it.
    ///   - world: The cluster.
    ///   - hasMark: Whether the mark of some transaction is there, where the run's would be.
    ///   - verdict: Where to note what is wrong.
    func check(_ run: RunDetail?, world: World, hasMark: Bool, _ verdict: inout Verdict) {
        let now = world.withState { $0 }
        let others = world.doneByOthers
        verdict.end = run?.record.state.rawValue ?? (plan.isBlocked ? "refused" : "not begun")
        checkTheRest(now, others, &verdict)
        let hasOpened = run?.events.contains { $0.state == .open } == true
        checkTransactions(now, world.transactionalID, mayProbe: !hasOpened, &verdict)
        let findings = look(at: now, others, &verdict)
        let (old, new) = (findings.old, findings.new)
        // Without a transaction a group that cannot be put back is named, and the others are old.
        let mayBeMixed = isBestEffort && run?.record.state == .undecided
        if !old.isEmpty, !new.isEmpty, !mayBeMixed {
            verdict.violate(.allOrNothing, "a mixture: \(Self.names(old)) are old, \(Self.names(new)) are new")
        }
        guard let run else {
            let changed = new + findings.deleted
            if !changed.isEmpty {
                verdict.violate(.journalIsTrue, "\(Self.names(changed)) are changed, and the journal has no run")
            }
            return
        }
        checkJournal(run, findings, &verdict)
        checkNames(run, others, &verdict)
        guard run.record.state == .undecided else { return }
        if isBestEffort {
            let isInUse = plan.targets.contains { world.hasMembers(Text($0.group.name)) }
            checkRest(run, findings, others, isInUse: isInUse, &verdict)
        } else {
            checkDoubt(run, others, hasMark: hasMark, &verdict)
        }
    }

    private func look(at now: ClusterState, _ others: World.Others, _ verdict: inout Verdict) -> Findings {
        var findings = Findings()
        for step in plan.steps where step.action != .skip {
            let spot = Self.spot(step)
            let held = Self.held(now, spot)
            let (from, to) = (step.from.map(Self.held), step.to.map(Self.held))
            if others.removedTopics.contains(spot.topic) {
                guard let held else { continue }
                verdict.violate(.nothingElseChanges, "\(Self.name(spot)) of a deleted topic holds \(held)")
            } else if let commit = others.commits[spot] {
                let theirs = Held(offset: commit.offset, metadata: commit.metadata)
                let isLosable = others.losableCommits.contains(spot)
                if held == theirs || isLosable && (held == to || isBestEffort && held == from) { continue }
                let words = "\(Self.name(spot)): a consumer committed \(theirs), it holds \(held.words)"
                verdict.violate(.othersKeepTheirs, words)
            } else if step.action == .delete {
                if held == nil { findings.deleted.append(spot) } else { findings.kept.append(spot) }
            } else if held == from, held == to {
                continue
            } else if held == from {
                findings.old.append(spot)
            } else if held == to {
                findings.new.append(spot)
            }
            if held != from, held != to, others.commits[spot] == nil {
                let words = "\(Self.name(spot)) held \(from.words), was to hold \(to.words), holds \(held.words)"
                verdict.violate(.allOrNothing, words)
            }
        }
        return findings
    }

    private func checkJournal(_ run: RunDetail, _ findings: Findings, _ verdict: inout Verdict) {
        let state = run.record.state
        let named = Set(run.mismatches.map(Self.spot))
        let hasDeleted = run.events.contains { $0.state == .deleting }
        switch state {
        case .done, .raced:
            if !findings.old.isEmpty {
                let words = "the journal says \(state.rawValue), and \(Self.names(findings.old)) are old"
                verdict.violate(.journalIsTrue, words)
            }
            for spot in findings.kept where !named.contains(spot) {
                verdict.violate(.journalIsTrue, "\(Self.name(spot)) was not deleted, and the journal does not name it")
            }
            if state == .done, !named.isEmpty { verdict.violate(.journalIsTrue, "done with mismatches") }
        case .aborted, .rolledBack:
            let changed = findings.new + findings.deleted
            if !changed.isEmpty {
                let words = "the journal says \(state.rawValue), and \(Self.names(changed)) are changed"
                verdict.violate(.journalIsTrue, words)
            }
        case .undecided:
            if !findings.deleted.isEmpty, !hasDeleted {
                let words = "\(Self.names(findings.deleted)) are deleted, and the journal does not say so"
                verdict.violate(.journalComesFirst, words)
            }
        default: verdict.violate(.recoveryDecides, "the run is left \(state.rawValue)")
        }
    }

    /// What is named as moved was moved by somebody, or could not be deleted.
    private func checkNames(_ run: RunDetail, _ others: World.Others, _ verdict: inout Verdict) {
        guard [.raced, .aborted, .rolledBack].contains(run.record.state) else { return }
        let toDelete = Set(plan.steps.filter { $0.action == .delete }.map(Self.spot))
        for spot in run.mismatches.map(Self.spot) {
            let isExplained =
                others.commits[spot] != nil || others.removedTopics.contains(spot.topic)
                || run.record.state == .raced && toDelete.contains(spot)
            if !isExplained {
                verdict.violate(.journalIsTrue, "\(Self.name(spot)) is said to have moved, and nobody moved it")
            }
        }
    }

    /// Undecided is said only where nobody can know.
    private func checkDoubt(_ run: RunDetail, _ others: World.Others, hasMark: Bool, _ verdict: inout Verdict) {
        if hasMark { verdict.violate(.undecidedIsHonest, "undecided, and a mark is there that tells") }
        if others.commits.isEmpty, others.removedTopics.isEmpty {
            verdict.violate(.undecidedIsHonest, "undecided, and nobody else has changed anything")
        }
        if named(by: run).isEmpty { verdict.violate(.undecidedIsHonest, "undecided without the names of the groups") }
    }

    /// Without a transaction undecided means that groups could not be put back: only what is in use, each by name.
    private func checkRest(
        _ run: RunDetail,
        _ findings: Findings,
        _ others: World.Others,
        isInUse: Bool,
        _ verdict: inout Verdict
    ) {
        if !isInUse, others.commits.isEmpty, others.removedTopics.isEmpty {
            verdict.violate(.undecidedIsHonest, "not put back, and nobody uses the groups")
        }
        let named = named(by: run)
        for spot in findings.new where !named.contains(GroupID("\(spot.group)")) {
            verdict.violate(.undecidedIsHonest, "\(Self.name(spot)) is not put back, and its group is not named")
        }
    }

    /// The groups that the journal names with a run.
    private func named(by run: RunDetail) -> Set<GroupID> {
        let message = run.record.error?.message ?? ""
        let mentioned = plan.targets.map(\.group).filter { message.contains($0.name) }
        return Set(mentioned).union(run.mismatches.map(\.group))
    }

    /// Nothing is left open; but a probe of the fence that was cut short, on the sentinel alone, until the next run.
    private func checkTransactions(
        _ now: ClusterState,
        _ transactionalID: Text,
        mayProbe: Bool,
        _ verdict: inout Verdict
    ) {
        func isProbed(_ group: Text) -> Bool { mayProbe && SentinelGroup.isOne(GroupID("\(group)")) }
        for (group, details) in now.groups where !details.pending.isEmpty && !isProbed(group) {
            verdict.violate(.recoveryDecides, "group \(group) has offsets of an open transaction")
        }
        guard let transaction = now.transactions[transactionalID], transaction.state == .ongoing else { return }
        if !mayProbe || !transaction.groups.allSatisfy(isProbed) {
            verdict.violate(.recoveryDecides, "the transaction is left open")
        }
    }

    /// Nothing else has changed.
    private func checkTheRest(_ now: ClusterState, _ others: World.Others, _ verdict: inout Verdict) {
        let planned = Set(plan.steps.map(Self.spot))
        var spots: Set<World.Spot> = []
        for state in [before, now] {
            for (group, details) in state.groups where !SentinelGroup.isOne(GroupID("\(group)")) {
                for (topic, partitions) in details.offsets {
                    for partition in partitions.keys {
                        spots.insert(World.Spot(group: group, topic: topic, partition: partition))
                    }
                }
            }
        }
        for spot in spots.subtracting(planned) where !others.removedTopics.contains(spot.topic) {
            let was =
                others.commits[spot].map { Held(offset: $0.offset, metadata: $0.metadata) } ?? Self.held(before, spot)
            let held = Self.held(now, spot)
            // A group that an undo removes goes as a whole.
            if held == nil, others.losableCommits.contains(spot) { continue }
            if held != was {
                verdict.violate(
                    .nothingElseChanges,
                    "\(Self.name(spot)) is not in the plan; it held \(was.words), holds \(held.words)"
                )
            }
        }
    }

    private static func spot(_ step: PlanStep) -> World.Spot {
        World.Spot(group: Text(step.group.name), topic: Text(step.topic), partition: step.partition)
    }

    private static func spot(_ mismatch: Mismatch) -> World.Spot {
        World.Spot(
            group: Text(mismatch.group.name),
            topic: Text(mismatch.topicPartition.topic),
            partition: mismatch.topicPartition.partition
        )
    }

    private static func name(_ spot: World.Spot) -> String { "\(spot.group) \(spot.topic)[\(spot.partition)]" }

    private static func names(_ spots: [World.Spot]) -> String { spots.map(name).joined(separator: ", ") }

    private static func held(_ state: ClusterState, _ spot: World.Spot) -> Held? {
        state.groups[spot.group]?.offsets[spot.topic]?[spot.partition]
            .map { Held(offset: $0.offset, metadata: $0.metadata) }
    }

    private static func held(_ offset: CommittedOffset) -> Held {
        Held(offset: offset.offset, metadata: Text(offset.metadata.text))
    }
}

extension Optional where Wrapped: CustomStringConvertible {
    /// The value, or that there is none.
    fileprivate var words: String { map { "\($0)" } ?? "nothing" }
}
