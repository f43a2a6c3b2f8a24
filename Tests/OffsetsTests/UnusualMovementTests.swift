import Offsets
import Testing

struct UnusualMovementTests {
    /// A snapshot in which group `a` stands here in partition 0 of `orders`, whose log ends there.
    private static func snapshot(at offset: Int64, logEnd: Int64, _ state: GroupState = .empty) -> Snapshot {
        Snapshot(
            origin: SnapshotOrigin(
                cluster: Samples.cluster,
                bootstrapServers: "kafka-1:9092",
                startedAt: Timestamp(nanoseconds: 0),
                finishedAt: Timestamp(nanoseconds: 0),
                tidemarkVersion: "0",
                client: "0"
            ),
            coverage: Coverage(listed: 1, selected: 1, captured: 1),
            groups: [
                GroupOffsets(
                    group: GroupID("a"),
                    state: state,
                    type: .classic,
                    offsets: [Samples.offset("orders", 0, offset)]
                )
            ],
            topics: [
                TopicLogs(topic: "orders", id: nil, partitionCount: 1, bounds: [0: LogBounds(start: 0, end: logEnd)])
            ]
        )
    }

    @Test func `a group that went back was moved, and by how much is told`() throws {
        let movement = try #require(
            UnusualMovement.between(
                Self.snapshot(at: 900, logEnd: 1_000),
                Self.snapshot(at: 20, logEnd: 1_000),
                selectedBy: .everything
            )
        )
        #expect(movement.back == [GroupID("a"): 880])
        #expect(movement.toEnd.isEmpty)
    }

    @Test func `a group without members that stands at the end of a log and came there too fast was moved`() throws {
        let movement = try #require(
            UnusualMovement.between(
                Self.snapshot(at: 100, logEnd: 1_000),
                Self.snapshot(at: 1_050, logEnd: 1_050),
                selectedBy: .everything
            )
        )
        #expect(movement.toEnd == [GroupID("a"): 950])
        #expect(movement.back.isEmpty)
    }

    @Test(
        arguments: [
            (100, 1_000, 100, 2_000, GroupState.empty), (100, 1_000, 600, 1_050, .empty),
            (1_000, 1_000, 1_050, 1_050, .empty),
            (100, 1_000, 1_050, 1_050, .stable), (100, 100, 900, 900, .empty),
        ] as [(Int64, Int64, Int64, Int64, GroupState)]
    )
    func `what consuming does is nothing unusual`(from: Int64, end: Int64, to: Int64, newEnd: Int64, state: GroupState)
    {
        let movement = UnusualMovement.between(
            Self.snapshot(at: from, logEnd: end),
            Self.snapshot(at: to, logEnd: newEnd, state),
            selectedBy: .everything
        )
        #expect(movement == nil)
    }

    @Test func `groups that are not selected are not looked at`() throws {
        let rules = try SelectionRules(Selection(groups: ["b"]))
        let movement = UnusualMovement.between(
            Self.snapshot(at: 900, logEnd: 1_000),
            Self.snapshot(at: 20, logEnd: 1_000),
            selectedBy: rules
        )
        #expect(movement == nil)
    }
}
