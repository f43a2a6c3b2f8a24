public import Offsets

/// The lag of chosen groups, as the last snapshot that holds each saw it: at most so many, the first by cluster and name, so
/// that the same groups are shown from one snapshot to the next.
public struct GroupLags: Sendable {
    /// A group and its lag.
    public struct Sample: Hashable, Sendable {
        /// The name of its cluster.
        public let cluster: String
        /// The group.
        public let group: GroupID
        /// The records between its committed offsets and the ends of their logs; an offset beyond the end counts as 0.
        public let records: Int64
    }

    /// What a job's snapshot says of the chosen groups: their lag, `nil` where it is not known.
    private struct Noted {
        let cluster: String
        let takenAt: Timestamp
        var groups: [GroupID: Int64?] = [:]
    }

    private let selection: SelectionRules?
    private let limit: Int
    /// By the name of the job.
    private var noted: [String: Noted] = [:]

    /// The groups to be shown, no more than the limit over all clusters.
    public private(set) var samples: [Sample] = []
    /// How many chosen groups the limit leaves out.
    public private(set) var leftOut = 0
    /// Of how many chosen groups the lag is not known, because the end of a log was not.
    public private(set) var unknown = 0

    /// No group is chosen.
    public init() {
        selection = nil
        limit = 0
    }

    /// Groups that one of the patterns matches; none where there are no patterns.
    ///
    /// - Parameters:
    ///   - groups: globs, or regular expressions after `re:`.
    ///   - limit: how many are shown at most.
    /// - Throws: `bad-pattern` for a pattern that cannot be compiled, `sentinel-group` for the name of such a group.
    public init(groups: [String], limit: Int) throws(TidemarkError) {
        selection = groups.isEmpty ? nil : try SelectionRules(Selection(groups: groups))
        self.limit = max(0, limit)
    }

    /// Whether any group is chosen, so that it is worth reading a snapshot for ``note(_:of:by:)``.
    public var isWanted: Bool { selection != nil }

    /// Replaces what a job's last snapshot has said by what a newer one says.
    ///
    /// Of a group that several jobs capture, the newest of their snapshots counts.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - cluster: The name of its cluster in the configuration.
    ///   - job: The job that has taken it.
    public mutating func note(_ snapshot: Snapshot, of cluster: String, by job: String) {
        guard let selection else { return }
        let bounds = LogBoundsIndex(snapshot.topics)
        var found = Noted(cluster: cluster, takenAt: snapshot.origin.startedAt)
        for group in snapshot.groups where selection.selects(group: group.group) {
            found.groups.updateValue(Self.records(group, bounds), forKey: group.group)
        }
        noted[job] = found
        merge()
    }

    /// Forgets the jobs that are not among these; each is named with its cluster.
    public mutating func keep(jobs: [String: String]) {
        let kept = noted.filter { jobs[$0.key] == $0.value.cluster }
        guard kept.count < noted.count else { return }
        noted = kept
        merge()
    }

    private mutating func merge() {
        var clusters: [String: [GroupID: Int64?]] = [:]
        for noted in noted.values.sorted(by: { $0.takenAt < $1.takenAt }) {
            clusters[noted.cluster, default: [:]].merge(noted.groups) { $1 }
        }
        let known = clusters.sorted { $0.key < $1.key }.flatMap { cluster, groups in
            groups.compactMap { group, records in records.map { Sample(cluster: cluster, group: group, records: $0) } }
                .sorted { $0.group < $1.group }
        }
        samples = Array(known.prefix(limit))
        leftOut = known.count - samples.count
        unknown = clusters.values.reduce(0) { $0 + $1.count } - known.count
    }

    /// The lag of a group, `nil` when the end of any of its logs is not known.
    private static func records(_ group: GroupOffsets, _ bounds: LogBoundsIndex) -> Int64? {
        var sum: Int64 = 0
        for offset in group.offsets {
            guard let log = bounds.bounds(of: offset) else { return nil }
            let (more, isBeyond) = sum.addingReportingOverflow(max(0, Lag.records(behind: log, at: offset)))
            sum = isBeyond ? .max : more
        }
        return sum
    }
}
