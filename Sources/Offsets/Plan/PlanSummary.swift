/// A plan in numbers; steps that a finding blocks are counted by what they would have done.
public struct PlanSummary: Hashable, Sendable {
    /// Groups with at least one step.
    public internal(set) var groups = 0
    /// Steps that write an offset.
    public internal(set) var set = 0
    /// Steps that remove one.
    public internal(set) var delete = 0
    /// Steps that find the partition as it is to be.
    public internal(set) var keep = 0
    /// Steps that leave a partition alone because of a finding.
    public internal(set) var skip = 0
    /// Offsets that move back.
    public internal(set) var rewound = 0
    /// Offsets that move forward.
    public internal(set) var advanced = 0
    /// How many offsets the largest rewind goes back, 0 when there is none.
    public internal(set) var largestRewind: Int64 = 0
    /// How many offsets the largest advance goes forward, 0 when there is none.
    public internal(set) var largestAdvance: Int64 = 0
    /// What stops the plan, in the order of the steps, an active group before its partitions.
    public internal(set) var blocking: [BlockingFinding] = []

    /// The summary of a plan's steps, which are in order, and of what stops it.
    public init(of steps: [PlanStep], blocking: [BlockingFinding] = []) {
        self.blocking = blocking
        var previous: GroupID?
        for step in steps {
            if step.group != previous {
                groups += 1
                previous = step.group
            }
            switch step.action {
            case .set: set += 1
            case .delete: delete += 1
            case .keep: keep += 1
            case .skip: skip += 1
            }
            guard let movement = step.movement, movement != 0 else { continue }
            if movement < 0 {
                rewound += 1
                largestRewind = max(largestRewind, Int64(clamping: movement.magnitude))
            } else {
                advanced += 1
                largestAdvance = max(largestAdvance, movement)
            }
        }
    }
}
