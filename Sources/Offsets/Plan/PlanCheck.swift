extension Plan {
    /// The same plan, stopped by everything that no longer is as it was when the plan was made.
    ///
    /// Stale is a group that came or went, an offset or metadata that moved, and, where the plan vouches for whole groups,
    /// an offset that was not there. A group with members, a topic or partition that is gone, and an offset that no
    /// longer is in its log stop the plan as they stop a new one, whatever the policy: it has nothing of them.
    ///
    /// A topic that was created again is found by the plan itself, whose offsets had a place in their logs, and by the logs
    /// of its snapshot.
    ///
    /// - Parameters:
    ///   - view: The present state of the plan's cluster, with the bounds of every log that is written to.
    ///   - snapshot: The snapshot that the plan was made from, `nil` where it is not at hand.
    /// - Returns: The plan; blocked when anything was found, and otherwise equal to this one.
    public func checked(against view: ClusterView, snapshot: Snapshot? = nil) -> Plan {
        var check = PlanCheck(
            view: view,
            policy: policy,
            coversWholeGroups: coversWholeGroups,
            logs: earlierLogs(with: snapshot)
        )
        for target in targets where !leavesOut(target) { check.add(target, steps[target.steps]) }
        guard !check.blocking.isEmpty else { return self }
        return replacing(steps: steps, targets: targets, blocking: summary.blocking + check.blocking)
    }

    /// The logs that the plan rests on, topic by topic: the snapshot's, where the plan writes what the snapshot has of the
    /// topic, and else those to which its offsets reach, with the ids that the topics had when it was made.
    ///
    /// A topic under another name, or one of which a finding was accepted, is not the snapshot's any more.
    public func earlierLogs(with snapshot: Snapshot?) -> [TopicLogs] {
        // An offset outside its log says nothing of where that reached.
        let written = steps.filter { $0.action == .set && !$0.isOutsideLog(policy) }
        let own = Self.logs(holding: written.lazy.compactMap(\.to), topicIDs: topicIDs)
        guard let snapshot, snapshot.origin.cluster.id == cluster.id else { return own }
        var held: [GroupID: [TopicPartition: Int64]] = [:]
        let sources = Set(written.lazy.map(\.source))
        for group in snapshot.groups where sources.contains(group.group) {
            held[group.group] = Dictionary(group.offsets.map { ($0.topicPartition, $0.offset) }) { first, _ in first }
        }
        let others = Set(
            written.lazy.filter {
                $0.finding == .topicRecreated || held[$0.source]?[$0.topicPartition] != $0.to?.offset
            }
            .map(\.topic)
        )
        let logs = Dictionary(snapshot.topics.map { ($0.topic, $0) }) { first, _ in first }
        return own.map { others.contains($0.topic) ? $0 : logs[$0.topic] ?? $0 }
    }
}

/// Compares a plan with the present, one target after another.
struct PlanCheck {
    private let view: ClusterView
    private let policy: PlanPolicy
    private let coversWholeGroups: Bool
    private var rules: OffsetRules
    /// What was found so far.
    private(set) var blocking: [BlockingFinding] = []

    /// A comparison with the present state of the plan's cluster; `logs` are those as they were before.
    init(view: ClusterView, policy: PlanPolicy, coversWholeGroups: Bool, logs: [TopicLogs]) {
        self.view = view
        self.policy = policy
        self.coversWholeGroups = coversWholeGroups
        // What a policy allowed is done already: a clamped offset is in its log, a skipped one in no step that writes.
        rules = OffsetRules(view: view, policy: PlanPolicy(), logs: logs)
    }

    /// Adds what is no longer as it was of one target.
    mutating func add(_ target: PlanTarget, _ steps: ArraySlice<PlanStep>) {
        // A group that is left out as a whole may do what it likes.
        guard steps.isEmpty || steps.contains(where: { $0.action != .skip }) else { return }
        let group = target.group
        let present = view.groups[group] ?? .missing
        if present.isActive {
            block(.groupActive, group, nil, PlanMaker.words(forActive: group, in: present.state, view.occupants[group]))
        } else if present.existed != target.present.existed {
            let words =
                present.existed
                ? "did not exist when the plan was made, and does now" : "is gone since the plan was made"
            block(.stale, group, nil, "group \(group) \(words)")
        }
        let held = view.committed[group] ?? [:]
        for mismatch in OffsetComparison.moved(since: steps, present: [group: held]) {
            block(.stale, group, mismatch.topicPartition, "moved since the plan was made: \(mismatch.words)")
        }
        for step in steps where step.isChange { judge(step) }
        guard coversWholeGroups else { return }
        let known = Set(steps.map(\.topicPartition)).union(target.others)
        for (topicPartition, offset) in held.sorted(by: { $0.key < $1.key }) where !known.contains(topicPartition) {
            block(.stale, group, topicPartition, "it got offset \(offset.offset) since the plan was made")
        }
    }

    /// Whether what is to be written still can be.
    private mutating func judge(_ step: PlanStep) {
        let verdict = step.to.map { rules.judge($0) } ?? rules.judgeDeletion(of: step.topicPartition)
        guard case .block(let finding, let reason) = verdict, !step.allows(finding, policy) else { return }
        block(finding, step.group, step.topicPartition, reason)
    }

    private mutating func block(
        _ finding: Finding,
        _ group: GroupID,
        _ topicPartition: TopicPartition?,
        _ reason: String
    ) {
        blocking.append(BlockingFinding(finding, group, topicPartition, reason))
    }
}

extension PlanStep {
    /// Whether the step writes an offset outside its log, as a policy allows.
    fileprivate func isOutsideLog(_ policy: PlanPolicy) -> Bool {
        policy.onOutOfRange == .asIs && action == .set && [.belowLogStart, .beyondLogEnd].contains(finding)
    }

    /// Whether the plan knew of a finding when it was made, and went on because of a policy.
    fileprivate func allows(_ finding: Finding, _ policy: PlanPolicy) -> Bool {
        switch finding {
        case .belowLogStart, .beyondLogEnd: isOutsideLog(policy)
        case .missingTopic, .missingPartition: action == .delete && self.finding == finding
        default: false
        }
    }
}
