import Offsets
import Testing

/// The arithmetic of the limits: nothing that happens inside a limit may need more than it.
struct RunLimitsTests {
    private static let sizes = [0, 1, 2, 10, 63, 64, 65, 100, 1_000, 5_000, 10_000, 42_000, 100_000]
    private static let trips: [Duration] = [
        .zero, .milliseconds(5), .milliseconds(100), .milliseconds(300), .seconds(30),
    ]

    private static func limits(_ groups: Int, _ roundTrip: Duration) -> RunLimits {
        RunLimits(groups: groups, partitions: groups * 12, requests: groups, roundTrip: roundTrip)
    }

    @Test(arguments: sizes, trips)
    func `a writer that was asked to end is not killed before every step inside has had its time`(
        groups: Int,
        trip: Duration
    ) {
        let limits = Self.limits(groups, trip)
        let overrun = RunLimits.overrun
        let deciding = limits.initializing + overrun + limits.mark + limits.reading
        let aborting = limits.journalling + limits.ending + overrun + deciding + limits.reading + limits.journalling
        let committing =
            limits.ending + overrun + deciding + limits.journalling * 2 + limits.reading + limits.deleting
            + max(limits.reading, limits.listing) + limits.journalling
        let rollingBack =
            limits.journalling + limits.puttingBack + limits.deleting * 2 + limits.reading + limits.journalling
        let steps = [
            limits.initializing + overrun, limits.fence, limits.listing, limits.reading, limits.sending + overrun,
            limits.reading * 2 + limits.plainCommit,
        ]
        for step in steps {
            for way in [aborting, committing, rollingBack] { #expect(step + way <= limits.grace) }
        }
    }

    @Test(arguments: sizes, trips)
    func `the broker leaves a transaction open for as long as sending and looking are expected to take`(
        groups: Int,
        trip: Duration
    ) {
        let limits = Self.limits(groups, trip)
        let counted = min(trip, .seconds(5))
        let sending = (TransactionBudget.perRequest + counted * TransactionBudget.roundTripsPerRequest) * groups
        let looking = counted * 2 * (groups / RunLimits.requestsInFlight) + .milliseconds(1) * groups
        let enough = min(sending + looking, TransactionBudget.longest)
        #expect(limits.leastTransactionTimeout >= enough)
        #expect(limits.transactionTimeout >= limits.leastTransactionTimeout)
        #expect(limits.transactionTimeout >= min(TransactionBudget.base, TransactionBudget.longest))
    }

    @Test(arguments: sizes, trips)
    func `who sends many requests at once needs less time, and as much for each call as all of it take`(
        groups: Int,
        trip: Duration
    ) {
        let pace = WritingPace(requestsAtOnce: 4, requestsPerCall: 256)
        let one = Self.limits(groups, trip)
        let many = RunLimits(groups: groups, partitions: groups * 12, requests: groups, roundTrip: trip, pace: pace)
        #expect(many.transactionTimeout <= one.transactionTimeout)
        #expect(many.sending >= min(trip, .seconds(5)) * 3 * 64 + .seconds(30))
        let held = WritingPace(requestsAtOnce: 4, requestsPerCall: 256, additions: 50, pause: .seconds(1))
        let throttled = RunLimits(groups: groups, partitions: groups, requests: groups, roundTrip: trip, pace: held)
        #expect(
            throttled.transactionTimeout
                >= min(TransactionBudget.base + .seconds(1) * (groups / 4), TransactionBudget.longest)
        )
        #expect(throttled.sending >= many.sending + .seconds(2 * 64 + 50))
    }

    @Test(arguments: trips)
    func `a larger plan never gets less time for anything`(_ trip: Duration) {
        for (smaller, larger) in zip(Self.sizes, Self.sizes.dropFirst()) {
            let (first, second) = (Self.limits(smaller, trip), Self.limits(larger, trip))
            for limit in [
                \RunLimits.reading, \.deleting, \.puttingBack, \.journalling, \.transactionTimeout,
                \.leastTransactionTimeout, \.grace, \.longestStep, \.aborting, \.committing, \.rollingBack,
            ] {
                #expect(first[keyPath: limit] <= second[keyPath: limit])
            }
        }
    }

    @Test func `reading a pre-image of any size has the time that it was measured to take, ten times over`() {
        for groups in Self.sizes {
            // 0.3 ms a group were measured, and two round trips of 100 ms for every 64 groups.
            let measured = Duration.microseconds(300) * groups
            let trips = Duration.milliseconds(200) * (groups / 64)
            #expect(Self.limits(groups, .milliseconds(100)).reading >= measured * 10 + trips)
        }
    }

    @Test func `the limits of no plan are those of the smallest, and odd sizes are bounded`() {
        #expect(RunLimits.unknownSize.grace >= .seconds(300))
        let odd = RunLimits(groups: -1, partitions: .min, requests: -5, roundTrip: .seconds(-1))
        #expect(odd.grace == RunLimits(groups: 0, partitions: 0, requests: 0, roundTrip: .zero).grace)
        let huge = RunLimits(groups: .max, partitions: .max, requests: .max, roundTrip: .seconds(1_000_000_000))
        #expect(huge.grace > .zero)
        #expect(huge.transactionTimeout == TransactionBudget.longest)
    }
}
