/// What a plan does to one partition of one group, and why.
public struct PlanStep: Hashable, Sendable {
    /// The target group.
    public let group: GroupID
    /// The group the offset comes from.
    public let source: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// What is done; in a blocked plan, what would have been done.
    public internal(set) var action: PlanAction
    /// What the partition holds now, `nil` for nothing.
    public let from: CommittedOffset?
    /// What it holds afterwards, `nil` for nothing; when the step sets it, with the leader epoch that is written.
    public internal(set) var to: CommittedOffset?
    /// What an operator has to know, `nil` for nothing unusual.
    public internal(set) var finding: Finding?
    /// Why, in words for an operator.
    public internal(set) var reason: String
    /// How the offset was found that is wanted, where it stands for one of another log.
    public internal(set) var translation: Translation?

    /// A step.
    public init(
        group: GroupID,
        source: GroupID,
        topicPartition: TopicPartition,
        action: PlanAction,
        from: CommittedOffset?,
        to: CommittedOffset?,
        finding: Finding? = nil,
        reason: String,
        translation: Translation? = nil
    ) {
        self.group = group
        self.source = source
        self.topicPartition = topicPartition
        self.action = action
        self.from = from
        self.to = to
        self.finding = finding
        self.reason = reason
        self.translation = translation
    }

    /// The same step, of which something is to be known or said.
    func saying(_ reason: String, _ finding: Finding? = nil) -> PlanStep {
        var step = self
        (step.finding, step.reason) = (finding, reason)
        return step
    }

    /// The step as one that is left out: the partition stays what it is.
    func leftOut(_ finding: Finding, because reason: String) -> PlanStep {
        var step = saying(reason + PlanMaker.leftOut, finding)
        (step.action, step.to, step.translation) = (.skip, from, nil)
        return step
    }

    /// The topic's name.
    public var topic: String { topicPartition.topic }

    /// The partition's index.
    public var partition: Int32 { topicPartition.partition }

    /// Whether the step writes or removes something.
    public var isChange: Bool { action == .set || action == .delete }

    /// The leader epoch that is written with the offset, `nil` for none.
    public var writtenLeaderEpoch: Int32? { action == .set ? to?.leaderEpoch : nil }

    /// How many offsets the position moves, below zero for a rewind; `nil` unless an offset takes another's place.
    public var movement: Int64? {
        guard action == .set, let from, let to else { return nil }
        let (difference, isOverflow) = to.offset.subtractingReportingOverflow(from.offset)
        guard isOverflow else { return difference }
        return to.offset < from.offset ? .min : .max
    }
}

/// What a step does.
public enum PlanAction: String, Hashable, Sendable, CaseIterable {
    /// Writes an offset.
    case set
    /// Removes the offset.
    case delete
    /// Nothing, because the partition already holds what it is to hold.
    case keep
    /// Nothing, because of a finding and the policy for it.
    case skip
}

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
    /// Only where the plan vouches for the whole of the group, ``Plan/coversWholeGroups``; empty otherwise.
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
