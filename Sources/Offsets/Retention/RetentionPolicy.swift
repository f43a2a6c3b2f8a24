/// A rule that keeps the newest snapshots, or the newest one of each of so many periods.
///
/// The raw value is its name in the configuration file, and behind `--keep-` on the command line.
public enum RetentionRule: String, Hashable, Sendable, CaseIterable {
    /// The newest ones.
    case last
    /// The newest of each hour, in UTC as all periods are.
    case hourly
    /// The newest of each day.
    case daily
    /// The newest of each week, which begins on Monday (ISO 8601).
    case weekly
    /// The newest of each month.
    case monthly
    /// The newest of each year.
    case yearly
}

/// Which snapshots of a cluster and job are kept: those that any of these rules keeps.
///
/// The rules are restic's (`restic forget`): a period that has no snapshot does not count.
public struct RetentionPolicy: Hashable, Sendable {
    /// The last good snapshot is never removed.
    public static let usualFewest = 1
    /// How long what is removed can be had back where nobody says: a week to notice that something is missing.
    public static let usualGrace = Duration.seconds(7 * 24 * 60 * 60)

    /// How many each rule keeps; a rule that is not there keeps none.
    public var counts: [RetentionRule: Int]
    /// All that are not older than this, measured from the newest one; `nil` for no such rule.
    public var within: Duration?
    /// So many complete snapshots stay, whatever the rules say.
    public var fewest: Int

    /// A policy.
    public init(_ counts: [RetentionRule: Int] = [:], within: Duration? = nil, fewest: Int = usualFewest) {
        self.counts = counts
        self.within = within
        self.fewest = fewest
    }

    /// Whether it has no rule that keeps anything; such a policy removes nothing.
    public var isEmpty: Bool { within == nil && counts.values.allSatisfy { $0 <= 0 } }
}

/// The snapshots that a policy is about: those of one cluster and one job, and apart from them those that were imported.
public struct RetentionGroup: Hashable, Sendable {
    /// Kafka's id of the cluster.
    public let clusterID: String
    /// The job, `nil` for snapshots that an operator took.
    public let job: String?
    /// Whether they were imported, and not taken of the cluster.
    public let isImported: Bool

    /// A cluster and a job.
    public init(clusterID: String, job: String?, isImported: Bool = false) {
        self.clusterID = clusterID
        self.job = job
        self.isImported = isImported
    }
}
