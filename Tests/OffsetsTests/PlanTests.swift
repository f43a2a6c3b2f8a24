import Offsets
import Testing

struct PlanTests {
    private let orders = TopicPartition(topic: "orders", partition: 0)

    /// A plan for the one group `billing` with one offset of `orders[0]`.
    private func plan(
        wanting offset: CommittedOffset = Samples.offset("orders", 0, 50),
        holding present: CommittedOffset? = nil,
        log: LogBounds? = LogBounds(start: 10, end: 100),
        partitionCount: Int32? = 1,
        state: GroupState? = .empty,
        earlier: LogBounds? = nil,
        earlierCount: Int32 = 1,
        policy: PlanPolicy = PlanPolicy()
    ) -> Plan {
        let group = GroupID("billing")
        var view = ClusterView(cluster: Samples.cluster)
        if let state { view.groups[group] = TargetGroup(state: state, type: .classic) }
        if let present { view.committed[group] = [present.topicPartition: present] }
        view.partitionCounts["orders"] = partitionCount
        view.bounds[orders] = log
        let logs = TopicLogs(
            topic: "orders",
            id: nil,
            partitionCount: earlierCount,
            bounds: earlier.map { [0: $0] } ?? [:]
        )
        return .make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("billing", [offset])],
            logs: [logs],
            view: view,
            policy: policy
        )
    }

    @Test(arguments: [10, 50, 99, 100] as [Int64])
    func `an offset inside the log is set, the log's end included`(offset: Int64) throws {
        let plan = plan(wanting: Samples.offset("orders", 0, offset, "m"))
        let step = try #require(plan.steps.first)
        #expect(step.action == .set)
        #expect(step.to == Samples.offset("orders", 0, offset, "m"))
        #expect(step.from == nil)
        #expect(step.finding == nil)
        #expect(!step.reason.isEmpty)
        #expect(!plan.isBlocked)
        #expect(plan.targets.map(\.group) == [GroupID("billing")])
    }

    @Test func `a leader epoch is written only into the very same topic, where epochs can be written`() throws {
        let wanted = CommittedOffset(orders, offset: 50, leaderEpoch: 7, metadata: OffsetMetadata("m"))
        #expect(try #require(plan(wanting: wanted).steps.first).writtenLeaderEpoch == nil)
        let ids = [1, 2].map { TopicID(bytes: [$0] + [UInt8](repeating: 0, count: 15)) }
        let cases: [(TopicID?, TopicID?, Bool, LogBounds, Int32?)] = [
            (ids[0], ids[0], true, LogBounds(start: 0, end: 100), 7),
            (ids[0], ids[0], false, LogBounds(start: 0, end: 100), nil),
            (nil, ids[0], true, LogBounds(start: 0, end: 100), nil),
            (ids[0], nil, true, LogBounds(start: 0, end: 100), nil),
            // Clamped, or of a topic that was created again and by chance in its log.
            (ids[0], ids[0], true, LogBounds(start: 0, end: 40), nil),
            (ids[0], ids[1], true, LogBounds(start: 0, end: 100), nil),
        ]
        for (then, now, writes, log, epoch) in cases {
            var view = ClusterView(cluster: Samples.cluster, writesLeaderEpochs: writes)
            view.partitionCounts["orders"] = 1
            view.topicIDs["orders"] = now
            view.bounds[orders] = log
            let plan = Plan.make(
                kind: .restore,
                source: Samples.source,
                groups: [Samples.mapped("billing", [wanted])],
                logs: [TopicLogs(topic: "orders", id: then, partitionCount: 1, bounds: [:])],
                view: view,
                policy: PlanPolicy(onOutOfRange: .clamp)
            )
            let step = try #require(plan.steps.first)
            #expect(step.action == .set && step.writtenLeaderEpoch == epoch, "\(step)")
            #expect(step.to == step.to?.at(step.to?.offset ?? -1) || epoch != nil)
        }
        let held = CommittedOffset(orders, offset: 50, leaderEpoch: 9, metadata: OffsetMetadata("m"))
        #expect(plan(wanting: wanted, holding: held).steps.first?.action == .keep)
    }

    @Test func `the same offset and metadata is kept, whatever the log looks like`() {
        let value = Samples.offset("orders", 0, 5_000, "m")
        let plan = plan(wanting: value, holding: value, log: nil)
        #expect(plan.steps.first?.action == .keep)
        #expect(plan.changesNothing)
        #expect(!plan.isBlocked)
    }

    @Test(arguments: [("", "m"), ("m", ""), ("caf\u{e9}", "cafe\u{301}")])
    func `other metadata is a change`(present: String, wanted: String) {
        let plan = plan(
            wanting: Samples.offset("orders", 0, 50, wanted),
            holding: Samples.offset("orders", 0, 50, present)
        )
        #expect(plan.summary.set == 1)
        #expect(plan.summary.rewound == 0)
        #expect(plan.summary.advanced == 0)
    }

    @Test func `a summary tells rewinds from advances`() {
        let rewind = plan(holding: Samples.offset("orders", 0, 90)).summary
        #expect((rewind.rewound, rewind.largestRewind) == (1, 40))
        #expect((rewind.advanced, rewind.largestAdvance) == (0, 0))
        let advance = plan(holding: Samples.offset("orders", 0, 20)).summary
        #expect((advance.advanced, advance.largestAdvance) == (1, 30))
        #expect((advance.rewound, advance.largestRewind) == (0, 0))
    }

    @Test(
        arguments: [
            (9, .belowLogStart, 10), (-1, .belowLogStart, 10), (101, .beyondLogEnd, 100),
            (Int64.max, .beyondLogEnd, 100), (Int64.min, .belowLogStart, 10),
        ] as [(Int64, Finding, Int64)]
    )
    func `an offset outside the log follows the policy`(offset: Int64, finding: Finding, nearest: Int64) throws {
        let wanted = Samples.offset("orders", 0, offset, "m")
        let present = Samples.offset("orders", 0, 30)

        let failing = plan(wanting: wanted, holding: present)
        #expect(failing.isBlocked)
        #expect(failing.summary.blocking.map(\.finding) == [finding])
        let blocking = try #require(failing.summary.blocking.first)
        #expect(blocking.topicPartition == orders)
        #expect(blocking.message.contains("billing"))
        #expect(blocking.message.contains("orders[0]"))
        #expect(blocking.message.contains("\(offset)"))

        let clamping = plan(wanting: wanted, holding: present, policy: PlanPolicy(onOutOfRange: .clamp))
        #expect(!clamping.isBlocked)
        #expect(clamping.steps.first?.to == Samples.offset("orders", 0, nearest, "m"))
        #expect(clamping.steps.first?.finding == finding)
        #expect(clamping.steps.first?.reason.contains("to \(nearest)") == true)

        let skipping = plan(wanting: wanted, holding: present, policy: PlanPolicy(onOutOfRange: .skip))
        #expect(!skipping.isBlocked)
        #expect(skipping.changesNothing)
        #expect(skipping.steps.first?.action == .skip)
        #expect(skipping.steps.first?.to == present)
        #expect(skipping.steps.first?.finding == finding)
    }

    @Test func `a clamped offset that is already there is kept with its finding`() {
        let plan = plan(
            wanting: Samples.offset("orders", 0, 500),
            holding: Samples.offset("orders", 0, 100),
            policy: PlanPolicy(onOutOfRange: .clamp)
        )
        #expect(plan.steps.first?.action == .keep)
        #expect(plan.steps.first?.finding == .beyondLogEnd)
    }

    @Test(arguments: [(nil, .missingTopic), (0, .missingPartition), (-1, .missingPartition)] as [(Int32?, Finding)])
    func `a missing topic or partition stops the plan or is skipped`(count: Int32?, finding: Finding) {
        let failing = plan(partitionCount: count)
        #expect(failing.summary.blocking.map(\.finding) == [finding])
        let skipping = plan(partitionCount: count, policy: PlanPolicy(onMissing: .skip))
        #expect(skipping.steps.map(\.action) == [.skip])
        #expect(skipping.steps.map(\.finding) == [finding])
        #expect(!skipping.isBlocked)
    }

    @Test func `a negative partition is missing`() {
        #expect(plan(wanting: Samples.offset("orders", -1, 5)).summary.blocking.map(\.finding) == [.missingPartition])
    }

    @Test(arguments: OutOfRangePolicy.allCases)
    func `an offset that cannot be checked stops the plan under every policy`(policy: OutOfRangePolicy) {
        let plan = plan(log: nil, policy: PlanPolicy(onOutOfRange: policy))
        #expect(plan.summary.blocking.map(\.finding) == [.logBoundsUnknown])
    }

    @Test(
        arguments: [
            // Log now, log then, wanted offset, what is found.
            (10, 100, 200, 300, 50, .topicRecreated), (10, 100, 200, 300, 250, .topicRecreated),
            (10, 100, 10, 120, 50, .topicRecreated), (10, 100, 10, 120, 110, .topicRecreated),
            (10, 100, 10, 120, 121, .topicRecreated),
            (10, 100, 0, 100, 5, .belowLogStart), (10, 100, 0, 90, 50, nil),
            (10, 100, 100, 100, 100, .topicRecreated), (10, 100, 11, 90, 50, .topicRecreated),
            (10, 100, 10, 100, 100, nil), (10, 100, 10, 100, 101, .beyondLogEnd),
        ] as [(Int64, Int64, Int64, Int64, Int64, Finding?)]
    )
    func `a topic that was created anew is found`(
        start: Int64,
        end: Int64,
        earlierStart: Int64,
        earlierEnd: Int64,
        offset: Int64,
        finding: Finding?
    ) {
        let plan = plan(
            wanting: Samples.offset("orders", 0, offset),
            log: LogBounds(start: start, end: end),
            earlier: LogBounds(start: earlierStart, end: earlierEnd)
        )
        #expect(plan.steps.first?.finding == finding)
        #expect(plan.isBlocked == (finding != nil))
    }

    @Test(arguments: [(50, 50), (5, 10), (500, 100)] as [(Int64, Int64)])
    func `in a topic created anew an offset is clamped only where it has to be`(offset: Int64, expected: Int64) {
        let plan = plan(
            wanting: Samples.offset("orders", 0, offset),
            earlierCount: 2,
            policy: PlanPolicy(onOutOfRange: .clamp)
        )
        #expect(!plan.isBlocked)
        #expect(plan.steps.first?.to?.offset == expected)
        #expect(plan.steps.first?.finding == .topicRecreated)
    }

    @Test func `a topic created anew can be skipped without its bounds and not clamped`() {
        let skipping = plan(log: nil, earlierCount: 2, policy: PlanPolicy(onOutOfRange: .skip))
        #expect(skipping.steps.map(\.action) == [.skip])
        let clamping = plan(log: nil, earlierCount: 2, policy: PlanPolicy(onOutOfRange: .clamp))
        #expect(clamping.summary.blocking.map(\.finding) == [.logBoundsUnknown])
    }

    @Test(
        arguments: [
            (String(repeating: "m", count: 4_096), nil), (String(repeating: "m", count: 4_097), .metadataTooLarge),
            (String(repeating: "é", count: 4_096), nil), (String(repeating: "😀", count: 2_048), nil),
            (String(repeating: "😀", count: 2_048) + "m", .metadataTooLarge), ("a\0b", .metadataNotWritable), ("", nil),
        ] as [(String, Finding?)]
    )
    func `metadata that cannot be written stops the plan`(metadata: String, finding: Finding?) {
        let plan = plan(wanting: Samples.offset("orders", 0, 50, metadata))
        #expect(plan.summary.blocking.map(\.finding) == (finding.map { [$0] } ?? []))
    }

    @Test(arguments: [(32_767, nil), (32_768, .metadataTooLarge)] as [(Int, Finding?)])
    func `no broker's limit makes metadata possible that Kafka's protocol cannot carry`(bytes: Int, finding: Finding?) {
        let wanted = Samples.offset("orders", 0, 50, String(repeating: "m", count: bytes))
        let maker = view(limit: 1_000_000)
        let plan = Plan.make(
            kind: .restore,
            source: .positions("test"),
            groups: [MappedGroup(source: GroupID("g"), target: GroupID("g"), offsets: [wanted])],
            view: maker
        )
        #expect(plan.summary.blocking.map(\.finding) == (finding.map { [$0] } ?? []))
    }

    private func view(limit: Int) -> ClusterView {
        let partition = TopicPartition(topic: "orders", partition: 0)
        return ClusterView(
            cluster: ClusterName(id: "c-1", name: nil),
            metadataLimit: limit,
            partitionCounts: ["orders": 1],
            bounds: [partition: LogBounds(start: 0, end: 100)]
        )
    }

    @Test func `a clamped offset with unwritable metadata stops the plan, a skipped one does not`() {
        let wanted = Samples.offset("orders", 0, 500, "\0")
        let clamping = plan(wanting: wanted, policy: PlanPolicy(onOutOfRange: .clamp))
        #expect(clamping.summary.blocking.map(\.finding) == [.metadataNotWritable])
        #expect(!plan(wanting: wanted, policy: PlanPolicy(onOutOfRange: .skip)).isBlocked)
    }

    @Test(arguments: GroupState.allCases)
    func `only an empty group is free`(state: GroupState) {
        let plan = plan(state: state)
        #expect(plan.isBlocked == (state != .empty))
        #expect(plan.steps.first?.finding == (state == .empty ? nil : .groupActive))
    }

    @Test func `a group that does not exist is free`() {
        let plan = plan(state: nil)
        #expect(!plan.isBlocked)
        #expect(plan.targets.first?.present == .missing)
        #expect(!TargetGroup(state: .stable, type: .classic, existed: false).isActive)
    }

    @Test func `an active group is one finding, before its partitions, also when nothing would change`() {
        var view = Samples.view(holding: [])
        let group = Samples.mapped("billing", (0..<3).map { Samples.offset("orders", $0, 7) })
        view = Samples.view(holding: [group])
        view.groups[group.target] = TargetGroup(state: .stable, type: .consumer)
        view.partitionCounts["gone"] = nil
        let wanted = Samples.mapped("billing", group.offsets + [Samples.offset("gone", 0, 1)])
        let plan = Plan.make(kind: .restore, source: Samples.source, groups: [wanted], view: view)
        #expect(plan.summary.blocking.map(\.finding) == [.groupActive, .missingTopic])
        #expect(plan.summary.blocking.first?.topicPartition == nil)
        #expect(plan.summary.blocking.first?.message.contains("group billing has running members") == true)
        #expect(plan.summary.keep == 3)
    }

    @Test func `a group without offsets appears in no step, even when it is active`() {
        var view = Samples.view(holding: [])
        view.groups[GroupID("idle")] = TargetGroup(state: .stable, type: .consumer)
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("idle", [])],
            view: view
        )
        #expect(plan.steps.isEmpty)
        #expect(plan.targets.isEmpty)
        #expect(!plan.isBlocked)
        #expect(plan.changesNothing)
    }

    @Test func `sentinel groups never appear`() {
        let sentinel = Samples.mapped("tidemark.sentinel.x", [Samples.offset("orders", 0, 1)])
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [sentinel],
            view: Samples.view(holding: [])
        )
        #expect(plan.steps.isEmpty)
    }

    @Test func `steps are sorted by group bytes, topic and partition number`() {
        let names = ["b", "a\u{e9}", "ae\u{301}", "a"]
        let offsets = [("t", 10), ("t", 2), ("s", 3)].map { Samples.offset($0.0, Int32($0.1), 1) }
        let groups = names.map { Samples.mapped($0, offsets) }
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: groups,
            view: Samples.view(holding: groups)
        )
        #expect(plan.targets.map(\.group.name.utf8.count) == [1, 4, 3, 1])
        #expect(plan.targets.map(\.group) == names.map(GroupID.init).sorted())
        #expect(plan.steps[0..<3].map(\.topicPartition.description) == ["s[3]", "t[2]", "t[10]"])
        #expect(plan.targets.map(\.steps) == [0..<3, 3..<6, 6..<9, 9..<12])
        #expect(plan.summary.groups == 4)
    }

    @Test func `a renamed group keeps the name it came from`() {
        let group = MappedGroup(
            source: GroupID("old"),
            target: GroupID("new"),
            offsets: [Samples.offset("orders", 0, 5)]
        )
        let view = Samples.view(holding: [group])
        let plan = Plan.make(kind: .copy, source: .group(group.source), groups: [group], view: view)
        #expect(plan.steps.first?.source == GroupID("old"))
        #expect(plan.steps.first?.group == GroupID("new"))
    }

    @Test func `what is to be absent is deleted, or kept when it is`() {
        let held = Samples.mapped("g", [Samples.offset("orders", 0, 5)])
        let absent = [TopicPartition(topic: "orders", partition: 0), TopicPartition(topic: "orders", partition: 1)]
        let plan = Plan.make(
            kind: .undo,
            source: .run("r1"),
            groups: [Samples.mapped("g", [], absent: absent)],
            view: Samples.view(holding: [held])
        )
        #expect(plan.steps.map(\.action) == [.delete, .keep])
        #expect(plan.steps.first?.from == Samples.offset("orders", 0, 5))
        #expect(plan.steps.first?.to == nil)
        #expect(plan.summary.delete == 1)
    }

    @Test func `mode exact deletes what the source lacks, as far as the selection reaches`() throws {
        let held = Samples.mapped(
            "g",
            [("orders", 0), ("orders", 1), ("other", 0), ("payments", 0)].map { Samples.offset($0.0, $0.1, 5) }
        )
        let wanted = Samples.mapped("g", [Samples.offset("orders", 1, 6)])
        let view = Samples.view(holding: [held])
        func actions(_ mode: PlanMode, _ selection: SelectionRules) -> [String] {
            Plan.make(
                kind: .restore,
                source: Samples.source,
                groups: [wanted],
                view: view,
                policy: PlanPolicy(mode: mode),
                selection: selection
            ).steps.map { "\($0.topicPartition) \($0.action)" }
        }
        #expect(actions(.merge, .everything) == ["orders[1] set"])
        #expect(
            actions(.exact, .everything)
                == ["orders[0] delete", "orders[1] set", "other[0] delete", "payments[0] delete"]
        )
        let narrow = try SelectionRules(Selection(topics: ["o*"], excludedTopics: ["other"]))
        #expect(actions(.exact, narrow) == ["orders[0] delete", "orders[1] set"])
    }

    @Test func `what mode exact deletes of a renamed topic is selected by its old name`() throws {
        let held = Samples.mapped("g", [Samples.offset("test-a", 0, 5), Samples.offset("test-a", 1, 5)])
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("g", [Samples.offset("test-a", 0, 6)])],
            view: Samples.view(holding: [held]),
            policy: PlanPolicy(mode: .exact),
            selection: try SelectionRules(Selection(topics: ["prod-a"])),
            renamedTopics: ["test-a": "prod-a"]
        )
        #expect(plan.steps.map(\.action) == [.set, .delete])
    }

    @Test(arguments: [
        (MovementFilter.rewind, ["t[0]"]), (.advance, ["t[1]"]), (.missing, ["t[4]"]),
        (nil, ["t[0]", "t[1]", "t[2]", "t[3]", "t[4]"]),
    ])
    func `only one kind of movement is planned when that is asked for`(only: MovementFilter?, expected: [String]) {
        let held = Samples.mapped("g", (0..<4).map { Samples.offset("t", $0, 5) })
        var view = Samples.view(holding: [held])
        view.partitionCounts["t"] = 5
        view.bounds[TopicPartition(topic: "t", partition: 4)] = LogBounds(start: 0, end: 10)
        // Back, forward, equal, other metadata, and where nothing is.
        let offsets: [CommittedOffset] = [
            Samples.offset("t", 0, 4), Samples.offset("t", 1, 6), Samples.offset("t", 2, 5),
            Samples.offset("t", 3, 5, "m"), Samples.offset("t", 4, 5),
        ]
        let plan = Plan.make(
            kind: .restore,
            source: Samples.source,
            groups: [Samples.mapped("g", offsets)],
            view: view,
            policy: PlanPolicy(only: only)
        )
        #expect(plan.steps.map(\.topicPartition.description) == expected)
    }

    @Test(arguments: MovementFilter.allCases)
    func `an active group of which nothing is left does not stop a narrowed plan`(only: MovementFilter) {
        let same = Samples.offset("orders", 0, 50)
        #expect(!plan(wanting: same, holding: same, state: .stable, policy: PlanPolicy(only: only)).isBlocked)
        #expect(plan(wanting: same, holding: same, state: .stable).isBlocked)
        let held = [MovementFilter.rewind: 60, .advance: 40][only].map { Samples.offset("orders", 0, $0) }
        #expect(plan(wanting: same, holding: held, state: .stable, policy: PlanPolicy(only: only)).isBlocked)
    }

    @Test func `an offset that clamping would move the other way is left alone`() throws {
        let plan = plan(
            wanting: Samples.offset("orders", 0, 5),
            holding: Samples.offset("orders", 0, 7),
            policy: PlanPolicy(onOutOfRange: .clamp, only: .rewind)
        )
        let step = try #require(plan.steps.first)
        #expect((step.action, step.finding) == (.skip, .belowLogStart))
        #expect(step.reason.hasSuffix("moved from 5 to 10, which is no rewind; left out"))
    }

    @Test(arguments: MissingPolicy.allCases)
    func `an offset of a deleted topic cannot be deleted`(policy: MissingPolicy) {
        let held = Samples.mapped("g", [Samples.offset("orders", 0, 5)])
        var view = Samples.view(holding: [held])
        view.partitionCounts = [:]
        let plan = Plan.make(
            kind: .undo,
            source: .run("r1"),
            groups: [Samples.mapped("g", [], absent: [orders])],
            view: view,
            policy: PlanPolicy(onMissing: policy)
        )
        #expect(plan.isBlocked == (policy == .fail))
        #expect(plan.steps.map(\.finding) == [.missingTopic])
    }

    @Test func `a blocked step says what would have been done`() {
        let plan = plan(wanting: Samples.offset("orders", 0, 500))
        #expect(plan.steps.map(\.action) == [.set])
        #expect(plan.steps.first?.to?.offset == 500)
    }
}
