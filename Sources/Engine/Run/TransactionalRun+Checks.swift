import Cluster
import Offsets
import Store

/// What has to be so before anything is committed: the cluster is the plan's, nobody uses the groups, and they hold what the
/// plan was made from.
extension TransactionalRun {
    /// Makes sure that this is the plan's cluster, and that it still has every partition to be written: librdkafka
    /// repeats a commit to a topic that is gone until the time is over (`docs/kafka.md` §5.5).
    ///
    /// - Returns: The cluster with its topics.
    /// - Throws: ``TidemarkError``: 69 or 77 when it cannot be read, 79 when it is another or lacks a partition.
    func checkCluster() async throws(TidemarkError) -> ClusterMetadata {
        progress(Progress("connecting"))
        let metadata = try await cluster.connected(before: deadline)
        try plan.refuse(otherThanItsOwn: metadata.identity)
        for step in plan.steps where step.action == .set && !metadata.has(step.topicPartition) {
            throw TidemarkError(
                .planStale,
                "group \(step.group.name): \(step.topicPartition) is gone since the plan was made",
                hint: "Plan again."
            )
        }
        return metadata
    }

    /// Reads what the run will replace, and compares it with what the plan was made from.
    func takePreImage() async throws(TidemarkError) -> [RunItem] {
        let held = try await reading.read(
            items,
            waitsForTransactions: true,
            activity: "saving current offsets for undo",
            patience: limits.foreignTransaction,
            before: min(deadline, .after(limits.reading))
        )
        if let moved = OffsetComparison.moved(since: plan.steps[...], present: held).first {
            throw TidemarkError.stale(moved)
        }
        try await refuseUnplannedOffsets()
        return items.map { item in
            var item = item
            item.preImage = held[item.group]?[item.topicPartition].map { .committed($0) } ?? .absent
            return item
        }
    }

    /// Refuses a group that is to go as a whole and holds more than the plan says.
    ///
    /// - Throws: ``TidemarkError``: 79 for such a group, 69 or 77 when one cannot be read.
    private func refuseUnplannedOffsets() async throws(TidemarkError) {
        let removed = plan.removedGroups
        guard !removed.isEmpty else { return }
        let planned = Dictionary(grouping: items, by: \.group).mapValues { Set($0.map(\.topicPartition)) }
        let results = await cluster.held(
            by: removed,
            patience: Capture.patiencePerGroup,
            before: min(deadline, .after(limits.reading)),
            finished: { progress(Progress("reading what the groups hold", done: $0, of: removed.count)) }
        )
        for (group, result) in zip(removed, results) {
            let held: HeldOffsets
            do throws(KafkaError) {
                held = try result.get()
            } catch {
                throw .group(error, group, while: "reading what it holds before it is deleted", needing: .describe)
            }
            guard let other = held.partitions.first(where: { planned[group]?.contains($0) != true }) else { continue }
            throw TidemarkError(
                .planStale,
                "group \(group.name) has moved since the plan was made: it got an offset of \(other)",
                hint: "Something commits for this group; find it, then plan again."
            )
        }
    }

    /// Journals what the run will replace; meanwhile looks whether the groups have members.
    func keepPreImage(_ known: [RunItem]) async throws(TidemarkError) {
        async let looked = Result { () async throws(TidemarkError) in try await refuseActiveGroups(known) }
        try await journal.recordPreImage(id, items: known)
        try await looked.get()
    }

    /// Refuses a group that has members, and one of which that cannot be seen.
    ///
    /// - Parameter items: The items with their pre-images: a group that holds an offset is there, listed or not.
    /// - Throws: ``TidemarkError``: 79 for such a group, 69 or 77 when the groups cannot be listed.
    func refuseActiveGroups(_ items: [RunItem]) async throws(TidemarkError) {
        let limit = min(deadline, .after(limits.listing))
        let known = Set(items.lazy.filter { $0.preImage.offset != nil }.map(\.group))
        if let active = try await reading.activeGroup(among: groups, known: known, before: limit) {
            let occupants = await Occupants(cluster: cluster).look(at: [active.group], before: limit)
            throw TidemarkError.active(active.group, state: active.state, occupants[active.group])
        }
    }

    /// While everything is pending: no group has members, and nobody has committed since the pre-image was taken.
    func lastLook(at known: [RunItem]) async throws(TidemarkError) {
        async let looked = Result { () async throws(TidemarkError) in try await refuseActiveGroups(known) }
        async let read = Result { () async throws(TidemarkError) in
            try await reading.read(
                known,
                waitsForTransactions: false,
                activity: "final check before commit",
                before: min(deadline, .after(limits.reading))
            )
        }
        try await looked.get()
        let held = try await read.get()
        if let moved = RunComparison.withPreImage(known, held).first { throw TidemarkError.stale(moved) }
    }
}
