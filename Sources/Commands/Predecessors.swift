import Cluster
import Engine
import Offsets
import Store

/// Finds the snapshots that a new one follows.
struct Predecessors {
    /// So many snapshots back is looked for one whose groups can be read.
    private static let furthestGroups = 20
    /// So many snapshots back is looked for an unusual movement: an hour of captures every five minutes.
    private static let furthestLook = 12
    /// So many offsets are read for that, which takes about a second.
    private static let offsetsReadAtMost = 1_000_000

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

    /// The groups of the newest snapshot of a cluster and job that can be read, and those that it names as not read: a
    /// group that is hidden for longer stays known from one partial snapshot to the next.
    func groups(clusterID: String, job: String?) async -> Set<GroupID> {
        let candidates = await store.list().filter { $0.cluster.id == clusterID && $0.job == job }
        for candidate in candidates.suffix(Self.furthestGroups).reversed() {
            // One that cannot be read knows nothing; showing it says that it is damaged.
            guard let content = try? await store.load(candidate) else { continue }
            let missing = content.coverage.failed.filter { $0.code != KafkaErrorCode.groupIDNotFound.name }
            return Set(content.groups.map(\.group)).union(missing.map(\.group))
        }
        return []
    }

    /// The last unusual movement before a snapshot: it may be the damage that the snapshot is to repair, and then the
    /// snapshot has it, too.
    ///
    /// - Parameters:
    ///   - chosen: The snapshot.
    ///   - selection: Which groups, topics and partitions are looked at.
    /// - Returns: The movement and the snapshots it was between; `nil` when there is none as far back as is looked.
    func unusualMovement(before chosen: SnapshotChoice.Chosen, _ selection: Selection) async -> MovementBetween? {
        guard let rules = try? SelectionRules(selection) else { return nil }
        let taken = chosen.stored.selection
        let chain = await store.list().filter { $0.cluster.id == chosen.stored.cluster.id }
            .prefix { $0.id != chosen.stored.id }
            .filter { $0.state != .suspicious && (!$0.selection.asksForSomething || $0.selection == taken) }
        var (later, content) = (chosen.stored, chosen.content)
        var offsets = 0
        for earlier in chain.suffix(Self.furthestLook).reversed() {
            // The same offsets were not moved, and need not be read.
            guard earlier.offsetsDigest != later.offsetsDigest else {
                later = earlier
                continue
            }
            offsets += earlier.offsets
            // One that cannot be read tells nothing; showing it says that it is damaged.
            guard offsets <= Self.offsetsReadAtMost, let before = try? await store.load(earlier) else { return nil }
            if let movement = UnusualMovement.between(before, content, selectedBy: rules) {
                return MovementBetween(movement: movement, earlier: earlier, later: later)
            }
            (later, content) = (earlier, before)
        }
        return nil
    }
}
