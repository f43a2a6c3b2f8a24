import Offsets
import Store

extension ReadBack {
    /// Deletes what the plan removes.
    ///
    /// - Returns: Why some of it stays for good, `nil` when nothing does.
    func delete(
        _ record: RunRecord,
        _ items: [RunItem],
        reached: RunState
    ) async throws(TidemarkError) -> DeletionHindrance? {
        let count = items.count { $0.action == .delete }
        if reached != .deleting {
            try await afterCommit { () throws(TidemarkError) in
                try await journal.advance(record.id, to: .deleting, detail: "\(count) offsets")
            }
        }
        do throws(TidemarkError) {
            let removed = try await removedGroups(by: record, items)
            let deletion = RunDeletion(
                cluster: cluster,
                removedGroups: removed,
                limits: limits,
                progress: progress
            )
            return try await deletion.carryOut(items)
        } catch {
            // A journal that cannot be written loses this remark and nothing else: the state stays `deleting`.
            try? await journal.note("deleting failed: \(error.message)", in: record.id)
            let committed = items.contains { $0.action == .set } ? "the offsets were committed, but " : ""
            let deleting = items.lazy.filter { $0.action == .delete }.map(\.group)
            let removed = (try? await removedGroups(by: record, items)) ?? []
            let groups = GroupList.words(removed.union(deleting))
            throw TidemarkError(
                .notDeleted,
                "\(committed)what the plan removes could not be deleted: \(error.message); groups: \(groups)",
                hint: Self.hint(
                    "The next restore, or `tidemark recover`, continues it; `tidemark recover --accept \(record.id)` "
                        + "leaves it as it is.",
                    error.hint
                ),
                cause: error
            )
        }
    }

    /// Why nothing may be deleted: what was copied is not all there.
    ///
    /// - Returns: The error with everything that is not as planned, the old offsets included; `nil` when the copy is there.
    /// - Throws: ``TidemarkError`` when the copy cannot be read: the run is not over then.
    func lostCopy(_ items: [RunItem]) async throws(TidemarkError) -> (error: TidemarkError, mismatches: [Mismatch])? {
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await readBack(items)
        } catch {
            throw TidemarkError(
                .notVerified,
                "the offsets were copied, but could not be read back, and before that the old ones are not deleted: "
                    + error.message,
                hint: "The next restore, or `tidemark recover`, reads them back and continues.",
                cause: error
            )
        }
        let lost = RunComparison.withPlanned(items.filter { $0.action != .delete }, held)
        guard !lost.isEmpty else { return nil }
        let old = GroupList.words(Set(items.lazy.filter { $0.action == .delete }.map(\.group)))
        let error = TidemarkError(
            .raced,
            "the offsets were copied, but \(lost.count) partitions of \(GroupList.words(Set(lost.map(\.group)))) do not "
                + "hold the copy any more, so what \(old) still holds was not deleted",
            hint: "Find what commits for these groups, and compare what they hold."
        )
        return (error, RunComparison.withPlanned(items, held))
    }

    /// The groups that go as a whole: all of a deletion of groups, the old names of a rename, and of an undo those that the
    /// undone run created.
    func removedGroups(by record: RunRecord, _ items: [RunItem]) async throws(TidemarkError) -> Set<GroupID> {
        if record.removesGroups { return Set(try await journal.provenRun(record.id).groups.lazy.map(\.group)) }
        if record.kind == .rename {
            let kept = Set(items.lazy.filter { $0.planned != nil }.map(\.group))
            return Set(items.lazy.filter { $0.action == .delete }.map(\.group)).subtracting(kept)
        }
        guard let undone = record.undoOf else { return [] }
        let created = try await journal.provenRun(undone).groups.lazy.filter { !$0.existed }.map(\.group)
        return Set(created).intersection(items.lazy.map(\.group))
    }
}
