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

    private let plan: RestorePlan
    private let before: ClusterState

    /// Keeps what a plan found.
    init(_ plan: RestorePlan, before: ClusterState) {
        self.plan = plan
        self.before = before
    }

    /// Compares what the cluster holds in the end with what the journal says.
    ///
    /// - Parameters:
    ///   - run: The run, as the journal has it.
    ///   - world: The cluster.
    ///   - hasMark: Whether the mark of some transaction is there.
    ///   - verdict: Where to note what is wrong.
    func check(_ run: RunDetail?, world: World, hasMark: Bool, _ verdict: inout Verdict) {
        let now = world.withState { $0 }
        let others = world.doneByOthers
        verdict.end = run?.record.state.rawValue ?? (plan.isBlocked ? "refused" : "not begun")
        checkTheRest(now, others, world.transactionalID, &verdict)

        var old: [String] = []
        var new: [String] = []
        for step in plan.steps where step.action == .set || step.action == .keep {
            let spot = Self.spot(step)
            let held = Self.held(now, spot)
            let (from, to) = (step.from.map(Self.held), step.to.map(Self.held))
            if others.removedTopics.contains(spot.topic) {
                if held != nil { verdict.violate(.nothingElseChanges, "\(Self.name(spot)) of a deleted topic holds \(held.words)") }
            } else if let commit = others.commits[spot] {
                let theirs = Held(offset: commit.offset, metadata: commit.metadata)
                if held != theirs {
                    verdict.violate(.othersKeepTheirs, "\(Self.name(spot)): a consumer committed \(theirs), it holds \(held.words)")
                }
            } else if held == from, held == to {
                continue
            } else if held == from {
                old.append(Self.name(spot))
            } else if held == to {
                new.append(Self.name(spot))
            } else {
                let words = "\(Self.name(spot)) held \(from.words), was to hold \(to.words), holds \(held.words)"
                verdict.violate(.allOrNothing, words)
            }
        }
        if !old.isEmpty, !new.isEmpty { verdict.violate(.allOrNothing, "a mixture: \(old) are old, \(new) are new") }
        if let run {
            checkJournal(run, old: old, new: new, others, hasMark: hasMark, &verdict)
        } else if !new.isEmpty {
            verdict.violate(.journalIsTrue, "\(new) are new, and the journal has no run")
        }
    }

    private func checkJournal(
        _ run: RunDetail,
        old: [String],
        new: [String],
        _ others: World.Others,
        hasMark: Bool,
        _ verdict: inout Verdict
    ) {
        let state = run.record.state
        switch state {
        case .done, .raced:
            if !old.isEmpty { verdict.violate(.journalIsTrue, "the journal says \(state.rawValue), and \(old) are old") }
        case .aborted:
            if !new.isEmpty { verdict.violate(.journalIsTrue, "the journal says aborted, and \(new) are new") }
        case .undecided:
            if hasMark { verdict.violate(.undecidedIsHonest, "undecided, and a mark is there that tells") }
            if others.commits.isEmpty, others.removedTopics.isEmpty {
                verdict.violate(.undecidedIsHonest, "undecided, and nobody else has changed anything")
            }
            if run.mismatches.isEmpty, run.record.error?.message.contains(plan.targets.first?.group.name ?? "") != true {
                verdict.violate(.undecidedIsHonest, "undecided without the names of the groups")
            }
        default: verdict.violate(.recoveryDecides, "the run is left \(state.rawValue)")
        }
        if state == .done, !run.mismatches.isEmpty { verdict.violate(.journalIsTrue, "done with mismatches") }
        // What is named as moved was moved by somebody.
        guard state == .raced || state == .aborted else { return }
        for mismatch in run.mismatches {
            let spot = World.Spot(
                group: Text(mismatch.group.name),
                topic: Text(mismatch.topicPartition.topic),
                partition: mismatch.topicPartition.partition
            )
            if others.commits[spot] == nil, !others.removedTopics.contains(spot.topic) {
                verdict.violate(.journalIsTrue, "\(Self.name(spot)) is said to have moved, and nobody moved it")
            }
        }
    }

    /// Nothing else has changed, and nothing is left open.
    private func checkTheRest(
        _ now: ClusterState,
        _ others: World.Others,
        _ transactionalID: Text,
        _ verdict: inout Verdict
    ) {
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
            let was = others.commits[spot].map { Held(offset: $0.offset, metadata: $0.metadata) } ?? Self.held(before, spot)
            let held = Self.held(now, spot)
            if held != was {
                verdict.violate(.nothingElseChanges, "\(Self.name(spot)) is not in the plan; it held \(was.words), holds \(held.words)")
            }
        }
        for (group, details) in now.groups where !details.pending.isEmpty {
            verdict.violate(.recoveryDecides, "group \(group) has offsets of an open transaction")
        }
        if now.transactions[transactionalID]?.state == .ongoing {
            verdict.violate(.recoveryDecides, "the transaction is left open")
        }
    }

    private static func spot(_ step: PlanStep) -> World.Spot {
        World.Spot(group: Text(step.group.name), topic: Text(step.topic), partition: step.partition)
    }

    private static func name(_ spot: World.Spot) -> String { "\(spot.group) \(spot.topic)[\(spot.partition)]" }

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
