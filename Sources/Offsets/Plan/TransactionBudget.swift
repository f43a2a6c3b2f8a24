/// How long a transaction may stay open before the broker aborts it.
///
/// While it is open, consumers of its groups cannot start; too short, and the broker aborts a transaction that was
/// going well. The numbers are from measurements: a request takes about 3 ms on a warm coordinator, 14 ms on a cold one,
/// and one of 2 000 partitions up to 50 ms.
public enum TransactionBudget {
    /// What every transaction gets.
    public static let base = Duration.seconds(60)
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
    public static func timeout(requests: Int, roundTrip: Duration) -> Duration {
        // Both are bounded so that the product cannot overflow; beyond it the answer is "too long" anyway.
        let trip = min(max(roundTrip, .zero), usualLimit)
        let count = min(max(requests, 0), Int(Int32.max))
        return min(base + (perRequest + trip * roundTripsPerRequest) * count, longest)
    }
}
