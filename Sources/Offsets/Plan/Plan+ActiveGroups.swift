extension Plan {
    /// The same plan without the groups that have members now: each of their partitions is skipped.
    ///
    /// - Parameter view: The present state of the plan's cluster.
    /// - Returns: The plan; equal to this one where no group has members.
    public func leavingOutActive(in view: ClusterView) -> Plan {
        let active = targets.filter { target in
            view.groups[target.group]?.isActive == true && !leavesOut(target)
                && (target.steps.isEmpty || steps[target.steps].contains { $0.action != .skip })
        }
        guard !active.isEmpty else { return self }
        var left = steps
        for target in active {
            let present = view.groups[target.group] ?? .missing
            let words = PlanMaker.words(forActive: target.group, in: present.state, view.occupants[target.group])
            for index in target.steps {
                left[index] = steps[index].leftOut(.groupActive, because: words)
            }
        }
        let groups = Set(active.map(\.group))
        var policy = policy
        policy.onActive = .skip
        return Plan(
            kind: kind,
            source: source,
            cluster: cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfEverything,
            steps: left,
            targets: targets.map { target in
                guard groups.contains(target.group) else { return target }
                return PlanTarget(
                    group: target.group,
                    source: target.source,
                    present: view.groups[target.group] ?? .missing,
                    others: target.others,
                    steps: target.steps
                )
            },
            topicIDs: topicIDs,
            blocking: summary.blocking
        )
    }
}
