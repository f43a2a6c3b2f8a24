import Engine
import Offsets
import Store

/// Finds the snapshots that a new one follows.
struct Predecessors {
    /// So many complete snapshots back is looked for one to compare with.
    private static let furthestComparison = 20

    /// So many snapshots back is looked for one that can be read.
    private static let furthestNames = 3

    private let store: SnapshotStore

    init(_ store: SnapshotStore) {
        self.store = store
    }

    /// What the newest snapshot of the same cluster and job was about, `nil` when there is none.
    func names(before snapshot: Snapshot) async -> SnapshotNames? {
        let origin = snapshot.origin
        let earlier = await store.list().filter { $0.cluster.id == origin.cluster.id && $0.job == origin.job }
        for candidate in earlier.suffix(Self.furthestNames).reversed() {
            // One that is damaged tells nothing; showing it says so.
            if let names = try? await store.names(in: candidate) { return names }
        }
        return nil
    }

    /// The snapshot with its place in the chain of its cluster and job, and the judgement of its size.
    func link(_ snapshot: Snapshot) async throws(TidemarkError) -> Snapshot {
        let clusterID = snapshot.origin.cluster.id
        let job = snapshot.origin.job
        let newest = await store.newest(clusterID: clusterID, job: job)
        return snapshot.following(newest, complete: await larger(than: snapshot))
    }

    /// The newest complete snapshot of the same cluster, job and selection that makes this one look suspicious.
    ///
    /// The selection stands in the file alone, so only files that would make it suspicious are read.
    private func larger(than snapshot: Snapshot) async -> StoredSnapshot? {
        let origin = snapshot.origin
        let size = (groups: snapshot.groups.count, offsets: snapshot.offsetCount)
        let complete = await store.list().filter {
            $0.cluster.id == origin.cluster.id && $0.job == origin.job && $0.state == .complete
        }
        for candidate in complete.suffix(Self.furthestComparison).reversed()
        where Suspicion.judge(previous: (candidate.groups, candidate.offsets), now: size) != nil {
            // One that cannot be read is no measure; showing it says that it is damaged.
            guard let content = try? await store.load(candidate) else { continue }
            if content.origin.selection == origin.selection { return candidate }
        }
        return nil
    }
}
