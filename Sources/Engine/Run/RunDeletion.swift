import Cluster
import Offsets

/// Removing what the plan of a run removes, once nothing else of it is left to do: offsets, and whole groups: those of a
/// deletion, and those that an undone run created.
///
/// Kafka has no deletion inside a transaction, so this comes after the commit. It may be broken off anywhere and begun
/// again: what is gone stays gone, and an offset that is no longer what the run found is somebody else's and stays.
struct RunDeletion: Sendable {
    /// How often at most; each repetition waits for replication first.
    private static let mostRounds = 30
    /// How long one deletion may take.
    private static let callPatience: Duration = .seconds(15)

    let cluster: any Cluster
    /// Groups that are removed as a whole.
    let removedGroups: Set<GroupID>
    /// How long deletions are repeated while coordinators move.
    let limits: RunLimits
    let progress: @Sendable (Progress) -> Void

    /// Deletes, and makes sure that it lasts.
    ///
    /// - Parameter items: All items of the run with their pre-images.
    /// - Returns: `nil` when all of it is gone; why not where a group is in use again, and then its offsets stay.
    /// - Throws: ``TidemarkError`` when it cannot be done now; some may be gone already.
    func carryOut(_ items: [RunItem]) async throws(TidemarkError) -> DeletionHindrance? {
        let concerned = Set(items.filter { $0.action == .delete }.map(\.group)).union(removedGroups)
        var byGroup = Dictionary(grouping: items.filter { concerned.contains($0.group) }, by: \.group)
        for group in removedGroups where byGroup[group] == nil { byGroup[group] = [] }
        let limit = Deadline.after(limits.deleting)
        // A group goes with everything that it holds, be that seen or not.
        if !removedGroups.isEmpty { try await ViewCheck.refuseHiddenTopics(of: cluster, before: limit) }
        var hindrances: [GroupID: TidemarkError] = [:]
        for round in 1...Self.mostRounds {
            let open = try await look(at: byGroup, again: round > 1, hindrances: &hindrances, before: limit)
            guard !open.isEmpty else {
                return hindrances.min { $0.key < $1.key }
                    .map { DeletionHindrance(error: $0.value, groups: Set(hindrances.keys)) }
            }
            progress(Progress("deleting offsets"))
            var isDurable = true
            var passing: TidemarkError?
            for (work, result) in zip(open, await deleteAll(open, before: limit)) {
                switch result {
                case .deleted(let lasts): isDurable = isDurable && lasts
                case .hindered(let error): hindrances[work.group] = error
                case .failed(let error, isPassing: true): passing = error
                case .failed(let error, isPassing: false): throw error
                }
            }
            if let passing, limit.hasPassed { throw passing }
            if !isDurable || passing != nil { try await waitForReplication() }
        }
        throw TidemarkError(
            .notDeleted,
            "offsets that were deleted are there again every time: groups \(GroupList.words(concerned))",
            hint: "Find what commits for these groups, and see that the cluster is healthy."
        )
    }

    /// What is left to do, by what the groups hold now; the first time every group, since what is gone may not last.
    private func look(
        at items: [GroupID: [RunItem]],
        again: Bool,
        hindrances: inout [GroupID: TidemarkError],
        before deadline: Deadline
    ) async throws(TidemarkError) -> [DeletionWork] {
        let reading = TargetReading(cluster: cluster, progress: progress)
        let held = try await reading.read(
            items.values.flatMap { $0 },
            waitsForTransactions: true,
            activity: "reading what is to be deleted",
            before: deadline
        )
        let known = Set(held.lazy.filter { !$0.value.isEmpty }.map(\.key))
        let states = try await reading.states(of: Set(items.keys), known: known, before: deadline)
        var open: [DeletionWork] = []
        for (group, items) in items.sorted(by: { $0.key < $1.key }) where hindrances[group] == nil {
            if let listed = states[group], listed.isActive {
                hindrances[group] = .active(group, state: listed.state)
                continue
            }
            let removesGroup = removedGroups.contains(group) && states[group] != nil
            let work = DeletionWork(group: group, removesGroup: removesGroup, items: items, held: held[group] ?? [:])
            if !again || removesGroup || !work.partitions.isEmpty {
                open.append(work)
            }
        }
        return open
    }

    /// Deletes offsets, many groups at a time, and then whole groups; how each ended, in the order of the work.
    private func deleteAll(_ open: [DeletionWork], before limit: Deadline) async -> [DeletionEnding] {
        let kept = open.filter { !$0.removesGroup }
        let ended = await bounded(kept, limit: RunLimits.requestsInFlight) { await delete($0, before: limit) }
        var endings = Dictionary(zip(kept.lazy.map(\.group), ended)) { first, _ in first }
        let removal = GroupRemoval(cluster: cluster, callPatience: Self.callPatience)
        await removal.carryOut(open.filter(\.removesGroup), before: limit, &endings)
        return open.map { endings[$0.group] ?? .deleted(isDurable: false) }
    }

    private func delete(_ work: DeletionWork, before deadline: Deadline) async -> DeletionEnding {
        var topics = work.partitions.map(\.topic)
        do throws(KafkaError) {
            for chunk in RequestChunks.split(work.partitions) {
                let refused = try await cluster.deleteOffsets(
                    of: work.group,
                    for: Array(chunk),
                    before: min(deadline, .after(Self.callPatience))
                )
                // An offset goes with its topic.
                let meant = refused.filter { $0.value.code != .unknownTopicOrPartition }.min { $0.key < $1.key }
                if let meant {
                    topics = [meant.key.topic]
                    throw meant.value
                }
            }
        } catch {
            return DeletionEnding(of: work, error, topics)
        }
        return .deleted(isDurable: await commitAgain(work, before: deadline))
    }

    /// Commits an offset that the group keeps once more: the acknowledgement covers the deletions before it in the same
    /// log, which brokers before 4 acknowledge without waiting for their replicas (`docs/kafka.md` §8.3).
    private func commitAgain(_ work: DeletionWork, before deadline: Deadline) async -> Bool {
        guard let anchor = work.anchor else { return false }
        do throws(KafkaError) {
            let limit = min(deadline, .after(Self.callPatience))
            let refused = try await cluster.alterOffsets(of: work.group, to: [anchor], before: limit)
            return refused.isEmpty
        } catch {
            return false
        }
    }

    private func waitForReplication() async throws(TidemarkError) {
        progress(Progress("waiting until the deletions are replicated"))
        do throws(KafkaError) {
            try await cluster.waitForDeletions()
        } catch {
            throw .cluster(error, while: "waiting until deletions are replicated", of: cluster)
        }
    }
}
