import Offsets
import Testing

struct ResetPlanTests {
    private static let group = GroupID("billing")
    private static let moment = Timestamp(nanoseconds: 1_000_000_000)

    private static func place(_ partition: Int32, of topic: String = "orders") -> TopicPartition {
        TopicPartition(topic: topic, partition: partition)
    }

    /// Partition 0 has records 100 to 199 and the group at 150, partition 1 the same records and no offset, partition 2 no
    /// record and the group beyond the end.
    private static var view: ClusterView {
        ClusterView(
            cluster: ClusterName(id: "c-1", name: nil),
            groups: [group: TargetGroup(state: .empty, type: .classic)],
            committed: [
                group: [
                    place(0): CommittedOffset(place(0), offset: 150, metadata: OffsetMetadata("m")),
                    place(2): CommittedOffset(place(2), offset: 99),
                ]
            ],
            partitionCounts: ["orders": 3],
            bounds: [
                place(0): LogBounds(start: 100, end: 200), place(1): LogBounds(start: 100, end: 200),
                place(2): LogBounds(start: 7, end: 7),
            ]
        )
    }

    private static func plan(
        _ position: ResetPosition,
        _ partitions: [Int32] = [0, 1, 2],
        found: [TopicPartition: Int64] = [:],
        view: ClusterView = view,
        _ policy: PlanPolicy = PlanPolicy(onOutOfRange: .clamp)
    ) throws -> Plan {
        try Plan.reset(
            position,
            words: "test",
            of: [ResetTarget(group: group, partitions: partitions.map { place($0) })],
            since: found,
            view: view,
            policy: policy
        )
    }

    @Test(
        arguments: [
            (.earliest, [100, 100, 7]), (.latest, [200, 200, 7]), (.current, [150, 200, 99]),
            (.offset(120), [120, 120, 7]),
            (.offset(3), [100, 100, 7]), (.offset(.max), [200, 200, 7]), (.time(moment), [130, 200, 7]),
        ] as [(ResetPosition, [Int64])]
    )
    func `every position is a number in every partition`(position: ResetPosition, offsets: [Int64]) throws {
        let plan = try Self.plan(position, found: [Self.place(0): 130])
        #expect(plan.steps.map { $0.to?.offset } == offsets)
        #expect(!plan.isBlocked)
        #expect(plan.kind == .reset && plan.source == .positions("test"))
    }

    @Test(
        arguments: [
            (10, [160, 7]), (-10, [140, 7]), (1_000, [200, 7]), (-1_000, [100, 7]), (.max, [200, 7]), (.min, [100, 7]),
        ] as [(Int64, [Int64])]
    )
    func `a shift stops at the ends of the log, and does not overflow`(distance: Int64, offsets: [Int64]) throws {
        #expect(try Self.plan(.shift(distance), [0, 2]).steps.map { $0.to?.offset } == offsets)
    }

    @Test func `a clamped offset is a finding, and a policy can stop or skip it`() throws {
        let clamped = try Self.plan(.offset(1_000), [0])
        #expect(clamped.steps.map(\.finding) == [.beyondLogEnd])
        #expect(clamped.summary.clamped == 1)
        #expect(try Self.plan(.offset(1_000), [0], PlanPolicy()).summary.blocking.map(\.finding) == [.beyondLogEnd])
        #expect(try Self.plan(.offset(1_000), [0], PlanPolicy(onOutOfRange: .skip)).steps.map(\.action) == [.skip])
    }

    @Test func `nothing to shift is an error that names the partition`() throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Self.plan(.shift(1)) }
        #expect(error.code == .noOffset && error.exitCode == .notFound)
        #expect(error.message.contains("group billing holds no offset of orders[1]"))
    }

    @Test func `where no record is as young, the end is taken and that is said`() throws {
        let plan = try Self.plan(.time(Self.moment), found: [Self.place(0): 130])
        #expect(plan.steps.map(\.finding) == [nil, .noRecordSince, .noRecordSince])
        #expect(plan.steps[1].reason.contains("no record is as late as 1970-01-01T00:00:01.000Z"))
        #expect(plan.summary.clamped == 0)
    }

    @Test func `what stays keeps its metadata, and what moves loses it`() throws {
        #expect(try Self.plan(.current, [0]).steps.map(\.action) == [.keep])
        #expect(try Self.plan(.current, [0]).steps[0].to?.metadata == OffsetMetadata("m"))
        let same = try Self.plan(.offset(150), [0])
        #expect(same.steps[0].to == CommittedOffset(Self.place(0), offset: 150))
        #expect(same.summary.metadataOnly == 1)
    }

    @Test(arguments: [(3, TidemarkError.Code.missingPartition), (0, .missingTopic)] as [(Int32, TidemarkError.Code)])
    func `what is not there is refused, or left out`(partition: Int32, code: TidemarkError.Code) throws {
        var view = Self.view
        if code == .missingTopic { view.partitionCounts = [:] }
        let refused = view
        let error = try #require(throws: TidemarkError.self) {
            _ = try Self.plan(.earliest, [partition], view: refused)
        }
        #expect(error.code == code)
        let skipped = try Self.plan(
            .earliest,
            [partition],
            view: view,
            PlanPolicy(onOutOfRange: .clamp, onMissing: .skip)
        )
        #expect(skipped.steps.map(\.action) == [.skip])
        #expect(!skipped.steps.contains { ($0.to?.offset ?? 0) < 0 })
    }

    @Test func `a log that cannot be read is an error, and never a position`() throws {
        var view = Self.view
        view.bounds[Self.place(0)] = nil
        let unread = view
        for position in [ResetPosition.earliest, .latest, .offset(0), .shift(0), .time(Self.moment)] {
            let error = try #require(throws: TidemarkError.self) { _ = try Self.plan(position, [0], view: unread) }
            #expect(error.code == .logBoundsUnknown)
        }
        // It stays as it is, wherever its log is.
        #expect(try Self.plan(.current, [0], view: unread).steps.map(\.action) == [.keep])
    }
}
