import Offsets
import Testing

struct PlanPropertyTests {
    private func plan(_ groups: [MappedGroup], _ view: ClusterView, mode: PlanMode = .merge) -> Plan {
        .make(
            kind: .restore,
            source: Samples.source,
            groups: groups,
            view: view,
            policy: PlanPolicy(mode: mode)
        )
    }

    /// What the groups hold after the plan.
    private func applying(_ plan: Plan, to view: ClusterView) -> ClusterView {
        var view = view
        for step in plan.steps where step.isChange {
            view.committed[step.group, default: [:]][step.topicPartition] = step.to
        }
        return view
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a plan against a cluster that is as it should be keeps everything`(seed: UInt64) {
        let groups = Samples.groups(20, partitions: 15, seed: seed)
        for mode in PlanMode.allCases {
            let plan = plan(groups, Samples.view(holding: groups), mode: mode)
            #expect(plan.summary.keep == 300)
            #expect(plan.steps.count == 300)
            #expect(plan.changesNothing)
            #expect(!plan.isBlocked)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>, PlanMode.allCases)
    func `a plan that was carried out leaves what was wanted`(seed: UInt64, mode: PlanMode) {
        let wanted = Samples.groups(20, partitions: 15, seed: seed)
        var held = Samples.groups(25, partitions: 20, seed: seed &+ 1_000)
        held.removeFirst(Int(seed % 10))
        var view = Samples.view(holding: held + wanted)
        for group in wanted { view.committed[group.target] = nil }
        for group in held {
            view.committed[group.target] = Dictionary(
                uniqueKeysWithValues: group.offsets.map { ($0.topicPartition, $0) }
            )
        }
        let plan = plan(wanted, view, mode: mode)
        #expect(!plan.isBlocked)
        let after = applying(plan, to: view)
        let mismatches = OffsetComparison.mismatches(plan.steps.count, in: after.committed) { place in
            Expectation(plan.steps[place].group, plan.steps[place].topicPartition, plan.steps[place].to)
        }
        #expect(mismatches.isEmpty)
        for group in wanted {
            let offsets = after.committed[group.target] ?? [:]
            for offset in group.offsets { #expect(offsets[offset.topicPartition] == offset) }
            if mode == .exact { #expect(offsets.count == group.offsets.count) }
        }
        for group in held where !wanted.contains(where: { $0.target == group.target }) {
            #expect(after.committed[group.target] == view.committed[group.target])
        }
        let again = self.plan(wanted, after, mode: mode)
        #expect(again.changesNothing)
        #expect(again.steps.count == plan.steps.count - plan.summary.delete)

        // And back: the pre-image undoes it exactly.
        let undo = plan.targets.map { target in
            let steps = plan.steps[target.steps]
            return MappedGroup(
                source: target.group,
                target: target.group,
                offsets: steps.compactMap(\.from),
                absent: steps.filter { $0.from == nil }.map(\.topicPartition)
            )
        }
        let back = applying(self.plan(undo, after), to: after)
        #expect(OffsetComparison.moved(since: plan.steps[...], present: back.committed).isEmpty)
    }

    @Test func `a summary counts each step once`() {
        let wanted = Samples.groups(10, partitions: 15, seed: 7)
        let plan = plan(wanted, Samples.view(holding: Samples.groups(10, partitions: 15, seed: 8)))
        let summary = plan.summary
        #expect(summary.set + summary.keep + summary.delete + summary.skip == plan.steps.count)
        #expect(summary.rewound + summary.advanced <= summary.set)
        #expect(summary.largestRewind == plan.steps.compactMap(\.movement).filter { $0 < 0 }.map { -$0 }.max())
        #expect(summary.largestAdvance == plan.steps.compactMap(\.movement).filter { $0 > 0 }.max())
    }

    @Test(.timeLimit(.minutes(1)))
    func `a large plan takes time in proportion`() {
        let wanted = Samples.groups(1_000, partitions: 82, seed: 1)
        let view = Samples.view(holding: Samples.groups(1_000, partitions: 82, seed: 2))
        let plan = plan(wanted, view)
        #expect(plan.steps.count == 82_000)
        #expect(!plan.canonicalBytes.isEmpty)
    }
}
