import Offsets

extension RunLimits {
    /// The limits of a plan's run.
    init(_ plan: Plan, roundTrip: Duration, pace: WritingPace) {
        let requests = plan.targets.reduce(into: 0) { requests, target in
            let offsets = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            requests += max(1, RequestChunks.split(offsets, group: target.group).count)
        }
        self.init(
            groups: plan.targets.count,
            partitions: plan.steps.count,
            requests: requests,
            roundTrip: roundTrip,
            pace: pace
        )
    }

    /// The limits of a run that was begun by another process, by what the journal has of it.
    init(_ items: [RunItem]) {
        let groups = Set(items.lazy.map(\.group)).count
        self.init(
            groups: groups,
            partitions: items.count,
            requests: groups + items.count / RequestChunks.mostPartitions
        )
    }
}
