import Offsets
import Testing

/// What snapshots tell of how long groups have stood still and had no members.
struct StandingGroupsTests {
    private static let group = GroupID("a")

    private static func held(
        _ offset: Int64,
        _ state: GroupState = .empty,
        _ type: GroupType = .classic
    ) -> GroupOffsets {
        GroupOffsets(
            group: group,
            state: state,
            type: type,
            offsets: [CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: offset)]
        )
    }

    private static func excerpt(
        _ hour: Int,
        _ held: GroupOffsets?,
        _ change: (inout Snapshot) -> Void = { _ in }
    ) throws -> SnapshotExcerpt {
        var snapshot = Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: "c-1", name: nil),
                bootstrapServers: "memory:9092",
                startedAt: moment(hour),
                finishedAt: moment(hour),
                tidemarkVersion: "0.1.0",
                client: "2.0.2"
            ),
            coverage: Coverage(listed: 1, selected: 1, captured: 1, visibility: Visibility(.all)),
            groups: held.map { [$0] } ?? [],
            topics: []
        )
        change(&snapshot)
        let digest = try #require(ContentDigest(hexadecimal: String(repeating: "ab", count: 32)))
        return SnapshotExcerpt(of: snapshot, digest: digest, wanted: .all)
    }

    private static func moment(_ hour: Int) -> Timestamp {
        Timestamp(nanoseconds: 0).advanced(by: .seconds(hour * 60 * 60))
    }

    @Test func `the row of snapshots that tell the same ends with the first that does not`() throws {
        var standing = StandingGroups([Self.held(5)])
        #expect(standing[Self.group].unchangedSince == nil && standing[Self.group].emptySince == nil)
        try standing.take(Self.excerpt(9, Self.held(5)))
        try standing.take(Self.excerpt(8, Self.held(5, .stable)))
        #expect(standing[Self.group].emptySince == Self.moment(9))
        #expect(standing[Self.group].unchangedSince == Self.moment(8))
        try standing.take(Self.excerpt(7, Self.held(4)))
        try standing.take(Self.excerpt(6, Self.held(5)))
        #expect(standing[Self.group].unchangedSince == Self.moment(8))
        #expect(standing.open.isEmpty)
    }

    @Test func `a snapshot that cannot tell neither ends the row nor goes on with it`() throws {
        var standing = StandingGroups([Self.held(5)])
        try standing.take(Self.excerpt(9, nil) { $0.coverage.unreadableBrokers = ["broker 1"] })
        try standing.take(Self.excerpt(8, Self.held(4, .stable)) { $0.origin.suspicion = "looks wrong" })
        try standing.take(Self.excerpt(7, Self.held(5)) { $0.origin.selection = Selection(topics: ["payments"]) })
        #expect(standing[Self.group].unchangedSince == nil && standing[Self.group].emptySince == Self.moment(7))
        try standing.take(Self.excerpt(6, Self.held(5, .unknown)))
        #expect(standing[Self.group].unchangedSince == Self.moment(6))
        #expect(standing[Self.group].emptySince == Self.moment(7))
        // It was not there.
        try standing.take(Self.excerpt(5, nil))
        #expect(standing.open.isEmpty)
    }

    @Test func `one that has members now is not without them since any time`() throws {
        var standing = StandingGroups([Self.held(5, .stable)])
        try standing.take(Self.excerpt(9, Self.held(5)))
        #expect(standing[Self.group].emptySince == nil && standing[Self.group].unchangedSince == Self.moment(9))
    }

    @Test(
        arguments: [
            (.classic, .empty, 2), (.classicOf("connect"), .empty, 2), (.simple, .empty, 1), (.consumer, .empty, 1),
            (.streams, .empty, nil), (.unknown, .empty, nil), (.classic, .stable, nil),
        ] as [(GroupType, GroupState, Int?)]
    )
    func `offsets expire from when the group became empty, or from their commits`(
        _ type: GroupType,
        _ state: GroupState,
        _ hour: Int?
    ) throws {
        var standing = StandingGroups([Self.held(5, .empty, type)])
        try standing.take(Self.excerpt(2, Self.held(5, .empty, type)))
        try standing.take(Self.excerpt(1, Self.held(5, .stable, type)))
        let expiry = Self.held(5, state, type).expiry(standing[Self.group], retention: .seconds(60 * 60))
        #expect(expiry == hour.map { Self.moment($0 + 1) })
        let none = GroupOffsets(group: Self.group, state: .empty, type: type, offsets: [])
        #expect(none.expiry(standing[Self.group], retention: .seconds(60)) == nil)
    }
}
