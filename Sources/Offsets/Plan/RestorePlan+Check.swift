extension RestorePlan {
    /// The same plan, stopped by everything that no longer is as it was when the plan was made.
    ///
    /// Stale is a group that came or went, an offset or metadata that moved, and, where the plan vouches for whole groups,
    /// an offset that was not there. A group with members, a topic or partition that is gone, and an offset that no
    /// longer is in its log stop the plan as they stop a new one, whatever the policy: it has nothing of them.
    ///
    /// - Parameter view: The present state of the plan's cluster, with the bounds of every log that is written to.
    /// - Returns: The plan; blocked when anything was found, and otherwise equal to this one.
    public func checked(against view: ClusterView) -> RestorePlan {
        var check = PlanCheck(view: view, vouchesForWholeGroups: vouchesForWholeGroups)
        for target in targets { check.add(target, steps[target.steps]) }
        guard !check.blocking.isEmpty else { return self }
        return replacing(steps: steps, targets: targets, blocking: summary.blocking + check.blocking)
    }
}
