extension Plan {
    /// The groups that stop the plan because they have members, where nothing else does; empty for any other plan.
    public var groupsToWaitFor: Set<GroupID> {
        guard isBlocked, summary.blocking.allSatisfy({ $0.finding == .groupActive }) else { return [] }
        return Set(summary.blocking.map(\.group))
    }

    /// Why a plan that is made once the members have left is not the one that was shown; `nil` where it is.
    ///
    /// The groups that were waited for may have moved while they had members, so that they hold other offsets now: what
    /// they are to hold, and of which partitions, is the same. Every other group is as it was.
    ///
    /// - Parameters:
    ///   - shown: The plan that was shown.
    ///   - waited: The groups that were waited for.
    /// - Returns: The first group that differs, and the partition where it is one.
    public func difference(
        from shown: Plan,
        waitedFor waited: Set<GroupID>
    ) -> (group: GroupID, topicPartition: TopicPartition?)? {
        let before = Dictionary(grouping: shown.steps, by: \.group)
        let now = Dictionary(grouping: steps, by: \.group)
        let (targetsBefore, targetsNow) = (Set(shown.targets.map(\.group)), Set(targets.map(\.group)))
        if let other = targetsBefore.symmetricDifference(targetsNow).min() { return (other, nil) }
        for group in targetsNow.sorted() {
            let (old, new) = (before[group] ?? [], now[group] ?? [])
            guard !waited.contains(group) else {
                let wanted = Dictionary(old.map { ($0.topicPartition, $0) }) { first, _ in first }
                let other = new.first { !$0.brings(sameAs: wanted[$0.topicPartition]) }
                if let other { return (group, other.topicPartition) }
                if new.count != old.count { return (group, nil) }
                continue
            }
            let known = Set(old)
            if let other = new.first(where: { !known.contains($0) }) { return (group, other.topicPartition) }
            if new.count != old.count { return (group, nil) }
        }
        return nil
    }
}

extension PlanStep {
    /// Whether the step leaves what another one was to leave: the same offset, or none.
    fileprivate func brings(sameAs other: PlanStep?) -> Bool {
        guard let other else { return false }
        let isLeft = { (step: PlanStep) in step.action == .skip }
        guard isLeft(self) == isLeft(other) else { return false }
        if isLeft(self) { return true }
        guard let to, let wanted = other.to else { return to == nil && other.to == nil }
        return to.holdsSame(as: wanted)
    }
}
