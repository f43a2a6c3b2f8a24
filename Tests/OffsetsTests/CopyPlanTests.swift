import Offsets
import Testing

/// The plan of a copy and of a rename: what stops it, what it says, and what lag it leaves.
struct CopyPlanTests {
    private static let offsets = [Samples.offset("orders", 0, 10), Samples.offset("orders", 1, 60)]
    private static let source = GroupID("blue")
    private static let target = GroupID("green")

    private static func view(_ held: [CommittedOffset] = []) -> ClusterView {
        var view = Samples.view(holding: [Samples.mapped("blue", offsets)], logEnd: 100)
        if !held.isEmpty {
            view.groups[target] = TargetGroup(state: .empty, type: .classic)
            for offset in held { view.committed[target, default: [:]][offset.topicPartition] = offset }
        }
        return view
    }

    private static func plan(
        _ kind: PlanKind,
        _ view: ClusterView,
        policy: PlanPolicy = PlanPolicy(),
        _ copyPolicy: CopyPolicy = CopyPolicy()
    ) -> Plan {
        var groups = [MappedGroup(source: source, target: target, offsets: offsets)]
        if kind == .rename {
            groups.append(
                MappedGroup(source: source, target: source, offsets: [], absent: offsets.map(\.topicPartition))
            )
        }
        return .copy(kind, from: .group(source), groups: groups, view: view, policy: policy, copyPolicy: copyPolicy)
    }

    @Test func `a copy writes to its target alone`() {
        let plan = Self.plan(.copy, Self.view())
        #expect(plan.kind == .copy && !plan.isBlocked)
        #expect(plan.steps.map(\.group) == [Self.target, Self.target])
        #expect(plan.steps.map(\.action) == [.set, .set])
    }

    @Test func `a rename also removes every offset of its source, and says where it goes`() {
        let plan = Self.plan(.rename, Self.view())
        #expect(!plan.isBlocked)
        #expect(plan.targets.map(\.group) == [Self.source, Self.target])
        #expect(plan.steps.map(\.action) == [.delete, .delete, .set, .set])
        #expect(plan.steps[0].reason == "it goes to group green, and is removed here once it is read back there")
        #expect(plan.coversWholeGroups)
    }

    @Test(arguments: [PlanKind.copy, .rename])
    func `a target that holds offsets stops it, unless that is allowed or nothing would change`(kind: PlanKind) {
        let held = [Samples.offset("orders", 0, 7), Samples.offset("other", 3, 1)]
        let stopped = Self.plan(kind, Self.view(held))
        #expect(stopped.summary.blocking.map(\.finding) == [.targetNotEmpty])
        #expect(stopped.summary.blocking.map(\.group) == [Self.target])
        #expect(stopped.summary.blocking.first?.finding.code == .targetNotEmpty)
        #expect(!Self.plan(kind, Self.view(held), CopyPolicy(allowsHeldTargets: true)).isBlocked)
        let done = Self.plan(kind, Self.view(Self.offsets))
        #expect(!done.isBlocked)
        #expect(done.summary.set == 0 && done.summary.keep == 2)
    }

    @Test(arguments: [(90, []), (89, [0]), (40, [0]), (39, [0, 1])] as [(Int64, [Int32])])
    func `a partition that would begin too far behind stops it`(largest: Int64, partitions: [Int32]) {
        for kind in [PlanKind.copy, .rename] {
            let plan = Self.plan(kind, Self.view(), CopyPolicy(largestLag: largest))
            #expect(plan.summary.blocking.compactMap { $0.topicPartition?.partition } == partitions)
            #expect(plan.summary.blocking.allSatisfy { $0.finding == .tooFarBehind && $0.group == Self.target })
        }
    }

    @Test func `a lag that cannot be known is not taken for a small one`() {
        var view = Self.view(Self.offsets)
        view.bounds[Self.offsets[1].topicPartition] = nil
        #expect(!Self.plan(.copy, view).isBlocked)
        let verified = Self.plan(.copy, view, CopyPolicy(largestLag: 1_000))
        #expect(verified.summary.blocking.map(\.finding) == [.logBoundsUnknown])
        #expect(PlanLag(of: verified, in: view)?.unknown == 1)
    }

    @Test func `the lag is the largest of all targets, and of copies alone`() {
        let view = Self.view()
        for kind in [PlanKind.copy, .rename] {
            let lag = PlanLag(of: Self.plan(kind, view), in: view)
            #expect(lag?.records == 90)
            #expect(lag?.group == Self.target)
            #expect(lag?.topicPartition == Self.offsets[0].topicPartition)
            #expect(lag?.unknown == 0)
        }
        let restore = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("blue", Self.offsets)],
            view: view
        )
        #expect(PlanLag(of: restore, in: view) == nil)
    }

    @Test func `an offset beyond the end is no lag, and no number overflows`() {
        let extremes = [Samples.offset("orders", 0, .max), Samples.offset("orders", 1, 0)]
        var view = Samples.view(holding: [Samples.mapped("blue", extremes)], logEnd: .max)
        view.bounds[extremes[0].topicPartition] = LogBounds(start: 0, end: 5)
        let plan = Plan.copy(
            .copy,
            from: .group(Self.source),
            groups: [MappedGroup(source: Self.source, target: Self.target, offsets: extremes)],
            view: view,
            policy: PlanPolicy(onOutOfRange: .skip)
        )
        #expect(PlanLag(of: plan, in: view)?.records == .max)
    }

    @Test func `sources differ in their bytes`() {
        let (a, b) = (GroupID("a"), GroupID("b"))
        let cluster = ClusterName(id: "c-2", name: nil)
        let sources: [PlanSource] = [
            .group(a), .groups([a]), .groups([a, b]), .groups([GroupID("ab")]),
            .otherCluster(cluster, groups: [a], by: .offset), .otherCluster(cluster, groups: [a], by: .timestamp),
            .otherCluster(ClusterName(id: "c-3", name: nil), groups: [a], by: .offset),
        ]
        let bytes = sources.map { source in
            Plan.copy(
                .copy,
                from: source,
                groups: [MappedGroup(source: a, target: b, offsets: Self.offsets)],
                view: Self.view()
            )
            .canonicalBytes
        }
        #expect(Set(bytes).count == sources.count)
        #expect(PlanSource.live([b, a]) == .groups([a, b]))
        #expect(PlanSource.live([a]) == .group(a))
    }
}
