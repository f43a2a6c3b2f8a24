import Testing

@testable import Offsets

/// What shows that a topic was deleted and created again, where no ids can be seen.
struct TopicRecreationTests {
    private static func bounds(_ logs: [(Int64, Int64)]) -> [Int32: LogBounds] {
        Dictionary(uniqueKeysWithValues: logs.enumerated().map { (Int32($0), LogBounds(start: $1.0, end: $1.1)) })
    }

    private static func earlier(_ logs: [(Int64, Int64)], partitionCount: Int32? = nil) -> TopicLogs {
        TopicLogs(
            topic: "orders",
            id: nil,
            partitionCount: partitionCount ?? Int32(logs.count),
            bounds: bounds(logs)
        )
    }

    private static func view(_ logs: [(Int64, Int64)]) -> ClusterView {
        var view = ClusterView(cluster: Samples.cluster)
        view.partitionCounts["orders"] = Int32(logs.count)
        for (partition, bounds) in bounds(logs) {
            view.bounds[TopicPartition(topic: "orders", partition: partition)] = bounds
        }
        return view
    }

    private static func plan(
        since earlier: TopicLogs,
        _ view: ClusterView,
        _ policy: PlanPolicy = PlanPolicy()
    )
        -> Plan
    {
        .make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("billing", [Samples.offset("orders", 0, 450)])],
            logs: [earlier],
            view: view,
            policy: policy
        )
    }

    @Test(
        arguments: [
            // The logs then and now, and what of the reason names the proof; `nil` where there is none.
            ([(400, 500), (400, 500), (400, 500)], [(0, 900), (0, 900)], "had 3 partitions, and has 2"),
            ([(400, 500), (400, 500)], [(400, 900), (399, 900)], "partition 1 starts at 399, and started at 400"),
            ([(0, 500), (0, 500)], [(0, 900), (0, 499)], "partition 1 ends at 499, and reached 500"),
            ([(0, 500), (0, 500)], [(0, 499), (0, 900)], "partition 0 ends at 499, and reached 500"),
            ([(400, 500), (400, 500)], [(400, 500), (400, 500)], nil),
            ([(400, 500), (400, 500)], [(450, 900), (400, 500), (0, 0)], nil),
            ([(0, 500), (0, 500)], [(0, 900), (0, 900)], nil),
        ] as [([(Int64, Int64)], [(Int64, Int64)], String?)]
    )
    func `one partition speaks for its topic`(
        then: [(Int64, Int64)],
        now: [(Int64, Int64)],
        proof: String?
    ) throws {
        let plan = Self.plan(since: Self.earlier(then), Self.view(now))
        let step = try #require(plan.steps.first)
        guard let proof else {
            #expect(step.finding == nil)
            return
        }
        #expect(plan.summary.blocking.map(\.finding) == [.topicRecreated])
        #expect(step.reason.contains(proof), "\(step.reason)")
        let skipping = Self.plan(since: Self.earlier(then), Self.view(now), PlanPolicy(onOutOfRange: .skip))
        #expect(skipping.steps.map(\.action) == [.skip])
    }

    @Test func `a partition whose bounds are not known proves nothing`() {
        var view = Self.view([(0, 900), (0, 100)])
        view.bounds[TopicPartition(topic: "orders", partition: 1)] = nil
        #expect(Self.plan(since: Self.earlier([(0, 500), (0, 500)]), view).steps.first?.finding == nil)
        let unknown = TopicLogs(topic: "orders", id: nil, partitionCount: nil, bounds: [:])
        #expect(Self.plan(since: unknown, view).steps.first?.finding == nil)
    }

    @Test func `a partition that is missing because the topic shrank says so`() throws {
        let view = Self.view([(0, 900)])
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("billing", [Samples.offset("orders", 1, 450)])],
            logs: [Self.earlier([(0, 500), (0, 500)])],
            view: view
        )
        let finding = try #require(plan.summary.blocking.first)
        #expect(finding.finding == .missingPartition)
        #expect(finding.message.contains("had 2 partitions, and has 1"), "\(finding.message)")
    }

    @Test func `an undo knows that the logs reached to what its run had left`() throws {
        let partitions = [0, 1].map { TopicPartition(topic: "orders", partition: $0) }
        let run = UndoneGroup(
            group: GroupID("billing"),
            wasCreated: false,
            changes: [
                UndoneOffset(
                    partitions[0],
                    before: Samples.offset("orders", 0, 10),
                    left: Samples.offset("orders", 0, 20)
                ),
                UndoneOffset(
                    partitions[1],
                    before: Samples.offset("orders", 1, 10),
                    left: Samples.offset("orders", 1, 400)
                ),
            ]
        )
        var view = Self.view([(0, 900), (0, 100)])
        view.groups[GroupID("billing")] = TargetGroup(state: .empty, type: .classic)
        view.committed[GroupID("billing")] = [
            partitions[0]: Samples.offset("orders", 0, 20), partitions[1]: Samples.offset("orders", 1, 400),
        ]
        let plan = Plan.undo(run: "r-1", of: [run], view: view)
        #expect(plan.summary.blocking.map(\.finding) == [.topicRecreated, .topicRecreated])
        view.bounds[partitions[1]] = LogBounds(start: 0, end: 400)
        #expect(!Plan.undo(run: "r-1", of: [run], view: view).isBlocked)
    }

    @Test func `a saved plan is checked against the logs of its snapshot`() {
        let then = [(400, 500), (400, 500)] as [(Int64, Int64)]
        let earlier = Self.earlier(then)
        let plan = Self.plan(since: earlier, Self.view([(400, 600), (400, 600)]))
        #expect(!plan.isBlocked)
        var snapshot = Snapshot(
            origin: SnapshotOrigin(
                cluster: Samples.cluster,
                bootstrapServers: "",
                startedAt: Timestamp(nanoseconds: 0),
                finishedAt: Timestamp(nanoseconds: 0),
                tidemarkVersion: "",
                librdkafkaVersion: ""
            ),
            coverage: Coverage(listed: 1, selected: 1, captured: 1),
            groups: [Samples.group("billing", [("orders", 0, 450)])],
            topics: [earlier]
        )
        let anew = Self.view([(0, 900), (0, 900)])
        #expect(plan.checked(against: anew, snapshot: snapshot).summary.blocking.map(\.finding) == [.topicRecreated])
        // Without the snapshot a log that reaches further than the plan is taken for the same.
        #expect(!plan.checked(against: anew).isBlocked)
        #expect(plan.checked(against: Self.view([(0, 449), (0, 900)])).isBlocked)
        // A topic under another name is not the snapshot's.
        snapshot.groups = [Samples.group("billing", [("copies", 0, 450)])]
        #expect(!plan.checked(against: anew, snapshot: snapshot).isBlocked)
    }
}
