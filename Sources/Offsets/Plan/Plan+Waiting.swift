extension Plan {
    /// The groups that stop the plan because they have members, where nothing else does; empty for any other plan.
    public var groupsToWaitFor: Set<GroupID> {
        guard isBlocked, summary.blocking.allSatisfy({ $0.finding == .groupActive }) else { return [] }
        return Set(summary.blocking.map(\.group))
    }

    /// Why a plan that is made once the members have left is not the one that was shown; `nil` where it is.
    ///
    /// The groups that were waited for may have moved while they had members, and every other group is as it was. What each
    /// of them is to hold is the same; or, of a source that is live, what it is by now: what was agreed to is a position or
    /// another group, which tells other offsets when groups and logs have gone on. Nothing is found about a partition that
    /// was not found before.
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
            let known = Dictionary(old.map { ($0.topicPartition, $0) }) { first, _ in first }
            let other = new.first { step in
                guard let agreed = known[step.topicPartition] else { return true }
                let stands = waited.contains(group) || step.begins(where: agreed)
                return !stands || !step.brings(sameAs: agreed, ofLiveSource: source.isLive)
            }
            if let other { return (group, other.topicPartition) }
            if new.count != old.count { return (group, nil) }
        }
        return nil
    }
}

extension PlanStep {
    /// Whether the partition holds what it held when another step was made.
    fileprivate func begins(where other: PlanStep) -> Bool {
        guard let from, let before = other.from else { return from == nil && other.from == nil }
        return from.holdsSame(as: before)
    }

    /// Whether the step leaves what another one was to leave: the same offset, or none; of a live source any offset in the
    /// place of an offset.
    ///
    /// Nothing may be found about it that was not found before.
    fileprivate func brings(sameAs other: PlanStep, ofLiveSource isLive: Bool) -> Bool {
        let isLeft = { (step: PlanStep) in step.action == .skip }
        guard isLeft(self) == isLeft(other) else { return false }
        if isLeft(self) { return true }
        guard finding == nil || finding == other.finding else { return false }
        guard let to, let wanted = other.to else { return to == nil && other.to == nil }
        return isLive || to.holdsSame(as: wanted)
    }
}
