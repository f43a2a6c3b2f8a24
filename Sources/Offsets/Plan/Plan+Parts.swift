extension Plan {
    /// A plan from its parts, as a file holds them; `nil` for parts that no plan has.
    ///
    /// Those are groups, topics or partitions out of order or twice, steps of other groups than the targets, and steps that
    /// set nothing or remove what is not there.
    ///
    /// - Parameters:
    ///   - kind: What the plan is for.
    ///   - source: Where the offsets come from.
    ///   - cluster: The cluster it was made for.
    ///   - commitProtocol: How the offsets are written.
    ///   - policy: What the operator decided for unusual cases.
    ///   - isOfEverything: Whether it is about everything that the source has.
    ///   - targets: The target groups, as they were found; the ranges of their steps are not looked at.
    ///   - steps: The steps.
    ///   - topicIDs: The ids of topics that have steps, as far as they are known.
    ///   - blocking: What stops the plan.
    public init?(
        kind: PlanKind,
        source: PlanSource,
        cluster: ClusterName,
        commitProtocol: CommitProtocol,
        policy: PlanPolicy,
        isOfEverything: Bool,
        targets: [PlanTarget],
        steps: [PlanStep],
        topicIDs: [String: TopicID] = [:],
        blocking: [BlockingFinding]
    ) {
        var ranged: [PlanTarget] = []
        ranged.reserveCapacity(targets.count)
        var next = 0
        for target in targets {
            guard ranged.last.map({ $0.group < target.group }) ?? true else { return nil }
            let first = next
            while next < steps.count, steps[next].group == target.group {
                let step = steps[next]
                guard next == first || steps[next - 1].topicPartition < step.topicPartition else { return nil }
                guard step.source == target.source, step.isSound else { return nil }
                next += 1
            }
            guard next > first || kind.removesGroups(policy.mode) else { return nil }
            ranged.append(
                PlanTarget(
                    group: target.group,
                    source: target.source,
                    present: target.present,
                    others: target.others,
                    steps: first..<next
                )
            )
        }
        guard next == steps.count else { return nil }
        self.init(
            kind: kind,
            source: source,
            cluster: cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfEverything,
            steps: steps,
            targets: ranged,
            topicIDs: topicIDs,
            blocking: blocking
        )
    }
}

extension PlanStep {
    /// Whether what the step does fits what is there before and after it.
    fileprivate var isSound: Bool {
        // A broker takes an offset below 0, and no consumer can begin there.
        guard partition >= 0, to?.offset ?? 0 >= 0 else { return false }
        return switch action {
        case .set: to != nil
        case .delete: from != nil && to == nil
        case .keep, .skip: from?.offset == to?.offset
        }
    }
}
