/// One target group of a plan.
public struct PlanTarget: Hashable, Sendable {
    /// The target group.
    public let group: GroupID
    /// The group its offsets come from.
    public let source: GroupID
    /// The target as the cluster showed it when the plan was made.
    public let present: TargetGroup
    /// Where its steps are among the plan's.
    public let steps: Range<Int>

    /// A target.
    public init(group: GroupID, source: GroupID, present: TargetGroup, steps: Range<Int>) {
        self.group = group
        self.source = source
        self.present = present
        self.steps = steps
    }
}
