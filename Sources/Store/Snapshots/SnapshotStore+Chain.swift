public import Offsets

/// The chain of a cluster and job: each snapshot names the one before it, and is compared with it. What was imported is in
/// none.
extension SnapshotStore {
    /// So many snapshots back is looked for one to compare with, or whose groups can be read.
    private static let furthestComparison = 20
    /// So many snapshots back is looked for one that says what is lacking now.
    private static let furthestNames = 3
    /// So many snapshots back is looked for an unusual movement: an hour of captures every five minutes.
    private static let furthestLook = 12
    /// No further snapshot is read for that after so many offsets, which take about a second.
    private static let offsetsReadAtMost = 1_000_000

    /// The newest snapshot of a cluster and job that can be read; `nil` when there is none.
    public func previous(clusterID: String, job: String?) -> PreviousSnapshot? {
        let earlier = list().filter { !$0.isImported && $0.cluster.id == clusterID && $0.job == job }
        for (back, candidate) in earlier.suffix(Self.furthestComparison).reversed().enumerated() {
            // One that cannot be read knows nothing; showing it says that it is damaged.
            guard let content = try? excerpt(candidate, of: .none) else { continue }
            let view = content.coverage.visibility
            let names = SnapshotNames(groups: content.names, topics: content.topicNames, visibility: view)
            return PreviousSnapshot(
                groups: Set(content.names),
                failed: content.coverage.failed,
                names: back < Self.furthestNames ? names : nil
            )
        }
        return nil
    }

    /// The last unusual movement before a snapshot: it may be the damage that the snapshot is to repair, and then the
    /// snapshot has it, too.
    ///
    /// - Parameters:
    ///   - chosen: The snapshot.
    ///   - content: What is in it.
    ///   - rules: Which groups, topics and partitions are looked at.
    /// - Returns: The movement and the snapshots it was between; `nil` when there is none as far back as is looked.
    public func unusualMovement(
        before chosen: StoredSnapshot,
        _ content: Snapshot,
        selectedBy rules: SelectionRules
    ) -> MovementBetween? {
        // Of any other it is not known what was taken before it.
        guard !chosen.isImported, list().contains(where: { $0.id == chosen.id }) else { return nil }
        let taken = chosen.selection
        let chain = list().filter { !$0.isImported && $0.cluster.id == chosen.cluster.id }
            .prefix { $0.id != chosen.id }
            .filter { $0.state != .suspicious && (!$0.selection.asksForSomething || $0.selection == taken) }
        var (later, content) = (chosen, content)
        var offsets = 0
        for earlier in chain.suffix(Self.furthestLook).reversed() {
            // The same offsets were not moved, and need not be read.
            guard earlier.offsetsDigest != later.offsetsDigest else {
                later = earlier
                continue
            }
            // One that cannot be read tells nothing; showing it says that it is damaged.
            guard offsets < Self.offsetsReadAtMost,
                let part = try? excerpt(earlier, of: rules.wantedGroups)
            else { return nil }
            let before = Snapshot(part)
            offsets += before.offsetCount
            if let movement = UnusualMovement.between(before, content, selectedBy: rules) {
                return MovementBetween(movement: movement, earlier: earlier, later: later)
            }
            (later, content) = (earlier, before)
        }
        return nil
    }

    /// A snapshot as the successor of the newest one of its cluster and job: it names it, and says so when it has no
    /// groups or is far smaller than the last complete one: has less than a percentage of it.
    func linked(_ snapshot: Snapshot, suspiciousBelow percentage: Int) -> Snapshot {
        let origin = snapshot.origin
        var linked = snapshot
        linked.origin.previousDigest = newest(clusterID: origin.cluster.id, job: origin.job)?.digest
        linked.origin.suspicion = Suspicion.judge(
            previous: larger(than: snapshot, suspiciousBelow: percentage).map { ($0.groups, $0.offsets) },
            now: (snapshot.groups.count, snapshot.offsetCount),
            listed: snapshot.coverage.listed,
            failed: snapshot.coverage.failed.count,
            below: percentage
        )
        return linked
    }

    /// The newest complete snapshot of the same cluster, job and selection that makes this one look suspicious.
    ///
    /// Its file has to be readable at least to its rows: what is damaged is no measure.
    private func larger(than snapshot: Snapshot, suspiciousBelow percentage: Int) -> StoredSnapshot? {
        let origin = snapshot.origin
        let size = (groups: snapshot.groups.count, offsets: snapshot.offsetCount)
        let complete = snapshots.filter {
            !$0.isImported && $0.cluster.id == origin.cluster.id && $0.job == origin.job && $0.state == .complete
                && $0.selection == origin.selection
        }
        for candidate in complete.suffix(Self.furthestComparison).reversed()
        where Suspicion.judge(
            previous: (candidate.groups, candidate.offsets),
            now: size,
            listed: snapshot.coverage.listed,
            below: percentage
        ) != nil {
            // One that cannot be read is no measure; showing it says that it is damaged.
            guard (try? excerpt(candidate, of: .none)) != nil else { continue }
            return candidate
        }
        return nil
    }
}
