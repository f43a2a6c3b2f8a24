/// How long each step of a run may take, and how long a run may take to end once it was asked to.
///
/// All of it follows from the size of the plan and the round trip to the cluster, in this one place: the engine gives each
/// step its limit, the broker is asked to leave the transaction open for ``transactionTimeout``, and the supervising
/// process waits for ``grace`` before it kills a writer. So no outer limit can be shorter than what happens inside it.
///
/// A limit is a floor, for what does not depend on the size, and what the size adds. The floors are for failures: a lost
/// broker is replaced in 9 to 15 seconds (`docs/kafka.md` §6.1). The additions are ten times what was measured.
public struct RunLimits: Hashable, Sendable {
    /// How many requests of one client are under way at once, which round trips are shared by.
    public static let requestsInFlight = 64
    /// How long brokers before 4 may take to replicate a deletion after they have acknowledged it: followers fetch
    /// every `replica.fetch.wait.max.ms`, half a second by default; after one second none was lost any more
    /// (`docs/kafka.md` §8.3).
    public static let deletionReplication = Duration.seconds(2)
    /// How much longer than its own limit a blocking call of librdkafka may take before it is left behind.
    public static let overrun = Duration.seconds(3)
    /// How long it may take to find out more about a failure, so that its message is better.
    public static let explanation = Duration.seconds(5)
    /// What a round trip is taken for where none was measured: that of a far continent.
    public static let assumedRoundTrip = Duration.milliseconds(250)
    /// A first answer that took longer was waiting for something else than the line.
    private static let longestRoundTrip = Duration.seconds(5)
    /// Sizes beyond it are counted as it, so that no product overflows.
    private static let largestSize = Int(Int32.max)

    /// The floor of every step that asks coordinators: one of them may be lost meanwhile, and load what it knows.
    private static let floor = Duration.seconds(60)
    /// What reading a group adds; 0.3 ms were measured.
    private static let readPerGroup = Duration.milliseconds(5)
    /// What a partition adds to it; 20 µs were measured.
    private static let readPerPartition = Duration.microseconds(200)
    /// What the last look in an open transaction adds for a group and a partition: the transaction's timeout is no place
    /// for more than three times what was measured, since brokers allow 15 minutes in all.
    private static let lookPerGroup = Duration.milliseconds(1)
    private static let lookPerPartition = Duration.microseconds(50)
    /// How many round trips a group's reading takes: the coordinator is asked for, and then asked.
    private static let tripsPerRead = 2
    /// What deleting from a group adds: two requests that a cluster replicates.
    private static let deletePerGroup = Duration.milliseconds(25)
    /// How many round trips it takes: reading, deleting, committing once more, each with its look-up.
    private static let tripsPerDeletion = 6
    /// What putting a group back adds, one after another: it is read and committed; 5 ms were measured.
    private static let putBackPerGroup = Duration.milliseconds(50)
    /// How many round trips it takes: two requests, each with its look-up.
    private static let tripsToPutBack = 4
    /// The floor of a state's way into the journal: SQLite waits so long for a reader.
    private static let journalFloor = Duration.seconds(15)
    /// What each partition adds to it; 10 µs were measured.
    private static let journalPerPartition = Duration.microseconds(100)

    /// How many groups the plan has.
    public let groups: Int
    /// How many partitions it has.
    public let partitions: Int
    /// How many requests add its offsets to a transaction: at least one for each group.
    public let requests: Int
    /// The round trip to the cluster.
    public let roundTrip: Duration
    /// How the requests share round trips.
    public let pace: WritingPace

    /// The limits of a plan of this size; numbers below zero count as zero.
    public init(
        groups: Int,
        partitions: Int,
        requests: Int,
        roundTrip: Duration = assumedRoundTrip,
        pace: WritingPace = .oneByOne
    ) {
        self.groups = Self.bounded(groups)
        self.partitions = Self.bounded(partitions)
        self.requests = max(self.groups, Self.bounded(requests))
        self.roundTrip = min(max(roundTrip, .zero), Self.longestRoundTrip)
        self.pace = pace
    }

    /// The limits of what is done before the size of anything is known.
    public static let unknownSize = RunLimits(groups: 0, partitions: 0, requests: 0)

    private static func bounded(_ number: Int) -> Int { min(max(number, 0), largestSize) }

