public import Offsets

/// Everything that is measured, at one moment: a pure value, from which ``families`` and the texts are made.
///
/// What is not known is `nil`, and then there is no sample, never a 0.
public struct MetricsState: Sendable {
    /// The version of Tidemark.
    public var version = TidemarkVersion.current
    /// The versions of the libraries it runs on, by their names, such as `librdkafka`.
    public var libraries: [String: String] = [:]
    /// The jobs, in any order.
    public var jobs: [JobMetrics] = []
    /// The store, `nil` before it was looked at.
    public var store: StoreMetrics?
    /// The lag of the groups that were asked for.
    public var lags = GroupLags()

    /// Nothing is known yet.
    public init() {}
}

/// What is measured of one job.
public struct JobMetrics: Sendable {
    /// The job.
    public var name: String
    /// The name of its cluster.
    public var cluster: String
    /// When its last good snapshot was begun.
    public var lastSuccess: Timestamp?
    /// When it was last begun, whatever came of it.
    public var lastAttempt: Timestamp?
    /// The time between its next two slots.
    public var scheduleInterval: Duration?
    /// When it is next due.
    public var nextRun: Timestamp?
    /// For how long a snapshot has been missing; zero for a job that is not late.
    public var late: Duration?
    /// What its last stored snapshot holds.
    public var lastSnapshot: SnapshotMetrics?
    /// How often it came to what, since the daemon's start.
    public var attempts: [AttemptOutcome: Int] = [:]
    /// How long its attempts took, those that were skipped left out, since the daemon's start.
    public var durations = DurationHistogram()

    /// A job of which nothing is known yet.
    public init(name: String, cluster: String) {
        self.name = name
        self.cluster = cluster
    }
}

/// What became of a job's turn.
public enum AttemptOutcome: String, Hashable, Sendable, CaseIterable {
    /// A complete snapshot.
    case complete
    /// A snapshot that lacks something.
    case partial
    /// A snapshot that is suspiciously small.
    case suspicious
    /// No snapshot.
    case failed
    /// Not begun, because the one before was still at work.
    case skipped
}

extension AttemptOutcome {
    /// What a turn came to that has taken a snapshot.
    init(_ state: SnapshotState) {
        self =
            switch state {
            case .complete: .complete
            case .partial: .partial
            case .suspicious: .suspicious
            }
    }
}

/// What a snapshot holds, in numbers.
public struct SnapshotMetrics: Hashable, Sendable {
    /// The groups that the cluster has listed.
    public var listed: Int?
    /// The groups in it.
    public var captured: Int
    /// The groups that could not be read.
    public var failed: Int?
    /// Its committed offsets.
    public var offsets: Int
    /// The size of its file.
    public var bytes: Int64

    /// Numbers.
    public init(listed: Int?, captured: Int, failed: Int?, offsets: Int, bytes: Int64) {
        self.listed = listed
        self.captured = captured
        self.failed = failed
        self.offsets = offsets
        self.bytes = bytes
    }
}

/// What is measured of the store and its journal.
public struct StoreMetrics: Hashable, Sendable {
    /// The snapshots that are kept.
    public var snapshots: Int?
    /// The bytes of their files.
    public var bytes: Int64?
    /// The bytes that may still be written there.
    public var freeBytes: Int64?
    /// The files that are damaged or cannot be read.
    public var damagedFiles: Int?
    /// How many runs of the journal, such as restores, are over, by what they came to.
    public var runs: [RunState: Int]?
    /// The runs that are not over.
    public var unfinishedRuns: Int?

    /// Nothing is known yet.
    public init() {}
}
