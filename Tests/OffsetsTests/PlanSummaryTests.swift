import Offsets
import Testing

/// The numbers of a plan add up, whatever the plan.
struct PlanSummaryTests {
    /// A plan in which everything happens: groups that are new, others that moved either way, have other metadata, hold
    /// more than is wanted, or are active; logs that are too short, partitions and topics that are gone.
    private static func plan(seed: UInt64, _ policy: PlanPolicy) -> Plan {
        let wanted = Samples.groups(20, partitions: 25, seed: seed)
        let held = Samples.groups(23, partitions: 30, seed: seed &+ 500)
        var view = Samples.view(holding: held)
        for (index, group) in wanted.enumerated() {
            switch (index + Int(seed)) % 5 {
            case 0: view.committed[group.target] = nil
            case 1:
                for offset in group.offsets.prefix(10) {
                    view.committed[group.target]?[offset.topicPartition] = offset
                }
            case 2:
                for offset in group.offsets.suffix(10) {
                    let same = CommittedOffset(
                        offset.topicPartition,
                        offset: offset.offset,
                        metadata: OffsetMetadata("x")
                    )
                    view.committed[group.target]?[offset.topicPartition] = same
                }
            case 3 where policy.onMissing == .fail:
                view.groups[group.target] = TargetGroup(state: .stable, type: .classic)
            default: break
            }
        }
        for partition in view.bounds.keys.sorted() where partition.partition % 3 == 1 {
            view.bounds[partition] = LogBounds(start: 300_000, end: 700_000)
        }
        view.partitionCounts["topic-1"] = 8
        if seed % 2 == 0 { view.partitionCounts["topic-2"] = nil }
        return .make(kind: .restore, source: Samples.source, groups: wanted, view: view, policy: policy)
    }

    private static let policies = [
        PlanPolicy(), PlanPolicy(mode: .exact), PlanPolicy(onOutOfRange: .clamp, onMissing: .skip),
        PlanPolicy(onOutOfRange: .skip, onMissing: .skip, mode: .exact),
        PlanPolicy(onOutOfRange: .clamp, onMissing: .skip, mode: .exact),
        PlanPolicy(onOutOfRange: .clamp, onMissing: .skip, only: .rewind),
    ]

    @Test(arguments: 1...20 as ClosedRange<UInt64>, policies)
    func `every step is set, deleted, kept or left out, and what is set adds up, in groups and altogether`(
        seed: UInt64,
        policy: PlanPolicy
    ) {
        let plan = Self.plan(seed: seed, policy)
        let whole = plan.summary
        #expect(whole.set + whole.delete + whole.keep + whole.skip == plan.steps.count)
        #expect(whole.set == whole.created + whole.rewound + whole.advanced + whole.metadataOnly)
        #expect(whole.clamped <= whole.set)
        #expect(policy.onOutOfRange == .clamp || whole.clamped == 0)
        let blocking = Dictionary(grouping: whole.blocking, by: \.group)
        let parts = plan.targets.map { target in
            PlanSummary(of: plan.steps[target.steps], blocking: blocking[target.group] ?? [])
        }
        let counts: [KeyPath<PlanSummary, Int>] = [
            \.groups, \.set, \.delete, \.keep, \.skip, \.created, \.rewound, \.advanced, \.metadataOnly, \.clamped,
        ]
        for count in counts {
            #expect(whole[keyPath: count] == parts.reduce(0) { $0 + $1[keyPath: count] }, "\(count)")
        }
    }

    @Test func `every kind of step occurs in these plans`() {
        let plans = Self.policies.map { Self.plan(seed: 4, $0).summary }
        let counts: [KeyPath<PlanSummary, Int>] = [
            \.set, \.delete, \.keep, \.skip, \.created, \.rewound, \.advanced, \.metadataOnly, \.clamped,
        ]
        for count in counts { #expect(plans.contains { $0[keyPath: count] > 0 }, "\(count)") }
        #expect(plans.contains { !$0.blocking.isEmpty })
    }
}
