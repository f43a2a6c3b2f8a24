import Offsets

/// The chain of a cluster and job: each snapshot names the one before it, and is compared with it.
extension SnapshotStore {
    /// So many complete snapshots back is looked for one to compare with.
    private static let furthestComparison = 20

    /// A snapshot as the successor of the newest one of its cluster and job: it names it, and says so when it has no
    /// groups or is far smaller than the last complete one.
    func linked(_ snapshot: Snapshot) -> Snapshot {
        let origin = snapshot.origin
        var linked = snapshot
        linked.origin.previousDigest = newest(clusterID: origin.cluster.id, job: origin.job)?.digest
        linked.origin.suspicion = Suspicion.judge(
            previous: larger(than: snapshot).map { ($0.groups, $0.offsets) },
            now: (snapshot.groups.count, snapshot.offsetCount),
            listed: snapshot.coverage.listed,
            failed: snapshot.coverage.failed.count
        )
        return linked
    }

    /// The newest complete snapshot of the same cluster, job and selection that makes this one look suspicious.
    ///
    /// The selection stands in the file alone, so only files that would make it suspicious are read.
    private func larger(than snapshot: Snapshot) -> StoredSnapshot? {
        let origin = snapshot.origin
        let size = (groups: snapshot.groups.count, offsets: snapshot.offsetCount)
        let complete = snapshots.filter {
            $0.cluster.id == origin.cluster.id && $0.job == origin.job && $0.state == .complete
        }
        for candidate in complete.suffix(Self.furthestComparison).reversed()
        where Suspicion.judge(
            previous: (candidate.groups, candidate.offsets),
            now: size,
            listed: snapshot.coverage.listed
        ) != nil {
            // One that cannot be read is no measure; showing it says that it is damaged.
            guard let content = try? load(candidate) else { continue }
            if content.origin.selection == origin.selection { return candidate }
        }
        return nil
    }
}
