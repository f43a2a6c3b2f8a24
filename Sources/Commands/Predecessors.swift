import Engine
import Kafka
import Offsets
import Store

/// Finds the snapshots that a new one follows.
struct Predecessors {
    /// So many complete snapshots back is looked for one to compare with.
    private static let furthestComparison = 20

    private let store: SnapshotStore

    init(_ store: SnapshotStore) {
        self.store = store
    }

    /// The snapshot with its place in the chain of its cluster and job, and the judgement of its size.
    func link(_ snapshot: Snapshot) async throws(TidemarkError) -> Snapshot {
        let clusterID = snapshot.origin.cluster.id
        let job = snapshot.origin.job
        let newest = await store.newest(clusterID: clusterID, job: job)
        return snapshot.following(newest, complete: await larger(than: snapshot))
    }

    /// The groups of the newest snapshot of a cluster and job that can be read, and those that it names as not read: a
    /// group that is hidden for longer stays known from one partial snapshot to the next.
    func groups(clusterID: String, job: String?) async -> Set<GroupID> {
        let candidates = await store.list().filter { $0.cluster.id == clusterID && $0.job == job }
        for candidate in candidates.suffix(Self.furthestComparison).reversed() {
            // One that cannot be read knows nothing; showing it says that it is damaged.
            guard let content = try? await store.load(candidate) else { continue }
            let missing = content.coverage.failed.filter { $0.code != KafkaErrorCode.groupIDNotFound.name }
            return Set(content.groups.map(\.group)).union(missing.map(\.group))
        }
        return []
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
