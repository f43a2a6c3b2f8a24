import Offsets
import Testing

struct PlanCheckTests {
    private let orders = TopicPartition(topic: "orders", partition: 0)
    private let group = GroupID("billing")

    /// The cluster that every plan here is made on: `billing` holds orders[0] 6 and orders[1] 7.
    private var view: ClusterView {
        Samples.view(
            holding: [
                Samples.mapped("billing", [Samples.offset("orders", 0, 6, "m"), Samples.offset("orders", 1, 7)])
            ],
            logEnd: 100
        )
    }

    private func plan(
        on view: ClusterView,
        wanting offsets: [CommittedOffset] = [Samples.offset("orders", 0, 5), Samples.offset("orders", 1, 7)],
        policy: PlanPolicy = PlanPolicy(),
        selection: SelectionRules = .everything
    ) -> Plan {
        .make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("billing", offsets)],
            view: view,
            policy: policy,
            selection: selection
        )
    }

    /// What is found of a plan after the cluster has changed.
    private func findings(
        of plan: Plan? = nil,
        after change: (inout ClusterView) -> Void
    ) -> [String] {
        var later = view
        change(&later)
        return (plan ?? self.plan(on: view)).checked(against: later).summary.blocking.map {
            "\($0.finding.rawValue): \($0.message)"
        }
    }

    @Test func `a plan still holds where nothing has changed`() {
        let plan = plan(on: view)
        #expect(plan.checked(against: view) == plan)
    }

    @Test func `what the plan does not touch may change`() {
        #expect(
            findings { view in
                view.committed[GroupID("other")] = [orders: Samples.offset("orders", 0, 1)]
                view.committed[group]?[TopicPartition(topic: "other", partition: 0)] = Samples.offset("other", 0, 1)
                view.bounds[TopicPartition(topic: "orders", partition: 1)] = LogBounds(start: 50, end: 60)
                view.partitionCounts["other"] = 9
            } == []
        )
    }

    @Test func `an offset that moved is stale, and metadata too`() {
        #expect(
            findings { $0.committed[group]?[orders] = Samples.offset("orders", 0, 9, "m") }
                == [
                    "plan-stale: group billing, orders[0]: moved since the plan was made: had offset 6 and has offset 9"
                ]
        )
        #expect(
            findings { $0.committed[group]?[orders] = Samples.offset("orders", 0, 6, "n") }
                == [
                    "plan-stale: group billing, orders[0]: moved since the plan was made: had offset 6 with metadata "
                        + "\"m\" and has offset 6 with metadata \"n\""
                ]
        )
        // A partition that was to be kept counts as well.
        #expect(
            findings { $0.committed[group]?[TopicPartition(topic: "orders", partition: 1)] = nil }
                == [
                    "plan-stale: group billing, orders[1]: moved since the plan was made: had offset 7 and has no offset"
                ]
        )
    }

    @Test(arguments: GroupState.allCases)
    func `only an empty group is still free`(state: GroupState) {
        let found = findings { $0.groups[group] = TargetGroup(state: state, type: .classic) }
        #expect(found.map { String($0.prefix { $0 != ":" }) } == (state == .empty ? [] : ["group-active"]))
    }

    @Test func `a group that came or went is stale`() {
        #expect(
            findings { view in
                view.groups[group] = nil
                view.committed[group] = nil
            }.first == "plan-stale: group billing is gone since the plan was made"
        )
        var empty = view
        empty.groups[group] = nil
        empty.committed[group] = nil
        #expect(
            findings(of: plan(on: empty)) { $0.committed[group] = nil }
                == ["plan-stale: group billing did not exist when the plan was made, and does now"]
        )
    }

    @Test(
        arguments: [
            (nil, 0, 100, "missing-topic"), (0, 0, 100, "missing-partition"), (2, 6, 100, "below-log-start"),
            (2, 0, 4, "topic-recreated"), (2, 5, 5, nil),
        ] as [(Int32?, Int64, Int64, String?)]
    )
    func `an offset that can no longer be written is found`(count: Int32?, start: Int64, end: Int64, finding: String?) {
        let found = findings { view in
            view.partitionCounts["orders"] = count
            view.bounds[orders] = LogBounds(start: start, end: end)
        }
        #expect(found.map { String($0.prefix { $0 != ":" }) } == (finding.map { [$0] } ?? []))
    }

    @Test func `bounds that are not known now stop the plan`() {
        let found = findings { $0.bounds[orders] = nil }
        #expect(found.first?.hasPrefix("log-bounds-unknown: ") == true)
    }

    @Test func `a clamped offset still holds while it is in its log`() {
        let clamped = plan(
            on: view,
            wanting: [Samples.offset("orders", 0, 500)],
            policy: PlanPolicy(onOutOfRange: .clamp)
        )
        #expect(clamped.steps.first?.to?.offset == 100)
        #expect(findings(of: clamped) { $0.bounds[orders] = LogBounds(start: 0, end: 900) } == [])
        #expect(findings(of: clamped) { $0.bounds[orders] = LogBounds(start: 0, end: 99) }.count == 1)
    }

    @Test func `in mode exact an offset that was not there is stale, and one that was not selected is not`() throws {
        let other = TopicPartition(topic: "other", partition: 0)
        var before = view
        before.committed[group]?[other] = Samples.offset("other", 0, 1)
        let exact = plan(
            on: before,
            wanting: [Samples.offset("orders", 0, 5)],
            policy: PlanPolicy(mode: .exact),
            selection: try SelectionRules(Selection(topics: ["orders"]))
        )
        #expect(exact.steps.map(\.action) == [.set, .delete])
        #expect(exact.targets.first?.others == [other])
        #expect(exact.checked(against: before) == exact)
        #expect(
            findings(of: exact) { view in
                view.committed[group]?[TopicPartition(topic: "orders", partition: 2)] = Samples.offset("orders", 2, 3)
            } == ["plan-stale: group billing, orders[2]: it got offset 3 since the plan was made"]
        )
    }

    @Test func `a plan is made again from its parts, and from no others`() {
        let plan = plan(on: view)
        func again(_ targets: [PlanTarget], _ steps: [PlanStep]) -> Plan? {
            Plan(
                kind: plan.kind,
                source: plan.source,
                cluster: plan.cluster,
                commitProtocol: plan.commitProtocol,
                policy: plan.policy,
                isOfEverything: plan.isOfEverything,
                targets: targets,
                steps: steps,
                blocking: plan.summary.blocking
            )
        }
        #expect(again(plan.targets, plan.steps) == plan)
        #expect(again(plan.targets, []) == nil)
        #expect(again([], plan.steps) == nil)
        #expect(again(plan.targets, plan.steps.reversed()) == nil)
        #expect(again(plan.targets, plan.steps + plan.steps) == nil)
        #expect(again(plan.targets + plan.targets, plan.steps) == nil)
        let empty = PlanStep(
            group: group,
            source: group,
            topicPartition: orders,
            action: .set,
            from: nil,
            to: nil,
            reason: ""
        )
        #expect(again(plan.targets, [empty]) == nil)
    }
}
