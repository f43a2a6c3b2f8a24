/// One target group of a plan.
public struct PlanTarget: Hashable, Sendable {
    /// The target group.
    public let group: GroupID
    /// The group its offsets come from.
    public let source: GroupID
    /// The target as the cluster showed it when the plan was made.
    public let present: TargetGroup
    /// In mode `exact`, the partitions that the target held beyond the reach of the selection, sorted.
    ///
    /// They stay; whatever else it holds and no step is about has come since. Empty in mode `merge`, which leaves the
    /// others alone anyway.
    public let unselected: [TopicPartition]
    /// Where its steps are among the plan's.
    public let steps: Range<Int>

    /// A target.
    public init(
        group: GroupID,
        source: GroupID,
        present: TargetGroup,
        unselected: [TopicPartition] = [],
        steps: Range<Int>
    ) {
        self.group = group
        self.source = source
        self.present = present
        self.unselected = unselected
        self.steps = steps
    }
}
