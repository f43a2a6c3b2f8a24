import Offsets
import Store

extension ReadBack {
    /// Ends a run whose transaction was committed, or that had none: what the plan removes is deleted, then every
    /// partition is read back and compared.
    ///
    /// What a rename, or its undoing, has copied is read back before the first deletion as well, by a recovery once more.
    /// Where it is not all there, nothing (more) is deleted.
    ///
    /// - Parameters:
    ///   - record: The run.
    ///   - items: Its items with their pre-images.
    ///   - reached: The state the journal has it in.
    /// - Returns: `done`, or `raced` when something else has moved a group since, or uses one whose offsets were to go.
    /// - Throws: ``TidemarkError`` when the journal cannot be written, when something cannot be deleted now, or when the
    ///   groups cannot be read back: the run is not over then, and a recovery goes on with it.
    func committed(
        _ record: RunRecord,
        _ items: [RunItem],
        reached: RunState = .committing
    ) async throws(TidemarkError) -> RunOutcome {
        // Reading announces nothing, so it need not wait for the journal; deleting does.
        async let entered = Result { () async throws(TidemarkError) in try await enterCommitted(record, reached) }
        var hindrance: DeletionHindrance?
        if reached != .verified, record.removesGroups || items.contains(where: { $0.action == .delete }) {
            try await entered.get()
            if await journal.isMove(record), let lost = try await lostCopy(items) {
                return try await finish(record, .raced, because: lost.error, verified: items.count, lost.mismatches)
            }
            hindrance = try await delete(record, items, reached: reached)
        }
        async let remark = reached == .verified ? nil : membersAgain(in: items)
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await readBack(items)
        } catch {
            try await entered.get()
            // The state stays `committed`: what happened is known, only the verification is missing.
            throw TidemarkError(
                .notVerified,
                "\(Self.words(for: items, record)), but could not be read back: \(error.message)",
                hint: "The next restore, or `tidemark recover`, reads them back.",
                // Not the code of the failed read: most of those say that nothing was written.
                cause: error
            )
        }
        try await entered.get()
        let mismatches = RunComparison.withPlanned(items, held)
        // A group may stay that holds no offset.
        let isLeft = record.removesGroups && hindrance != nil
        guard mismatches.isEmpty, !isLeft else {
            let raced = Self.raced(mismatches, hindrance, record)
            return try await finish(record, .raced, because: raced, verified: items.count, mismatches)
        }
        if reached != .verified {
            // Whoever comes to a group that is deleted begins a new one.
            let members = record.removesGroups ? nil : await remark
            try await afterCommit { () throws(TidemarkError) in
                try await journal.advance(record.id, to: .verified, detail: members)
            }
        }
        return try await finish(record, .done, because: nil, verified: items.count, [])
    }

    /// What the groups hold now that everything is decided.
    func readBack(_ items: [RunItem]) async throws(TidemarkError) -> [GroupID: [TopicPartition: CommittedOffset]] {
        try await reading.read(
            items,
            waitsForTransactions: true,
            activity: "reading back",
            before: .after(limits.reading)
        )
    }

    /// Journals that the offsets are committed, unless that is known.
    private func enterCommitted(_ record: RunRecord, _ reached: RunState) async throws(TidemarkError) {
        guard ![.committed, .deleting, .verified].contains(reached) else { return }
        try await afterCommit { () throws(TidemarkError) in try await journal.advance(record.id, to: .committed) }
    }

    /// What stands.
    private static func words(for items: [RunItem], _ record: RunRecord) -> String {
        if record.removesGroups { return "the groups were deleted" }
        return items.contains { $0.action == .set } ? "the offsets were committed" : "the offsets were deleted"
    }

    /// What stands and what to do where not everything of a run could be deleted.
    private static func advice(after record: RunRecord) -> String {
        if record.kind == .rename {
            return
                "These groups keep their offsets beside the new names: stop who uses them and remove them, or take the new "
                + "names back with `tidemark undo \(record.id)`."
        }
        return record.removesGroups ? "All others are gone." : "All others hold what was planned."
    }

    private static func raced(
        _ mismatches: [Mismatch],
        _ hindrance: DeletionHindrance?,
        _ record: RunRecord
    ) -> TidemarkError {
        let groups = GroupList.words(Set(mismatches.map(\.group)))
        let done = record.kind == .delete ? "deleted" : "written"
        if let hindrance {
            let rest =
                record.removesGroups
                ? "these groups are still there: \(GroupList.words(hindrance.groups))"
                : "\(mismatches.count) partitions of \(groups) differ from the plan"
            return TidemarkError(
                .raced,
                "\(done), but \(hindrance.error.message), so that not everything was deleted: \(rest)",
                hint: Self.hint(advice(after: record), hindrance.error.hint),
                cause: hindrance.error
            )
        }
        return TidemarkError(
            .raced,
            "\(done), but something else has moved \(mismatches.count) partitions of \(groups) since",
            hint: "Find what commits for these groups; all others hold what was planned."
        )
    }

    /// A remark on a group that has got members since the commit, or that this is not known; it changes no verdict.
    private func membersAgain(in items: [RunItem]) async -> String? {
        do throws(TidemarkError) {
            let groups = Set(items.map(\.group))
            let known = Set(items.lazy.filter { $0.action == .set }.map(\.group))
            let limit = Deadline.after(limits.listing)
            guard let active = try await reading.activeGroup(among: groups, known: known, before: limit) else {
                return nil
            }
            guard active.state != .unknown else {
                return "whether group \(active.group.name) has members again is not known"
            }
            return "group \(active.group.name) has members again (\(active.state.rawValue))"
        } catch {
            return "whether groups have members again is not known: \(error.message)"
        }
    }
}
