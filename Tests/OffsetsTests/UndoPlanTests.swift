import Offsets
import Testing

/// The plan that puts back what a run replaced.
struct UndoPlanTests {
    private static let orders0 = TopicPartition(topic: "orders", partition: 0)
    private static let orders1 = TopicPartition(topic: "orders", partition: 1)

    /// A group of which the run changed both partitions, the second from nothing.
    private static func undone(_ name: String, wasCreated: Bool = false) -> UndoneGroup {
        UndoneGroup(
            group: GroupID(name),
            wasCreated: wasCreated,
            changes: [
                UndoneOffset(orders1, before: nil, left: Samples.offset("orders", 1, 20)),
                UndoneOffset(
                    orders0,
                    before: wasCreated ? nil : Samples.offset("orders", 0, 10, "old"),
                    left: Samples.offset("orders", 0, 5)
                ),
            ]
        )
    }

    private static func view(_ groups: (name: String, offsets: [CommittedOffset])...) -> ClusterView {
        var view = Samples.view(holding: groups.map { Samples.mapped($0.name, $0.offsets) })
        view.partitionCounts["orders"] = 2
        for partition in [orders0, orders1] { view.bounds[partition] = LogBounds(start: 0, end: 100) }
        return view
    }

    private static let left = [Samples.offset("orders", 0, 5), Samples.offset("orders", 1, 20)]

    @Test func `what was there is set again, and what was not is deleted`() {
        let plan = Plan.undo(run: "r-1", of: [Self.undone("billing")], view: Self.view(("billing", Self.left)))
        #expect(plan.kind == .undo)
        #expect(plan.source == .run("r-1"))
        #expect(plan.policy.mode == .merge)
        #expect(!plan.isBlocked)
        #expect(plan.steps.map(\.action) == [.set, .delete])
        #expect(plan.steps.map(\.to) == [Samples.offset("orders", 0, 10, "old"), nil])
    }

    @Test func `leader epochs of the pre-image are not written`() {
        let before = CommittedOffset(Self.orders0, offset: 10, leaderEpoch: 7)
        let group = UndoneGroup(
            group: GroupID("billing"),
            wasCreated: false,
            changes: [UndoneOffset(Self.orders0, before: before, left: Self.left[0])]
        )
        let plan = Plan.undo(run: "r-1", of: [group], view: Self.view(("billing", Self.left)))
        #expect(plan.steps.map(\.to?.leaderEpoch) == [nil])
    }

    @Test func `what holds already what it held is kept, as after an undo`() {
        let before = [Samples.offset("orders", 0, 10, "old")]
        let plan = Plan.undo(run: "r-1", of: [Self.undone("billing")], view: Self.view(("billing", before)))
        #expect(plan.changesNothing)
        #expect(!plan.isBlocked)
        #expect(plan.steps.map(\.action) == [.keep, .keep])
        // Half undone: the rest is done.
        let half = [Samples.offset("orders", 0, 10, "old"), Samples.offset("orders", 1, 20)]
        let rest = Plan.undo(run: "r-1", of: [Self.undone("billing")], view: Self.view(("billing", half)))
        #expect(rest.steps.map(\.action) == [.keep, .delete])
    }

    @Test(arguments: [
        [Samples.offset("orders", 0, 6), Samples.offset("orders", 1, 20)],
        [Samples.offset("orders", 0, 5, "other"), Samples.offset("orders", 1, 20)],
        [Samples.offset("orders", 1, 20)],
    ])
    func `a group that has moved stops the whole, with both values named`(now: [CommittedOffset]) throws {
        let plan = Plan.undo(
            run: "r-1",
            of: [Self.undone("billing"), Self.undone("shipping")],
            view: Self.view(("billing", now), ("shipping", Self.left))
        )
        #expect(plan.isBlocked)
        let finding = try #require(plan.summary.blocking.first)
        #expect(plan.summary.blocking.count == 1)
        #expect(finding.finding == .movedSince)
        #expect(finding.group == GroupID("billing"))
        #expect(finding.topicPartition == Self.orders0)
        #expect(finding.message.contains("which left offset 5 here"))
        let found = now.first { $0.topicPartition == Self.orders0 }
        #expect(finding.message.contains(found.map { "now there is offset \($0.offset)" } ?? "now there is no offset"))
        #expect(plan.steps.filter { $0.finding == .movedSince }.map(\.topicPartition) == [Self.orders0])
    }

    @Test func `groups that have moved can be left out as a whole`() {
        let moved = [Samples.offset("orders", 0, 6), Samples.offset("orders", 1, 20)]
        let plan = Plan.undo(
            run: "r-1",
            of: [Self.undone("shipping"), Self.undone("billing"), Self.undone("audit")],
            view: Self.view(("audit", Self.left), ("billing", moved), ("shipping", Self.left)),
            leavesMovedOut: true
        )
        #expect(!plan.isBlocked)
        #expect(plan.targets.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(plan.steps.map(\.group.name) == ["audit", "audit", "billing", "billing", "shipping", "shipping"])
        #expect(plan.steps.map(\.action) == [.set, .delete, .skip, .skip, .set, .delete])
        #expect(plan.steps[2...3].allSatisfy { $0.finding == .movedSince && $0.to == $0.from })
        #expect(plan.steps[plan.targets[1].steps].map(\.group.name) == ["billing", "billing"])
        #expect(plan.summary.skip == 2)
    }

    @Test func `a group that is left out may have members`() {
        var view = Self.view(("billing", [Samples.offset("orders", 0, 6)]), ("shipping", Self.left))
        view.groups[GroupID("billing")] = TargetGroup(state: .stable, type: .classic)
        let groups = [Self.undone("billing"), Self.undone("shipping")]
        #expect(!Plan.undo(run: "r-1", of: groups, view: view, leavesMovedOut: true).isBlocked)
        #expect(Plan.undo(run: "r-1", of: groups, view: view).isBlocked)
    }

    @Test func `a created group with an offset of somebody else has moved`() throws {
        let group = UndoneGroup(
            group: GroupID("copy"),
            wasCreated: true,
            changes: [UndoneOffset(Self.orders0, before: nil, left: Self.left[0])]
        )
        let plan = Plan.undo(run: "r-1", of: [group], view: Self.view(("copy", Self.left)))
        #expect(plan.summary.blocking.map(\.topicPartition) == [Self.orders1])
        #expect(plan.summary.blocking.first?.message.contains("which left no offset here") == true)
        // In a group that was there before, other partitions are nobody's business.
        let known = UndoneGroup(group: group.group, wasCreated: false, changes: group.changes)
        let other = Plan.undo(run: "r-1", of: [known], view: Self.view(("copy", Self.left)))
        #expect(!other.isBlocked)
        #expect(other.steps.map(\.topicPartition) == [Self.orders0])
    }

    @Test(arguments: [(OutOfRangePolicy.fail, true, Int64(10)), (.clamp, false, 12), (.skip, false, 5)])
    func `records that are gone by now are a finding as in any plan`(
        policy: OutOfRangePolicy,
        isBlocked: Bool,
        to: Int64
    ) {
        var view = Self.view(("billing", Self.left))
        view.bounds[Self.orders0] = LogBounds(start: 12, end: 100)
        let plan = Plan.undo(
            run: "r-1",
            of: [Self.undone("billing")],
            view: view,
            policy: PlanPolicy(onOutOfRange: policy)
        )
        #expect(plan.isBlocked == isBlocked)
        #expect(plan.steps.first?.finding == .belowLogStart)
        #expect(plan.steps.first?.to?.offset == to)
    }
}
