/// A plan in numbers; steps and groups that a finding blocks are counted by what they would have done.
///
/// Every step is set, deleted, kept or left out; every step that sets is new, goes back, goes forward, or changes the
/// metadata alone. So the numbers add up.
public struct PlanSummary: Hashable, Sendable {
    /// The target groups: those with at least one step, and those that are removed without one.
    public internal(set) var groups = 0
    /// Steps that write an offset.
    public internal(set) var set = 0
    /// Steps that remove one.
    public internal(set) var delete = 0
    /// Steps that find the partition as it is to be.
    public internal(set) var keep = 0
    /// Steps that leave a partition out because of a finding.
    public internal(set) var skip = 0
    /// Of those that write: where there is no offset now.
    public internal(set) var created = 0
    /// Of those that write: offsets that move back.
    public internal(set) var rewound = 0
    /// Of those that write: offsets that move forward.
    public internal(set) var advanced = 0
    /// Of those that write: offsets that stay, with other metadata.
    public internal(set) var metadataOnly = 0
    /// Of those that write: offsets that the log does not have, or that were in another log.
    ///
    /// The nearest one in the log is written, because the policy is to clamp. They are counted among the others, too.
    public internal(set) var clamped = 0
    /// Of those that write: offsets outside their logs, written as they are because the policy says so.
    ///
    /// They are counted among the others, too.
    public internal(set) var outsideLog = 0
    /// Groups that are removed as a whole, with all they hold.
    public internal(set) var removedGroups = 0
    /// How many offsets the largest rewind goes back, 0 when there is none.
    public internal(set) var largestRewind: Int64 = 0
    /// How many offsets the largest advance goes forward, 0 when there is none.
    public internal(set) var largestAdvance: Int64 = 0
    /// What stops the plan, in the order of the steps, an active group before its partitions.
    public internal(set) var blocking: [BlockingFinding] = []

    /// The summary of steps, which are in order, and of what stops them.
    ///
    /// - Parameters:
    ///   - steps: The steps.
    ///   - blocking: What stops them.
    ///   - onOutOfRange: What the plan does with offsets outside their logs.
    public init(
        of steps: some Sequence<PlanStep>,
        blocking: [BlockingFinding] = [],
        onOutOfRange: OutOfRangePolicy = .clamp
    ) {
        self.blocking = blocking
        let stopped = Set(blocking.filter(\.finding.canBeClamped).map { Place($0.group, $0.topicPartition) })
        var previous: GroupID?
        for step in steps {
            if step.group != previous {
                groups += 1
                previous = step.group
            }
            switch step.action {
            case .set:
                add(step)
                if step.finding?.canBeClamped == true, !stopped.contains(Place(step.group, step.topicPartition)) {
                    if onOutOfRange == .asIs { outsideLog += 1 } else { clamped += 1 }
                }
            case .delete: delete += 1
            case .keep: keep += 1
            case .skip: skip += 1
            }
        }
    }

    private struct Place: Hashable {
        let group: GroupID
        let topicPartition: TopicPartition?

        init(_ group: GroupID, _ topicPartition: TopicPartition?) {
            self.group = group
            self.topicPartition = topicPartition
        }
    }

    private mutating func add(_ step: PlanStep) {
        set += 1
        switch step.movement {
        case nil: created += 1
        case 0?: metadataOnly += 1
        case let movement? where movement < 0:
            rewound += 1
            largestRewind = max(largestRewind, Int64(clamping: movement.magnitude))
        case let movement?:
            advanced += 1
            largestAdvance = max(largestAdvance, movement)
        }
    }
}

extension Finding {
    /// Whether the policy for it can be to write the nearest offset in the log.
    fileprivate var canBeClamped: Bool {
        switch self {
        case .belowLogStart, .beyondLogEnd, .topicRecreated, .outsideSourceLog, .recordWithoutTime, .maySkipRecords:
            true
        default: false
        }
    }
}
