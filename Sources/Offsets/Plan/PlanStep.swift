/// What a plan does to one partition of one group, and why.
public struct PlanStep: Hashable, Sendable {
    /// The target group.
    public let group: GroupID
    /// The group the offset comes from.
    public let source: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// What is done; in a blocked plan, what would have been done.
    public let action: PlanAction
    /// What the partition holds now, `nil` for nothing.
    public let from: CommittedOffset?
    /// What it holds afterwards, `nil` for nothing; never with a leader epoch when the step sets it.
    public let to: CommittedOffset?
    /// What an operator has to know, `nil` for nothing unusual.
    public let finding: Finding?
    /// Why, in words for an operator.
    public let reason: String

    /// A step.
    public init(
        group: GroupID,
        source: GroupID,
        topicPartition: TopicPartition,
        action: PlanAction,
        from: CommittedOffset?,
        to: CommittedOffset?,
        finding: Finding? = nil,
        reason: String
    ) {
        self.group = group
        self.source = source
        self.topicPartition = topicPartition
        self.action = action
        self.from = from
        self.to = to
        self.finding = finding
        self.reason = reason
    }

    /// The topic's name.
    public var topic: String { topicPartition.topic }

    /// The partition's index.
    public var partition: Int32 { topicPartition.partition }

    /// Whether the step writes or removes something.
    public var isChange: Bool { action == .set || action == .delete }

    /// How many offsets the position moves, below zero for a rewind; `nil` unless an offset takes another's place.
    public var movement: Int64? {
        guard action == .set, let from, let to else { return nil }
        let (difference, isOverflow) = to.offset.subtractingReportingOverflow(from.offset)
        guard isOverflow else { return difference }
        return to.offset < from.offset ? .min : .max
    }
}
