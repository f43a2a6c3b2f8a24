/// One partition of one group in a run: what is to happen, and what was there before.
public struct RunItem: Hashable, Sendable {
    /// The target group.
    public var group: GroupID
    /// The partition.
    public var topicPartition: TopicPartition
    /// What is to happen.
    public var action: PlanAction
    /// What was there before the run.
    public var preImage: PreImage
    /// What the run commits: there for `set`, absent for `delete`.
    public var planned: CommittedOffset?

    /// An item of a plan.
    public init(
        group: GroupID,
        topicPartition: TopicPartition,
        action: PlanAction,
        preImage: PreImage = .notRead,
        planned: CommittedOffset? = nil
    ) {
        self.group = group
        self.topicPartition = topicPartition
        self.action = action
        self.preImage = preImage
        self.planned = planned
    }
}
