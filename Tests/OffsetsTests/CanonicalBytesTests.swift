import Offsets
import Testing

struct CanonicalBytesTests {
    private func plan(
        kind: PlanKind = .restore,
        source: PlanSource = Samples.source,
        groups: [MappedGroup] = [Samples.mapped("g", [Samples.offset("orders", 0, 5, "m")])],
        cluster: ClusterName = Samples.cluster,
        policy: PlanPolicy = PlanPolicy(),
        commitProtocol: CommitProtocol = .transaction,
        held: [MappedGroup] = [Samples.mapped("g", [Samples.offset("orders", 0, 6, "m")])],
        logEnd: Int64 = 100,
        state: GroupState? = .empty,
        selection: SelectionRules = .everything,
        topicIDs: [String: TopicID] = [:]
    ) -> Plan {
        var view = Samples.view(holding: held, logEnd: logEnd)
        view.topicIDs = topicIDs
        if state != .empty, let group = held.first?.target {
            view.groups[group] = state.map { TargetGroup(state: $0, type: .classic) }
        }
        view.cluster = cluster
        return .make(
            kind: kind,
            source: source,
            groups: groups,
            view: view,
            policy: policy,
            selection: selection,
            commitProtocol: commitProtocol
        )
    }

    @Test func `the same plan has the same bytes, in this version and the next`() {
        let bytes = plan().canonicalBytes
        #expect(bytes == plan().canonicalBytes)
        var expected = [UInt8]("\u{f}tidemark plan 7\u{7}restore\u{5}merge\u{4}fail\u{4}fail\0\u{4}fail\u{1}".utf8)
        expected += "\u{b}transaction".utf8
        expected += "\u{8}snapshot\u{19}20261121T030000Z-1a2b3c4d".utf8
        expected += "\u{14}2026-11-21T03:00:00Z\u{9}cluster-1\0".utf8
        // One group, its source, what was found of it, one step on another topic than before.
        expected += "\u{1}\u{1}g\u{1}g\u{1}\u{5}Empty\u{7}Classic\0\u{1}\u{1}\u{6}orders".utf8
        expected += [0, 0, 0, 0, 0, 0, 0, 0] + "\u{3}set".utf8
        expected += [1, 0, 0, 0, 0, 0, 0, 0, 6] + "\u{1}m".utf8
        expected += [1, 0, 0, 0, 0, 0, 0, 0, 5] + "\u{1}m".utf8 + [0]
        // That no leader epoch is written, and that the offset is no other log's.
        expected += [0, 0]
        // The reason, and that nothing stops the plan.
        expected += "\u{1}\u{16}back: re-reads records\0".utf8
        #expect(bytes == expected)
    }

    @Test func `whatever a plan does differently shows in its bytes`() throws {
        func wanting(_ name: String, source: String = "g", _ offsets: CommittedOffset...) -> [MappedGroup] {
            [MappedGroup(source: GroupID(source), target: GroupID(name), offsets: offsets)]
        }
        let composed = Samples.offset("orders", 0, 5, "\u{e9}")
        let decomposed = Samples.offset("orders", 0, 5, "e\u{301}")
        let plans = [
            plan(), plan(kind: .undo), plan(source: .run("x")), plan(source: .group(GroupID("x"))),
            plan(source: .positions("x")),
            plan(source: .snapshot(SnapshotID(text: "x"), at: Timestamp(nanoseconds: 1_000_000_000))),
            plan(source: .snapshot(SnapshotID(text: "x"), at: Timestamp(nanoseconds: 2_000_000_000))),
            plan(cluster: ClusterName(id: "other", name: "prod")), plan(policy: PlanPolicy(onOutOfRange: .clamp)),
            plan(policy: PlanPolicy(onMissing: .skip)), plan(policy: PlanPolicy(only: .rewind)),
            plan(policy: PlanPolicy(onOutOfRange: .asIs)), plan(policy: PlanPolicy(onActive: .skip)),
            plan(source: .nothing),
            plan(topicIDs: ["orders": try #require(TopicID(bytes: Array(1...16)))]),
            plan(topicIDs: ["orders": try #require(TopicID(bytes: Array(2...17)))]),
            plan(held: [Samples.mapped("g", [Samples.offset("orders", 0, 6, "m")])], state: .stable),
            plan(held: [Samples.mapped("g", [Samples.offset("orders", 0, 6, "m")])], state: nil),
            plan(policy: PlanPolicy(mode: .exact)),
            plan(selection: try SelectionRules(Selection(groups: ["g"]))),
            plan(commitProtocol: .bestEffort), plan(groups: []), plan(held: []), plan(logEnd: 4),
            plan(groups: wanting("h", Samples.offset("orders", 0, 5, "m"))),
            plan(groups: wanting("g", source: "h", Samples.offset("orders", 0, 5, "m"))),
            plan(groups: wanting("g", Samples.offset("orders", 0, 4, "m"))),
            plan(groups: wanting("g", Samples.offset("orders", 0, 5))), plan(groups: wanting("g", composed)),
            plan(groups: wanting("g", decomposed)), plan(groups: wanting("g", Samples.offset("orders", 1, 5, "m"))),
            plan(groups: wanting("g", Samples.offset("other", 0, 5, "m"))),
            plan(groups: wanting("g", Samples.offset("orders", 0, 6, "m"))),
            plan(groups: wanting("g", Samples.offset("a", 0, 1), Samples.offset("a", 1, 1))),
            plan(groups: wanting("g", Samples.offset("a", 0, 1), Samples.offset("b", 1, 1))),
            plan(groups: wanting("g", Samples.offset("a", 0, 1)) + wanting("h", Samples.offset("a", 1, 1))),
        ]
        #expect(Set(plans.map(\.canonicalBytes)).count == plans.count)
    }

    @Test func `the operator's name for the cluster and leader epochs do not show`() {
        let partition = TopicPartition(topic: "orders", partition: 0)
        let held = Samples.mapped(
            "g",
            [CommittedOffset(partition, offset: 6, leaderEpoch: 3, metadata: OffsetMetadata("m"))]
        )
        #expect(plan(held: [held]).canonicalBytes == plan().canonicalBytes)
        #expect(plan(cluster: ClusterName(id: "cluster-1", name: nil)).canonicalBytes == plan().canonicalBytes)
    }
}
