/// What an operator decided for a copy or a rename beside what every plan knows.
public struct CopyPolicy: Hashable, Sendable {
    /// Whether a target may hold offsets already.
    public var allowsHeldTargets: Bool
    /// The most that a target may be behind the end of a log, in offsets; `nil` for any number.
    public var largestLag: Int64?

    /// A policy; without arguments no target may hold anything, and any lag is allowed.
    public init(allowsHeldTargets: Bool = false, largestLag: Int64? = nil) {
        self.allowsHeldTargets = allowsHeldTargets
        self.largestLag = largestLag
    }
}

extension Plan {
    /// Makes the plan that gives groups the offsets of others, and of a rename takes them from those.
    ///
    /// A target that holds offsets already, and would hold others afterwards, stops it unless that is allowed. So does a
    /// partition of a target that would begin too far behind the end of its log, or whose log's end is not known where a
    /// lag is to be verified; what a policy leaves out is not looked at.
    ///
    /// - Parameters:
    ///   - kind: `copy` or `rename`.
    ///   - source: Where the offsets come from.
    ///   - groups: What each target is to hold; of a rename also the sources, from which everything is taken.
    ///   - translated: Of which of these offsets it is known how they were found in the place of others.
    ///   - logs: The logs as they were when the offsets were taken; empty for those of another cluster.
    ///   - view: The cluster's present state.
    ///   - policy: What the operator decided for unusual cases.
    ///   - copyPolicy: And for copies.
    ///   - selection: What was selected of the sources; mode `exact` deletes nothing beyond it.
    ///   - sourceView: What the source could see.
    ///   - renamedTopics: Under which names source and selection know topics that were renamed, by their target names.
    /// - Returns: The plan; ``isBlocked`` tells whether a finding stops it.
    public static func copy(
        _ kind: PlanKind,
        from source: PlanSource,
        groups: [MappedGroup],
        translated: [GroupID: [TopicPartition: TranslatedOffset]] = [:],
        logs: [TopicLogs] = [],
        view: ClusterView,
        policy: PlanPolicy = PlanPolicy(),
        copyPolicy: CopyPolicy = CopyPolicy(),
        selection: SelectionRules = .everything,
        sourceView: SourceView = .everything,
        renamedTopics: [String: String] = [:]
    ) -> Plan {
        let plan = make(
            kind: kind,
            source: source,
            groups: groups,
            logs: logs,
            view: view,
            policy: policy,
            selection: selection,
            isOfWholeSource: false,
            sourceView: sourceView,
            renamedTopics: renamedTopics
        ).translating(translated)
        let newNames =
            kind == .rename
            ? Dictionary(groups.filter { $0.source != $0.target }.map { ($0.source, $0.target) }) { first, _ in first }
            : [:]
        var blocking = plan.summary.blocking
        for target in plan.targets where newNames[target.group] == nil {
            blocking += plan.findings(in: target, view, copyPolicy)
        }
        return plan.replacing(
            steps: newNames.isEmpty ? plan.steps : plan.steps.map { $0.said(ofRenamed: newNames[$0.group]) },
            targets: plan.targets,
            blocking: blocking
        )
    }

    /// What stops a copy at one of its targets.
    private func findings(in target: PlanTarget, _ view: ClusterView, _ policy: CopyPolicy) -> [BlockingFinding] {
        let steps = steps[target.steps]
        var findings: [BlockingFinding] = []
        let held = view.committed[target.group]?.count ?? 0
        if !policy.allowsHeldTargets, held > 0, steps.contains(where: \.isChange) {
            let words = "group \(target.group) holds offsets of \(held) partitions already"
            findings.append(BlockingFinding(.targetNotEmpty, target.group, nil, words))
        }
        guard let largest = policy.largestLag else { return findings }
        for step in steps {
            guard let to = step.to else { continue }
            guard let log = view.bounds[step.topicPartition] else {
                guard step.action == .keep else { continue }
                let words =
                    "the end of the log could not be read, so how far behind it offset \(to.offset) is, is not known"
                findings.append(BlockingFinding(.logBoundsUnknown, step.group, step.topicPartition, words))
                continue
            }
            let lag = PlanLag.records(from: to.offset, to: log.end)
            guard lag > largest else { continue }
            let words = "it would begin with a lag of \(lag), and at most \(largest) is allowed"
            findings.append(BlockingFinding(.tooFarBehind, step.group, step.topicPartition, words))
        }
        return findings
    }
}

extension PlanStep {
    /// The step, which says of an offset that is taken from a group where it goes.
    fileprivate func said(ofRenamed newName: GroupID?) -> PlanStep {
        guard let newName, action == .delete, finding == nil else { return self }
        return saying("it goes to group \(newName), and is removed here once it is read back there")
    }
}
