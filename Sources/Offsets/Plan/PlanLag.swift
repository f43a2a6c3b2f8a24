/// How far the targets of a copy are behind the ends of their logs once it is done, as the logs were when it was planned.
public struct PlanLag: Hashable, Sendable {
    /// The largest lag, in offsets: so many records at most are read before the end is reached.
    public let records: Int64
    /// The group that has it.
    public let group: GroupID
    /// Where.
    public let topicPartition: TopicPartition
    /// How many partitions have an offset whose log's end is not known.
    public let unknown: Int

    /// The lag that a plan leaves; `nil` for a plan that copies nothing, and where no log is known.
    public init?(of plan: Plan, in view: ClusterView) {
        guard [.copy, .rename].contains(plan.kind) else { return nil }
        var largest: (records: Int64, step: PlanStep)?
        var unknown = 0
        for step in plan.steps {
            guard let to = step.to else { continue }
            guard let log = view.bounds[step.topicPartition] else {
                unknown += 1
                continue
            }
            let records = Self.records(from: to.offset, to: log.end)
            if largest.map({ records > $0.records }) ?? true { largest = (records, step) }
        }
        guard let largest else { return nil }
        records = largest.records
        group = largest.step.group
        topicPartition = largest.step.topicPartition
        self.unknown = unknown
    }

    /// From an offset to the end of its log; none where it is beyond that.
    static func records(from offset: Int64, to end: Int64) -> Int64 {
        let (difference, isOverflow) = end.subtractingReportingOverflow(offset)
        return isOverflow ? (end > offset ? .max : 0) : max(0, difference)
    }
}
