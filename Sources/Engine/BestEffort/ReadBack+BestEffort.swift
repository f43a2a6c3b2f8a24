import Offsets

extension ReadBack {
    /// Ends a best-effort run whose writes were put back.
    ///
    /// - Parameters:
    ///   - record: The run.
    ///   - verified: How many partitions were read back.
    ///   - left: The groups that still hold, or may come to hold, what the run wrote.
    ///   - mismatches: Everything that does not hold what it held before; beside `left` it is what something else has
    ///     committed since, which is never overwritten.
    ///   - hindrance: Why something could not be put back, where that is known.
    ///   - cause: Why the run was given up.
    /// - Returns: `rolled-back`, or `undecided` where something is left.
    /// - Throws: ``TidemarkError`` when the journal cannot be written.
    func rolledBack(
        _ record: RunRecord,
        verified: Int,
        left: Set<GroupID>,
        _ mismatches: [Mismatch],
        _ hindrance: TidemarkError?,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        guard left.isEmpty else {
            return try await notRolledBack(record, left, verified: verified, mismatches, hindrance, because: cause)
        }
        guard !mismatches.isEmpty else {
            let all = TidemarkError(
                cause.code,
                "\(cause.message); what had been written was put back",
                hint: cause.hint,
                cause: cause
            )
            return try await finish(record, .rolledBack, because: all, verified: verified, [])
        }
        let elsewhere = TidemarkError(
            cause.code,
            "\(cause.message); what had been written was put back, except where something else has moved "
                + "\(mismatches.count) partitions of \(GroupList.words(Set(mismatches.map(\.group))))",
            hint: "Nothing of the run is left. Find what commits for these groups.",
            cause: cause
        )
        return try await finish(record, .rolledBack, because: elsewhere, verified: verified, mismatches)
    }

    /// Leaves a best-effort run whose writes could not all be put back for the next recovery.
    func notRolledBack(
        _ record: RunRecord,
        _ groups: Set<GroupID>,
        verified: Int,
        _ mismatches: [Mismatch]?,
        _ hindrance: TidemarkError?,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let reason = hindrance.map { ": \($0.message)" } ?? ""
        let advice = hindrance?.hint.map { " \($0)" } ?? ""
        let undecided = TidemarkError(
            .undecided,
            "\(cause.message); groups \(GroupList.words(groups)) could not be put back\(reason)",
            hint: "They may hold what the run wrote; all others hold what they held before. The next restore, or "
                + "`tidemark recover`, tries again.\(advice)",
            cause: cause
        )
        return try await finish(record, .undecided, because: undecided, verified: verified, mismatches)
    }
}
