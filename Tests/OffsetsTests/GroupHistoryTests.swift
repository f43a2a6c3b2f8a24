import Offsets
import Testing

/// What a group held from snapshot to snapshot, and which movements are told.
struct GroupHistoryTests {
    /// An excerpt a day after the one before, with group `a` at these offsets of `orders`; `nil` for no such group.
    private static func excerpt(
        day: Int64,
        _ offsets: [Int64]?,
        logEnd: Int64 = 1_000,
        state: GroupState = .empty,
        coverage: Coverage = Coverage(listed: 1, selected: 1, captured: 1, visibility: Visibility(.all)),
        selection: Selection = Selection(),
        suspicion: String? = nil
    ) throws -> SnapshotExcerpt {
        let start = Timestamp(nanoseconds: (1_795_230_000 + day * 86_400) * 1_000_000_000)
        var origin = SnapshotOrigin(
            cluster: Samples.cluster,
            bootstrapServers: "kafka-1:9092",
            startedAt: start,
            finishedAt: start,
            tidemarkVersion: "0",
            client: "0",
            selection: selection
        )
        origin.suspicion = suspicion
        let held = (offsets ?? []).enumerated().map { Samples.offset("orders", Int32($0.offset), $0.element) }
        let group = GroupOffsets(group: GroupID("a"), state: state, type: .classic, offsets: held)
        let bounds = Dictionary(
            uniqueKeysWithValues: held.indices.map { (Int32($0), LogBounds(start: 0, end: logEnd)) }
        )
        return SnapshotExcerpt(
            origin: origin,
            coverage: coverage,
            names: GroupNames(offsets == nil ? [] : [GroupID("a")]),
            topicNames: ["orders"],
            groups: offsets == nil ? [] : [group],
            topics: [TopicLogs(topic: "orders", id: nil, partitionCount: 3, bounds: bounds)],
            digest: try #require(ContentDigest(bytes: [UInt8](repeating: UInt8(day), count: ContentDigest.length)))
        )
    }

    private static func history(
        _ excerpts: [SnapshotExcerpt],
        _ rules: SelectionRules = .everything,
        keepsOffsets: Bool = true
    ) throws -> GroupHistory {
        var history = GroupHistory(of: GroupID("a"), selectedBy: rules, keepsOffsets: keepsOffsets)
        for excerpt in excerpts { try history.append(excerpt) }
        return history
    }

    @Test func `each point has the lag, and what has moved since the one before`() throws {
        let history = try Self.history([
            try Self.excerpt(day: 0, [100, 200]), try Self.excerpt(day: 1, [150, 300, 7]),
            try Self.excerpt(day: 2, [150, 300]),
        ])
        #expect(history.points.map(\.totalLag) == [1_700, 2_543, 1_550])
        #expect(history.points.map(\.offsetCount) == [2, 3, 2])
        #expect(history.points.map { $0.step?.forward } == [nil, 150, 0])
        #expect(history.points.map { $0.step?.added } == [nil, 1, 0])
        #expect(history.points.map { $0.step?.removed } == [nil, 0, 1])
        #expect(history.points.map { $0.offsets.map(\.movement) } == [[nil, nil], [50, 100, nil], [0, 0]])
        #expect(history.lastIncident == nil)
    }

    @Test func `damage is told with the last snapshot before it, and the last one counts`() throws {
        let excerpts = [
            try Self.excerpt(day: 0, [900]), try Self.excerpt(day: 1, [20]), try Self.excerpt(day: 2, [30]),
            try Self.excerpt(day: 3, [1_000]), try Self.excerpt(day: 4, nil),
        ]
        let expected: [GroupHistory.Damage?] = [nil, .rewound, nil, .jumped, .gone]
        let before = [nil, 0, 0, 2, 3]
        for count in 1...excerpts.count {
            let history = try Self.history(Array(excerpts.prefix(count)))
            #expect(history.points.last?.step?.damage == expected[count - 1])
            #expect(history.lastIncident?.before == before[count - 1].map { excerpts[$0].id })
            if expected[count - 1] != nil { #expect(history.lastIncident?.after == excerpts[count - 1].id) }
        }
    }

    @Test
    func `a snapshot that cannot tell is no end of a group, and the next one is compared with the last that could`()
        throws
    {
        let group = GroupID("a")
        var failed = Coverage(listed: 1, selected: 1, captured: 0, visibility: Visibility(.all))
        failed.failed = [GroupFailure(group: group, code: "X", reason: "not for you")]
        let blind = [
            try Self.excerpt(day: 1, nil, coverage: failed),
            try Self.excerpt(day: 1, nil, suspicion: "it has no groups"),
            try Self.excerpt(day: 1, nil, selection: Selection(groups: ["b"])),
            try Self.excerpt(day: 1, nil, selection: Selection(topics: ["other"])),
            try Self.excerpt(
                day: 1,
                nil,
                coverage: Coverage(listed: 1, selected: 1, captured: 1, visibility: Visibility(.limited))
            ),
        ]
        for excerpt in blind {
            let history = try Self.history([try Self.excerpt(day: 0, [900]), excerpt, try Self.excerpt(day: 2, [20])])
            guard case .untold = history.points[1].standing else {
                Issue.record("\(excerpt) tells of the group")
                continue
            }
            #expect(history.points[1].step == nil)
            #expect(history.points[2].step?.back == 880)
            #expect(history.lastIncident?.damage == .rewound)
        }
    }

    @Test func `a partition that a snapshot was not taken of is neither lost nor new`() throws {
        let part = try Self.excerpt(day: 1, [110], selection: Selection(topics: ["orders"], partitions: [0]))
        let history = try Self.history([
            try Self.excerpt(day: 0, [100, 200]), part, try Self.excerpt(day: 2, [120, 190]),
        ])
        #expect(history.points.map { $0.step?.removed } == [nil, 0, 0])
        #expect(history.points.map { $0.step?.added } == [nil, 0, 0])
        #expect(history.points.map { $0.step?.back } == [nil, 0, 10])
        let begun = try Self.history([part, try Self.excerpt(day: 2, [120, 190])])
        #expect(begun.points.map { $0.step?.added } == [nil, 0])
    }

    @Test func `topics and partitions that are not asked for do not count`() throws {
        let rules = try SelectionRules(Selection(partitions: [1]))
        let history = try Self.history(
            [try Self.excerpt(day: 0, [100, 200]), try Self.excerpt(day: 1, [50, 300])],
            rules
        )
        #expect(history.points.map(\.totalLag) == [800, 700])
        #expect(history.lastIncident == nil)
    }

    @Test func `a log that is not known has no lag, and no sum is made of it`() throws {
        let known = try Self.excerpt(day: 0, [100])
        let unknown = SnapshotExcerpt(
            origin: known.origin,
            coverage: known.coverage,
            names: known.names,
            topicNames: known.topicNames,
            groups: known.groups,
            topics: [],
            digest: known.digest
        )
        let history = try Self.history([unknown])
        #expect(history.points.map(\.totalLag) == [nil])
        #expect(history.points.map(\.unknownLags) == [1])
    }

    @Test func `without its offsets a history has no limit, and no offsets`() throws {
        let excerpts = try (0..<3).map { try Self.excerpt(day: $0, [100]) }
        let history = try Self.history(excerpts, keepsOffsets: false)
        #expect(history.points.allSatisfy { $0.offsets.isEmpty })
        #expect(!history.isTooLong)
    }
}
