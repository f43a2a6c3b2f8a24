import Offsets
import Testing

/// Lag, what could be put back, and how fast a group consumes.
struct ConsumptionTests {
    private static let start = ContinuousClock.now

    private static func group(_ offsets: Int64...) -> GroupOffsets {
        GroupOffsets(
            group: GroupID("a"),
            state: .stable,
            type: .classic,
            offsets: offsets.enumerated().map {
                CommittedOffset(TopicPartition(topic: "orders", partition: Int32($0.offset)), offset: $0.element)
            }
        )
    }

    private static func bounds(_ logs: LogBounds?...) -> LogBoundsIndex {
        let known = logs.enumerated().compactMap { index, log in log.map { (Int32(index), $0) } }
        return LogBoundsIndex([
            TopicLogs(
                topic: "orders",
                id: nil,
                partitionCount: Int32(logs.count),
                bounds: Dictionary(known) { first, _ in first }
            )
        ])
    }

    @Test func `a lag that is not known is counted, and not taken for none`() {
        let bounds = Self.bounds(LogBounds(start: 10, end: 100), nil, LogBounds(start: 0, end: 50))
        let lag = GroupLag(of: Self.group(40, 7, 50), in: bounds)
        #expect(lag.records == 60 && lag.unknown == 1 && lag.offsets == 3 && lag.topics == 1)
        #expect(lag.rewindable == 80)
        let unknown = GroupLag(of: Self.group(40), in: Self.bounds(nil))
        #expect(unknown.records == nil && unknown.rewindable == nil && unknown.unknown == 1)
        let nothing = GroupLag(of: Self.group(), in: bounds)
        #expect(nothing.records == nil && nothing.unknown == 0)
        let most = LogBounds(start: 0, end: .max)
        #expect(GroupLag(of: Self.group(0, 0), in: Self.bounds(most, most)).records == .max)
    }

    @Test(arguments: [(5, 0), (10, 0), (11, 1), (100, 90), (101, 0), (0, 0)] as [(Int64, Int64)])
    func `an offset outside its log has nothing behind it`(_ offset: Int64, _ rewindable: Int64) {
        let lag = GroupLag(of: Self.group(offset), in: Self.bounds(LogBounds(start: 10, end: 100)))
        #expect(lag.rewindable == rewindable)
    }

    @Test(
        arguments: [
            // Consumed, produced, lag, seconds: per second, until zero.
            (100, 50, 500, 10, 10.0, .seconds(100)), (100, 0, 0, 10, 10.0, .zero), (10, 10, 500, 10, 1.0, nil),
            (0, 0, 500, 10, 0.0, nil), (-40, 0, 500, 10, -4.0, nil), (5, 9, 500, 10, 0.5, nil),
            (3, 0, 10, 1, 3.0, .seconds(4)), (1, 0, .max, 1, 1.0, nil), (0, 0, -3, 1, 0.0, .zero),
        ] as [(Int64, Int64, Int64, Int, Double, Duration?)]
    )
    func `the pace of two looks tells when nothing will be left`(
        _ consumed: Int64,
        _ produced: Int64,
        _ lag: Int64,
        _ seconds: Int,
        _ rate: Double,
        _ time: Duration?
    ) {
        let found = Consumption(elapsed: .seconds(seconds), consumed: consumed, produced: produced, lag: lag)
        #expect(found.perSecond == rate)
        #expect(found.timeToZero == time)
    }

    @Test func `no time between two looks is no pace`() {
        let found = Consumption(elapsed: .zero, consumed: 10, produced: 0, lag: 5)
        #expect(found.perSecond == nil && found.timeToZero == nil)
    }

    @Test func `only what both looks know is compared`() {
        let before = GroupPositions(
            [Self.group(10, 20, 30)],
            in: Self.bounds(LogBounds(start: 0, end: 100), nil, LogBounds(start: 0, end: 100)),
            at: Self.start
        )
        let after = GroupPositions(
            [Self.group(15, 25, 20)],
            in: Self.bounds(
                LogBounds(start: 0, end: 110),
                LogBounds(start: 0, end: 100),
                LogBounds(start: 0, end: 100)
            ),
            at: Self.start.advanced(by: .seconds(2))
        )
        let group = GroupID("a")
        let whole = after.consumption(of: group, since: before)
        #expect(whole == Consumption(elapsed: .seconds(2), consumed: -5, produced: 10, lag: 175))
        #expect(after.consumption(of: group, TopicPartition(topic: "orders", partition: 1), since: before) == nil)
        #expect(
            after.consumption(of: group, TopicPartition(topic: "orders", partition: 0), since: before)
                == Consumption(elapsed: .seconds(2), consumed: 5, produced: 10, lag: 95)
        )
        #expect(after.consumption(of: GroupID("b"), since: before) == nil)
    }
}
