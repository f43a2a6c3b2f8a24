import Kafka
import Offsets
import Store

/// The end of a run: what the groups hold is read back, and the verdict is journalled.
struct RunConclusion: Sendable {
    /// How long the offsets may take to become readable after a commit or an abort; both return before
    /// (`kafka-verified.md` §3, rule 8).
    private static let readBackPatience: Duration = .seconds(60)

    let cluster: any Cluster
    let journal: Journal
    let progress: @Sendable (Progress) -> Void

    private var reading: RunReading { RunReading(cluster: cluster, progress: progress) }

    /// Ends a run that stopped before its first write.
    func nothingWritten(
        _ record: RunRecord,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        try await finish(record, .aborted, because: cause, verified: 0, [])
    }

    /// Ends a run whose transaction was aborted: every group is read back and must be as it was.
    func aborted(
        _ record: RunRecord,
        _ items: [RunItem],
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await reading.read(
                items,
                waitsForTransactions: true,
                activity: "checking that nothing changed",
                before: .after(Self.readBackPatience)
            )
        } catch {
            let unverified = TidemarkError(
                cause.code,
                "\(cause.message); the transaction was aborted, but that nothing changed could not be read back",
                hint: error.message,
                exitCode: cause.exitCode,
                cause: cause
            )
            return try await finish(record, .aborted, because: unverified, verified: 0, [])
        }
        let moved = RunComparison.withPreImage(items, held)
        guard !moved.isEmpty else {
            return try await finish(record, .aborted, because: cause, verified: items.count, [])
        }
        let groups = GroupList.words(Set(moved.map(\.group)))
        let elsewhere = TidemarkError(
            cause.code,
            "\(cause.message); the transaction was aborted, and something else has moved \(moved.count) partitions of "
                + groups,
            hint: "Nothing of the run was written. Find what commits for these groups.",
            exitCode: cause.exitCode,
            cause: cause
        )
        return try await finish(record, .aborted, because: elsewhere, verified: items.count, moved)
    }

    /// Ends a run whose transaction was committed, or that had none: what the plan removes is deleted, then every
    /// partition is read back and compared.
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
        var hindrance: TidemarkError?
        if reached != .verified, items.contains(where: { $0.action == .delete }) {
            try await entered.get()
            hindrance = try await delete(record, items, reached: reached)
        }
        async let remark = reached == .verified ? nil : membersAgain(in: items)
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await reading.read(
                items,
                waitsForTransactions: true,
                activity: "reading back",
                before: .after(Self.readBackPatience)
            )
        } catch {
            try await entered.get()
            // The state stays `committed`: what happened is known, only the verification is missing.
            throw TidemarkError(
                "not-verified",
                "\(Self.words(for: items)), but could not be read back: \(error.message)",
                hint: "The next restore, or `tidemark recover`, reads them back.",
                // Not the code of the failed read: most of those say that nothing was written.
                exitCode: .partial,
                cause: error
            )
        }
        try await entered.get()
        let mismatches = RunComparison.withPlanned(items, held)
        guard mismatches.isEmpty else {
            let raced = Self.raced(mismatches, hindrance)
            return try await finish(record, .raced, because: raced, verified: items.count, mismatches)
        }
        if reached != .verified {
            let members = await remark
            try await afterCommit { () throws(TidemarkError) in
                try await journal.advance(record.id, to: .verified, detail: members)
            }
        }
        return try await finish(record, .done, because: nil, verified: items.count, [])
    }

    /// Journals that the offsets are committed, unless that is known.
    private func enterCommitted(_ record: RunRecord, _ reached: RunState) async throws(TidemarkError) {
        guard ![.committed, .deleting, .verified].contains(reached) else { return }
        try await afterCommit { () throws(TidemarkError) in try await journal.advance(record.id, to: .committed) }
    }

    /// Deletes what the plan removes.
    ///
    /// - Returns: Why some of it stays for good, `nil` when nothing does.
    private func delete(
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
            let deletion = RunDeletion(cluster: cluster, removedGroups: removed, progress: progress)
            return try await deletion.carryOut(items)
        } catch {
            // A journal that cannot be written loses this remark and nothing else: the state stays `deleting`.
            try? await journal.note("deleting failed: \(error.message)", in: record.id)
            let committed = items.contains { $0.action == .set } ? "the offsets were committed, but " : ""
            let groups = GroupList.words(Set(items.lazy.filter { $0.action == .delete }.map(\.group)))
            throw TidemarkError(
                "not-deleted",
                "\(committed)what the plan removes could not be deleted: \(error.message); groups: \(groups)",
                hint: Self.hint(
                    "The next restore, or `tidemark recover`, goes on with it; `tidemark recover --accept \(record.id)` "
                        + "leaves it as it is.",
                    error.hint
                ),
                exitCode: .partial,
                cause: error
            )
        }
    }

    /// What stands.
    private static func words(for items: [RunItem]) -> String {
        items.contains { $0.action == .set } ? "the offsets were committed" : "the offsets were deleted"
    }

    private static func hint(_ first: String, _ second: String?) -> String {
        second.map { "\(first) \($0)" } ?? first
    }

    /// The groups that the undone run created: its undo removes them whole.
    private func createdGroups(undoneBy record: RunRecord) async throws(TidemarkError) -> Set<GroupID> {
        guard let undone = record.undoOf else { return [] }
        return Set(try await journal.run(undone).groups.lazy.filter { !$0.existed }.map(\.group))
    }

    private static func raced(_ mismatches: [Mismatch], _ hindrance: TidemarkError?) -> TidemarkError {
        let groups = GroupList.words(Set(mismatches.map(\.group)))
        if let hindrance {
            return TidemarkError(
                "raced",
                "written, but \(hindrance.message), so that not everything was deleted: \(mismatches.count) partitions "
                    + "of \(groups) differ from the plan",
                hint: Self.hint("All others hold what was planned.", hindrance.hint),
                exitCode: .partial,
                cause: hindrance
            )
        }
        return TidemarkError(
            "raced",
            "written, but something else has moved \(mismatches.count) partitions of \(groups) since",
            hint: "Find what commits for these groups; all others hold what was planned.",
            exitCode: .partial
        )
    }

    /// Reports a run whose transaction may or may not have been committed, with the groups it concerns.
    func undecided(
        _ record: RunRecord,
        _ items: [RunItem],
        because error: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let groups = GroupList.words(Set(items.map(\.group)))
        let undecided = TidemarkError(
            "undecided",
            "whether the transaction was committed cannot be found out now: \(error.message); groups: \(groups)",
            hint: "All of them hold the old or all hold the new offsets. The next restore decides it first.",
            exitCode: .failure,
            cause: error
        )
        return try await finish(record, .undecided, because: undecided, verified: 0, [])
    }

    /// Reports a run whose transaction is over, without any trace left that tells how it ended.
    func undecided(
        _ record: RunRecord,
        _ items: [RunItem],
        differing: [Mismatch]
    ) async throws(TidemarkError) -> RunOutcome {
        let groups = GroupList.words(Set(differing.map(\.group)))
        let undecided = TidemarkError(
            "undecided",
            "the transaction of run \(record.id) is over, but its mark is gone, and \(differing.count) partitions of "
                + "\(groups) hold neither what the run wrote nor, all of them, what was there before",
            hint: "Compare what these groups hold with what they should; nothing of the run is open any more. Then "
                + "`tidemark recover --accept \(record.id)` ends it as it is.",
            exitCode: .failure
        )
        return try await finish(record, .undecided, because: undecided, verified: items.count, differing)
    }

    /// Journals something that follows the commit; a failure says that the offsets stand.
    private func afterCommit(_ body: () async throws(TidemarkError) -> Void) async throws(TidemarkError) {
        do {
            try await body()
        } catch {
            throw TidemarkError(
                error.code,
                "the offsets were committed, but the journal could not record it: \(error.message)",
                hint: "The next restore, or `tidemark recover`, reads them back and closes the run.",
                exitCode: error.exitCode,
                cause: error
            )
        }
    }

    /// A remark on a group that has got members since the commit, or that this is not known; it changes no verdict.
    private func membersAgain(in items: [RunItem]) async -> String? {
        do throws(TidemarkError) {
            let groups = Set(items.map(\.group))
            let active = try await reading.activeGroup(among: groups, before: .after(Self.readBackPatience))
            return active.map { "group \($0.group.name) has members again (\($0.state.rawValue))" }
        } catch {
            return "whether groups have members again is not known: \(error.message)"
        }
    }

    /// Journals the end of a run, `undecided` included.
    func finish(
        _ record: RunRecord,
        _ state: RunState,
        because cause: TidemarkError?,
        verified: Int,
        _ mismatches: [Mismatch]
    ) async throws(TidemarkError) -> RunOutcome {
        let failure = cause.map { RunFailure($0) }
        do throws(TidemarkError) {
            // A run that is undecided again has nothing new to journal.
            if record.state != .undecided || state != .undecided {
                try await journal.finish(record.id, state: state, failure: failure, mismatches: mismatches)
            }
        } catch {
            let words = cause.map { "\($0.message); " } ?? ""
            throw TidemarkError(
                error.code,
                "\(words)the run ended as \(state.rawValue), but the journal could not record it: \(error.message)",
                hint: error.hint,
                exitCode: error.exitCode,
                cause: error
            )
        }
        var record = record
        record.state = state
        record.error = failure
        record.finishedAt = state.isTerminal ? .now() : nil
        return RunOutcome(
            record: record,
            verified: verified,
            mismatches: mismatches,
            exitCode: cause?.exitCode ?? .done
        )
    }
}
