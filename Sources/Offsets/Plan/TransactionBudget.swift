/// How long a transaction may stay open before the broker aborts it.
///
/// While it is open, consumers of its groups cannot start; too short, and the broker aborts a transaction that was
/// going well. The numbers are from measurements: a group takes about 3 ms on a warm coordinator, 14 ms on a cold one.
public enum TransactionBudget {
    /// What every transaction gets.
    public static let base = Duration.seconds(60)
    /// What it gets for each group.
    public static let perGroup = Duration.milliseconds(20)
    /// How many round trips each group takes.
    public static let roundTripsPerGroup = 3
    /// The longest that brokers allow by default (`transaction.max.timeout.ms`).
    public static let longest = Duration.seconds(15 * 60)

    /// The value for `transaction.timeout.ms`: what the groups need, at most ``longest``.
    public static func timeout(groups: Int, roundTrip: Duration) -> Duration {
        min(needed(groups: groups, roundTrip: roundTrip), longest)
    }

    /// What so many groups need at this round trip; above ``longest`` they do not safely fit into one transaction.
    ///
    /// Numbers below zero count as zero.
    public static func needed(groups: Int, roundTrip: Duration) -> Duration {
        // The round trip is bounded so that the product cannot overflow; beyond it the answer is "too long" anyway.
        let trip = min(max(roundTrip, .zero), longest)
        let count = min(max(groups, 0), Int(Int32.max))
        return base + (perGroup + trip * roundTripsPerGroup) * count
    }
}
