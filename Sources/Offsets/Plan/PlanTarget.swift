/// One target group of a plan.
public struct PlanTarget: Hashable, Sendable {
    /// The target group.
    public let group: GroupID
    /// The group its offsets come from.
    public let source: GroupID
    /// The target as the cluster showed it when the plan was made.
    public let present: TargetGroup
    /// What else the target held when the plan was made, sorted: partitions that no step is about, and that stay.
    ///
    /// Only where the plan vouches for the whole of the group, ``RestorePlan/vouchesForWholeGroups``; empty otherwise.
    public let others: [TopicPartition]
    /// Where its steps are among the plan's.
    public let steps: Range<Int>

    /// A target.
    public init(
        group: GroupID,
        source: GroupID,
        present: TargetGroup,
        others: [TopicPartition] = [],
        steps: Range<Int>
    ) {
        self.group = group
        self.source = source
        self.present = present
        self.others = others
        self.steps = steps
    }
}
