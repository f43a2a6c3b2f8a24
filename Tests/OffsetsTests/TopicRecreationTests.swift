import Testing

@testable import Offsets

/// What shows that a topic was deleted and created again: its id, and its logs where ids cannot be seen.
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

    @Test(
        arguments: [
            // The id then and now, the log then and now, and what of the reason names the proof; `nil` for the same topic.
            (1, 2, (0, 500), (0, 900), "its id was AQAAAAAA…, and is AgAAAAAA…"),
            (1, 2, (0, 500), (0, 400), "its id was AQAAAAAA…, and is AgAAAAAA…"),
            (1, 1, (0, 500), (0, 900), nil),
            // Brokers have lost records; it is the same topic all the same.
            (1, 1, (400, 500), (0, 460), nil),
            (nil, 1, (0, 500), (0, 499), "partition 0 ends at 499, and reached 500"),
            (1, nil, (0, 500), (0, 499), "partition 0 ends at 499, and reached 500"),
            (nil, 1, (0, 500), (0, 900), nil), (1, nil, (0, 500), (0, 900), nil),
        ] as [(UInt8?, UInt8?, (Int64, Int64), (Int64, Int64), String?)]
    )
    func `ids that are known decide alone`(
        idThen: UInt8?,
        idNow: UInt8?,
        then: (Int64, Int64),
        now: (Int64, Int64),
        proof: String?
    ) {
        var view = Self.view([now])
        view.topicIDs["orders"] = idNow.flatMap(Self.id)
        let earlier = Self.earlier([then])
        let known = TopicLogs(
            topic: "orders",
            id: idThen.flatMap(Self.id),
            partitionCount: earlier.partitionCount,
            bounds: earlier.bounds
        )
        let evidence = known.recreation(in: view)
        #expect((evidence == nil) == (proof == nil), "\(evidence ?? "")")
        if let proof { #expect(evidence?.contains(proof) == true, "\(evidence ?? "")") }
    }

    @Test func `an offset that the same topic has lost is beyond its end, and the others are written`() {
        var view = Self.view([(0, 460)])
        view.topicIDs["orders"] = Self.id(1)
        let earlier = TopicLogs(topic: "orders", id: Self.id(1), partitionCount: 1, bounds: Self.bounds([(0, 500)]))
        #expect(Self.plan(since: earlier, view).steps.map(\.finding) == [nil])
        view.bounds[TopicPartition(topic: "orders", partition: 0)] = LogBounds(start: 0, end: 449)
        #expect(Self.plan(since: earlier, view).summary.blocking.map(\.finding) == [.beyondLogEnd])
    }

    @Test func `ids that begin alike are shown in full`() throws {
        let ids = [1, 2].map { TopicID(bytes: [UInt8](repeating: 9, count: 15) + [$0]) }
        let topics = ids.map { TopicLogs(topic: "orders", id: $0, partitionCount: 1, bounds: [:]) }
        let evidence = try #require(TopicRecreation.evidence(since: topics[0], in: topics[1]))
        #expect(evidence.hasSuffix("its id was CQkJCQkJCQkJCQkJCQkJAQ, and is CQkJCQkJCQkJCQkJCQkJAg"), "\(evidence)")
    }

    @Test func `an id is read from its text and from no other`() throws {
        for seed in 1...40 as ClosedRange<UInt8> {
            let id = try #require(TopicID(bytes: (0..<16).map { $0 &* seed &+ 200 }))
            #expect(TopicID(id.description) == id)
        }
        for text in [
            "", "AQ", "AQcHBwcHBwcHBwcHBwcHBx", "AQcHBwcHBwcHBwcHBwcHBw==", "AAAAAAAAAAAAAAAAAAAAAA",
            "AQcHBwcHBwcHBwcHBwcHB é",
        ] {
            #expect(TopicID(text) == nil, "\(text)")
        }
    }

    private static func id(_ first: UInt8) -> TopicID? { TopicID(bytes: [first] + [UInt8](repeating: 0, count: 15)) }

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
                client: ""
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
