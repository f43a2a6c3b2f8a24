/// Compares a plan with the present, one target after another.
struct PlanCheck {
    private let view: ClusterView
    private let vouchesForWholeGroups: Bool
    private var rules: OffsetRules
    /// What was found so far.
    private(set) var blocking: [BlockingFinding] = []

    /// A comparison with the present state of the plan's cluster; `logs` are those as they were before.
    init(view: ClusterView, vouchesForWholeGroups: Bool, logs: [TopicLogs]) {
        self.view = view
        self.vouchesForWholeGroups = vouchesForWholeGroups
        // What a policy allowed is done already: a clamped offset is in its log, a skipped one in no step that writes.
        rules = OffsetRules(view: view, policy: RestorePolicy(), logs: logs)
    }

    /// Adds what is no longer as it was of one target.
    mutating func add(_ target: PlanTarget, _ steps: ArraySlice<PlanStep>) {
        // A group that is left out as a whole may do what it likes.
        guard steps.contains(where: { $0.action != .skip }) else { return }
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
        for mismatch in Verification.moved(since: steps, present: [group: held]) {
            block(.stale, group, mismatch.topicPartition, "moved since the plan was made: \(mismatch.words)")
        }
        for step in steps where step.isChange { judge(step) }
        guard vouchesForWholeGroups else { return }
        let known = Set(steps.map(\.topicPartition)).union(target.others)
        for (topicPartition, offset) in held.sorted(by: { $0.key < $1.key }) where !known.contains(topicPartition) {
            block(.stale, group, topicPartition, "it got offset \(offset.offset) since the plan was made")
        }
    }

    /// Whether what is to be written still can be.
    private mutating func judge(_ step: PlanStep) {
        let verdict = step.to.map { rules.judge($0) } ?? rules.judgeDeletion(of: step.topicPartition)
        guard case .block(let finding, let reason) = verdict else { return }
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
