import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

struct PlanFileTests {
    private static let cluster = ClusterName(id: "c", name: nil)

    /// A plan that sets one offset of one group.
    private static func plan(
        _ group: GroupID,
        _ offset: Int64,
        _ metadata: String,
        source: PlanSource = .group(GroupID("x")),
        kind: PlanKind = .restore,
        policy: PlanPolicy = PlanPolicy()
    ) -> Plan {
        let partition = TopicPartition(topic: "orders", partition: 999_999)
        var view = ClusterView(cluster: cluster)
        view.groups[group] = TargetGroup(state: .empty, type: .simple)
        view.committed[group] = [
            partition: CommittedOffset(partition, offset: 0, metadata: OffsetMetadata("\(metadata)!")),
            TopicPartition(topic: "other", partition: 3): CommittedOffset(
                TopicPartition(topic: "other", partition: 3),
                offset: 1
            ),
        ]
        view.partitionCounts["orders"] = 1_000_000
        view.bounds[partition] = LogBounds(start: 0, end: .max)
        return .make(
            kind: kind,
            source: source,
            groups: [
                MappedGroup(
                    source: GroupID("of \(group)"),
                    target: group,
                    offsets: [CommittedOffset(partition, offset: offset, metadata: OffsetMetadata(metadata))]
                )
            ],
            view: view,
            policy: policy
        )
    }

    /// The plan as it comes back from a file.
    private static func saved(_ plan: Plan) throws -> Plan {
        let scratch = try ScratchDirectory()
        let file = scratch.file("plan")
        let digest = try #require(ContentDigest(bytes: Array(repeating: 7, count: ContentDigest.length)))
        try PlanFile.create(file, plan, digest)
        let read = try PlanFile.read(file)
        #expect(read.digest == digest)
        return read.plan
    }

    @Test(arguments: [0, 1, 9_007_199_254_740_993, Int64.max - 1, .max])
    func `offsets are exact`(offset: Int64) throws {
        let plan = Self.plan(GroupID("g"), offset, "")
        #expect(try Self.saved(plan) == plan)
    }

    @Test(arguments: [
        "", " ", "\"\\/", "a\nb\tc\r", "caf\u{e9}", "cafe\u{301}", "\u{1F600}\u{200D}", "\u{0}", "\u{7f}\u{9f}",
        "\u{2028}\u{2029}", "\u{feff}x", "\u{10FFFF}", "\\u0041", "\u{fffd}", "\u{202e}abc",
    ])
    func `names and metadata are exact, byte by byte`(text: String) throws {
        let plan = Self.plan(GroupID("g\(text)"), 5, text)
        let read = try Self.saved(plan)
        #expect(read == plan)
        #expect(read.canonicalBytes == plan.canonicalBytes)
    }

    @Test(
        arguments: [
            .group(GroupID("g")), .run("r"), .positions("to-earliest"),
            .snapshot(SnapshotID(text: "s"), at: Timestamp(nanoseconds: 1_795_230_000_123_456_789)),
        ] as [PlanSource],
        PlanKind.allCases
    )
    func `every source and kind comes back`(source: PlanSource, kind: PlanKind) throws {
        let plan = Self.plan(GroupID("g"), 5, "", source: source, kind: kind)
        #expect(try Self.saved(plan).canonicalBytes == plan.canonicalBytes)
    }

    @Test(arguments: OutOfRangePolicy.allCases, PlanMode.allCases)
    func `every policy comes back`(onOutOfRange: OutOfRangePolicy, mode: PlanMode) throws {
        for only in [nil] + MovementFilter.allCases.map(Optional.some) {
            let policy = PlanPolicy(onOutOfRange: onOutOfRange, onMissing: .skip, mode: mode, only: only)
            let plan = Self.plan(GroupID("g"), 5, "", policy: policy)
            #expect(try Self.saved(plan) == plan)
        }
    }
}
