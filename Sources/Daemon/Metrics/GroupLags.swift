public import Offsets

/// The lag of chosen groups, as the last snapshot of each cluster saw it: at most so many, the first by cluster and name,
/// so that the same groups are shown from one snapshot to the next.
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

    private struct ClusterLags {
        var known: [Sample] = []
        var leftOut = 0
        var unknown = 0
    }

    private let selection: SelectionRules?
    private let limit: Int
    private var clusters: [String: ClusterLags] = [:]

    /// No group is chosen.
    public init() {
        selection = nil
        limit = 0
    }

    /// Groups that one of the patterns matches; none where there are no patterns.
    ///
    /// - Parameters:
    ///   - groups: globs, or regular expressions after `re:`.
    ///   - limit: how many are shown at most; memory is bounded by it.
    /// - Throws: `bad-pattern` for a pattern that cannot be compiled, `sentinel-group` for the name of such a group.
    public init(groups: [String], limit: Int) throws(TidemarkError) {
        selection = groups.isEmpty ? nil : try SelectionRules(Selection(groups: groups))
        self.limit = max(0, limit)
    }

    /// Whether any group is chosen, so that it is worth reading a snapshot for ``note(_:of:)``.
    public var isWanted: Bool { selection != nil }

    /// Replaces what is known of a cluster's groups by what a snapshot says.
    public mutating func note(_ snapshot: Snapshot, of cluster: String) {
        guard let selection else { return }
        let bounds = LogBoundsIndex(snapshot.topics)
        var lags = ClusterLags()
        for group in snapshot.groups where selection.selects(group: group.group) {
            guard let records = Self.records(group, bounds) else {
                lags.unknown += 1
                continue
            }
            guard lags.known.count < limit else {
                lags.leftOut += 1
                continue
            }
            lags.known.append(Sample(cluster: cluster, group: group.group, records: records))
        }
        clusters[cluster] = lags
    }

    /// Forgets the clusters that the configuration has no more.
    public mutating func keep(clusters names: Set<String>) {
        clusters = clusters.filter { names.contains($0.key) }
    }

    /// The groups to be shown, no more than the limit over all clusters.
    public var samples: ArraySlice<Sample> { known.prefix(limit) }

    /// How many chosen groups the limit leaves out.
    public var leftOut: Int { max(0, known.count - limit) + clusters.values.reduce(0) { $0 + $1.leftOut } }

    /// Of how many chosen groups the lag is not known, because the end of a log was not.
    public var unknown: Int { clusters.values.reduce(0) { $0 + $1.unknown } }

    private var known: [Sample] {
        clusters.sorted { $0.key < $1.key }.flatMap(\.value.known)
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
