/// How long a transaction may stay open before the broker aborts it.
///
/// While it is open, consumers of its groups cannot start; too short, and the broker aborts a transaction that was
/// going well. The numbers are from measurements: a request takes about 3 ms on a warm coordinator, 14 ms on a cold one,
/// and one of 2 000 partitions up to 50 ms.
public enum TransactionBudget {
    /// What every transaction gets: enough to outlast the loss of a broker.
    public static let base = Duration.seconds(60)
    /// What it gets at least, where the brokers allow less (`transaction.max.timeout.ms`): enough for a cluster in which
    /// nothing happens, and more than librdkafka's socket timeout, which has to be shorter.
    public static let leastBase = Duration.seconds(10)
    /// What it gets for each request that adds offsets; a group has at least one.
    public static let perRequest = Duration.milliseconds(20)
    /// How many round trips each request takes.
    public static let roundTripsPerRequest = 3
    /// The longest that brokers allow by default (`transaction.max.timeout.ms`).
    public static let usualLimit = Duration.seconds(15 * 60)
    /// The longest that can be asked for: the client's limit.
    public static let longest = Duration.milliseconds(Int32.max)

    /// The value for `transaction.timeout.ms`: what so many requests need at this round trip, at most ``longest``.
    ///
    /// A broker refuses one above its own limit before anything is written. Numbers below zero count as zero.
    ///
    /// - Parameters:
    ///   - requests: How many requests add offsets.
    ///   - looking: How long the last look at the groups takes, while everything is pending.
    ///   - roundTrip: The round trip.
    ///   - pace: How the requests share round trips.
    /// - Returns: The value.
    public static func timeout(
        requests: Int,
        looking: Duration = .zero,
        roundTrip: Duration,
        pace: WritingPace = .oneByOne
    ) -> Duration {
        min(base + need(requests, looking, roundTrip, pace), longest)
    }

    /// The least value that makes sense for `transaction.timeout.ms`, as in ``timeout(requests:looking:roundTrip:pace:)``.
    public static func least(
        requests: Int,
        looking: Duration = .zero,
        roundTrip: Duration,
        pace: WritingPace = .oneByOne
    ) -> Duration {
        min(leastBase + need(requests, looking, roundTrip, pace), longest)
    }

    /// How long so many requests take.
    static func sending(_ requests: Int, _ roundTrip: Duration, _ pace: WritingPace) -> Duration {
        perRequest * requests + pace.waiting(requests, roundTrip: roundTrip)
    }

    private static func need(
        _ requests: Int,
        _ looking: Duration,
        _ roundTrip: Duration,
        _ pace: WritingPace
    ) -> Duration {
        // Both are bounded so that the product cannot overflow; beyond it the answer is "too long" anyway.
        let trip = min(max(roundTrip, .zero), usualLimit)
        let count = min(max(requests, 0), Int(Int32.max))
        return sending(count, trip, pace) + looking
    }
}
