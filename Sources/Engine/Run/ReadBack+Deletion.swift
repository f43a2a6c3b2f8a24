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
    ) async throws(TidemarkError) -> TidemarkError? {
        let count = items.count { $0.action == .delete }
        if reached != .deleting {
            try await afterCommit { () throws(TidemarkError) in
                try await journal.advance(record.id, to: .deleting, detail: "\(count) offsets")
            }
        }
        do throws(TidemarkError) {
            let removed = try await createdGroups(undoneBy: record).intersection(items.lazy.map(\.group))
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
            let groups = GroupList.words(Set(items.lazy.filter { $0.action == .delete }.map(\.group)))
            throw TidemarkError(
                .notDeleted,
                "\(committed)what the plan removes could not be deleted: \(error.message); groups: \(groups)",
                hint: Self.hint(
                    "The next restore, or `tidemark recover`, goes on with it; `tidemark recover --accept \(record.id)` "
                        + "leaves it as it is.",
                    error.hint
                ),
                cause: error
            )
        }
    }

    /// The groups that the undone run created: its undo removes them whole.
    private func createdGroups(undoneBy record: RunRecord) async throws(TidemarkError) -> Set<GroupID> {
        guard let undone = record.undoOf else { return [] }
        return Set(try await journal.provenRun(undone).groups.lazy.filter { !$0.existed }.map(\.group))
    }
}