    /// What so many round trips for each group add up to, the groups side by side.
    private func trips(_ each: Int) -> Duration {
        let rounds = groups / Self.requestsInFlight + 1
        return roundTrip * each * rounds
    }
}

// MARK: - Steps

extension RunLimits {
    /// Reading all groups of the run.
    public var reading: Duration {
        Self.floor + Self.readPerGroup * groups + Self.readPerPartition * partitions + trips(Self.tripsPerRead)
    }

    /// Reading all groups once more while a transaction is open, where no coordinator is lost.
    private var looking: Duration {
        Self.lookPerGroup * groups + Self.lookPerPartition * partitions + trips(Self.tripsPerRead)
    }

    /// How long somebody else's open transaction on one group is waited for: most end within moments, and one that does
    /// not is of an application that is gone.
    public var foreignTransaction: Duration { .seconds(15) + roundTrip * Self.tripsPerRead }

    /// Listing all groups of the cluster, a broker that does not answer included.
    public var listing: Duration { Self.floor }

    /// Beginning a producer, which waits until the cluster has decided its last transaction.
    public var initializing: Duration { .seconds(90) }

    /// One call in an open transaction: beginning, or adding the offsets of so many requests as one call has.
    public var sending: Duration {
        .seconds(30) + TransactionBudget.sending(pace.requestsPerCall, roundTrip, pace)
    }

    /// Committing or aborting, repeated while the client library says that it may be.
    public var ending: Duration { Self.floor }

    /// Reading the mark of the run.
    public var mark: Duration { Self.floor }

    /// The two aborted transactions that show that groups with members are safe, and the end of the second.
    public var fence: Duration { (sending + Self.overrun) * 5 }

    /// Removing what the plan removes.
    public var deleting: Duration { Self.floor + reading + Self.deletePerGroup * groups + trips(Self.tripsPerDeletion) }

    /// Writing one group outside a transaction.
    public var plainCommit: Duration { Self.floor + roundTrip * Self.tripsPerRead }

    /// Putting back, one after another, the groups that were written outside a transaction.
    public var puttingBack: Duration {
        Self.floor * 2 + (Self.putBackPerGroup + roundTrip * Self.tripsToPutBack) * groups
            + Self.readPerPartition * partitions
    }

    /// One state's way into the journal with everything that belongs to it.
    public var journalling: Duration { Self.journalFloor + Self.journalPerPartition * partitions }
}

// MARK: - Sums

extension RunLimits {
    /// How long the broker should leave the transaction open: what adding the offsets needs, and the last look at the
    /// groups while they are pending.
    public var transactionTimeout: Duration {
        TransactionBudget.timeout(requests: requests, looking: looking, roundTrip: roundTrip, pace: pace)
    }

    /// The least that makes sense, for brokers that do not allow ``transactionTimeout``: no broker may be lost then.
    public var leastTransactionTimeout: Duration {
        TransactionBudget.least(requests: requests, looking: looking, roundTrip: roundTrip, pace: pace)
    }

    /// How long finding out how a transaction ended may take, when its own producer cannot tell.
    public var deciding: Duration { initializing + Self.overrun + mark + reading }

    /// How long a transaction may take from the moment in which it is given up to the verdict.
    public var aborting: Duration {
        journalling + ending + Self.overrun + deciding + reading + journalling
    }

    /// How long a run may take from the commit to the verdict; a copy is read back before and after the deletions.
    public var committing: Duration {
        ending + Self.overrun + deciding + journalling * 2 + reading + deleting + max(reading, listing) + journalling
    }

    /// How long a run without a transaction may take from the moment in which it is given up to the verdict.
    public var rollingBack: Duration {
        journalling + puttingBack + deleting * 2 + reading + journalling
    }

    /// The longest that a step may take which has begun when the run is asked to stop; it is looked for between steps.
    public var longestStep: Duration {
        let steps = [
            initializing + Self.overrun, fence, reading, listing, sending + Self.overrun, journalling,
            reading + plainCommit + reading,
        ]
        return steps.max() ?? .zero
    }

    /// How long a run may take to end after it was asked to: the step that is under way, and the longest way from there
    /// to a verdict.
    public var grace: Duration { longestStep + [aborting, committing, rollingBack].reduce(.zero, max) + explaining }

    /// The step that fails, finding out how the transaction ended, and the last reading may each have a failure to
    /// explain.
    private var explaining: Duration { (Self.explanation + Self.overrun) * 3 }
}
