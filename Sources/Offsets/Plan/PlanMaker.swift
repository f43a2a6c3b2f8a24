/// Turns groups into steps, one group after another.
struct PlanMaker {
    /// The present state of the cluster.
    let view: ClusterView
    /// What judges each offset.
    var rules: OffsetRules
    /// What may be deleted because the source does not have it; `nil` for nothing (mode `merge`).
    let selection: SelectionRules?
    /// What the source could see.
    let sourceView: SourceView
    /// The names under which source and selection know topics that were renamed, by their target names.
    let renamedTopics: [String: String]
    /// Which movements alone are made, `nil` for all.
    let only: MovementFilter?
    /// What is done with a group that has members.
    let onActive: ActiveGroupPolicy
    /// Whether a target is to remember what else it holds.
    let coversWholeGroups: Bool
    /// Whether the groups go as a whole.
    let removesGroups: Bool
    /// Why an offset is removed, in words.
    let removal: String

    /// The steps so far.
    var steps: [PlanStep] = []
    /// The targets so far.
    private(set) var targets: [PlanTarget] = []
    /// What stops the plan, so far.
    private(set) var blocking: [BlockingFinding] = []

    init(
        view: ClusterView,
        rules: OffsetRules,
        selection: SelectionRules?,
        sourceView: SourceView,
        renamedTopics: [String: String],
        only: MovementFilter?,
        onActive: ActiveGroupPolicy,
        coversWholeGroups: Bool,
        removesGroups: Bool,
        removal: String
    ) {
        self.view = view
        self.rules = rules
        self.selection = selection
        self.sourceView = sourceView
        self.renamedTopics = renamedTopics
        self.only = only
        self.onActive = onActive
        self.coversWholeGroups = coversWholeGroups
        self.removesGroups = removesGroups
        self.removal = removal
    }

    /// Adds the steps of a group, sorted; groups come in the order of their targets.
    mutating func add(_ group: MappedGroup) {
        let held = view.committed[group.target] ?? [:]
        let wanted =
            only.map { only in group.offsets.filter { only.covers($0.offset, from: held[$0.topicPartition]) } }
            ?? group.offsets
        let removed = only == nil ? removals(of: group, held: held) : []
        let present = view.groups[group.target] ?? .missing
        guard !wanted.isEmpty || !removed.isEmpty || removesGroups && present.existed else { return }
        let isActive = present.isActive
        let first = steps.count
        let words = isActive ? Self.words(forActive: group.target, in: present.state, view.occupants[group.target]) : ""
        if isActive, onActive == .skip {
            for topicPartition in wanted.map(\.topicPartition) + removed {
                steps.append(step(leavingOut: topicPartition, of: group, from: held[topicPartition], words))
            }
        } else {
            if isActive { block(.groupActive, group.target, nil, words) }
            for offset in wanted {
                steps.append(step(setting: offset, of: group, from: held[offset.topicPartition], isActive: isActive))
            }
            for topicPartition in removed {
                steps.append(step(removing: topicPartition, of: group, from: held[topicPartition], isActive: isActive))
            }
        }
        sortSteps(from: first)
        targets.append(
            PlanTarget(
                group: group.target,
                source: group.source,
                present: present,
                others: others(of: held, stepsFrom: first),
                steps: first..<steps.count
            )
        )
    }

    /// The partitions of a group whose offsets are to go, sorted.
    private func removals(
        of group: MappedGroup,
        held: [TopicPartition: CommittedOffset]
    ) -> [TopicPartition] {
        guard let selection else { return group.absent }
        let wanted = Set(group.offsets.map(\.topicPartition))
        let surplus = held.keys.filter { topicPartition in
            guard !wanted.contains(topicPartition) else { return false }
            let source = TopicPartition(topic: sourceTopic(of: topicPartition), partition: topicPartition.partition)
            return selection.selects(source) && sourceView.covers(source)
        }
        return Set(surplus).union(group.absent).sorted()
    }

    /// What a group holds and the last steps are not about.
    private func others(
        of held: [TopicPartition: CommittedOffset],
        stepsFrom first: Int
    ) -> [TopicPartition] {
        guard coversWholeGroups else { return [] }
        return Set(held.keys).subtracting(steps[first...].map(\.topicPartition)).sorted()
    }

    /// Notes what stops the plan.
    mutating func block(
        _ finding: Finding,
        _ group: GroupID,
        _ topicPartition: TopicPartition?,
        _ reason: String
    ) {
        blocking.append(BlockingFinding(finding, group, topicPartition, reason))
    }

    /// Sorts the last steps, which mostly are in order already.
    private mutating func sortSteps(from first: Int) {
        let added = steps[first...]
        let isSorted = zip(added, added.dropFirst()).allSatisfy { $0.topicPartition < $1.topicPartition }
        guard !isSorted else { return }
        steps[first...].sort { $0.topicPartition < $1.topicPartition }
    }

    static let leftOut = "; left out"

    static func words(forActive group: GroupID, in state: GroupState, _ occupants: GroupOccupants?) -> String {
        let names = occupants?.names.map { ": \($0)" } ?? ""
        let session = occupants.map { " (\($0.sessionInWords))" } ?? ""
        return switch state {
        case .unknown:
            "group \(group) may have running members\(names); its state is not known; stop them first\(session)"
        case .dead: "group \(group) is being removed by the broker; try again in a moment"
        default: "group \(group) has running members (\(state.rawValue))\(names); stop them first\(session)"
        }
    }
}
