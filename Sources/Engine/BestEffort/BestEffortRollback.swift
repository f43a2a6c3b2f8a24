import Cluster
import Offsets
import Store

/// Puts back what a best-effort run has written: the same after a failure and after a crash, from the journal alone,
/// and as often as it takes.
///
/// Back and not forward, because only groups are touched that the run itself has changed, and only where they still
/// hold what it wrote; going on would write to groups whose state nobody has checked since the interruption.
struct BestEffortRollback: Sendable {
    let context: EngineContext
    let limits: RunLimits

    var cluster: any Cluster { context.cluster }
    var journal: Journal { context.journal }
    var progress: @Sendable (Progress) -> Void { context.progress }

    private var reading: TargetReading { TargetReading(cluster: cluster, progress: progress) }

    /// Puts back every group that the run may have written to, the last one first, unless every group is written: then
    /// nothing is missing but the read-back.
    ///
    /// - Parameters:
    ///   - record: The run, in state `open`, `aborting` or `undecided` in the journal.
    ///   - cause: Why.
    /// - Returns: `aborted` when nothing had been written, `rolled-back` when every group holds what it held before or
    ///   what something else has committed since, else `undecided`; and the ends of a run that is written.
    /// - Throws: ``TidemarkError`` when the journal cannot be read or written; its message says what that means.
    func carryOut(_ record: RunRecord, because cause: TidemarkError) async throws(TidemarkError) -> RunOutcome {
        let detail: RunDetail
        let touched: [TouchedGroup]
        do throws(TidemarkError) {
            detail = try await journal.provenRun(record.id)
            touched = TouchedGroup.all(of: detail)
        } catch {
            throw Self.notPutBack(record, error, because: cause)
        }
        if detail.record.state == .open, Self.isWritten(detail, touched) {
            return try await conclusion.committed(detail.record, detail.items, reached: .open)
        }
        var hindrance: TidemarkError?
        var unanswered: Set<GroupID> = []
        let limit = Deadline.after(limits.puttingBack)
        do throws(TidemarkError) {
            if detail.record.state == .open {
                try await journal.advance(record.id, to: .aborting, detail: cause.message)
            }
            for (index, group) in touched.reversed().enumerated() {
                progress(Progress("putting groups back", done: index, of: touched.count))
                try await journal.record(.compensating, of: group.group, in: record.id)
                guard let failure = await commitPreImage(of: group, before: limit) else { continue }
                hindrance = failure
                // What was sent may come up even where the old offsets are read now; only their acknowledgement ends that.
                if !group.isAcknowledged, (failure.cause as? KafkaError)?.code.isTransient == true {
                    unanswered.insert(group.group)
                }
            }
        } catch {
            throw Self.notPutBack(record, error, because: cause)
        }
        guard !touched.isEmpty else {
            return try await conclusion.nothingWritten(detail.record, because: cause)
        }
        hindrance = await deleteWhatWasAbsent(in: touched) ?? hindrance
        return try await conclude(detail, touched, unanswered, hindrance: hindrance, because: cause)
    }

    private var conclusion: ReadBack {
        ReadBack(context: context, limits: limits)
    }

    private static func isWritten(_ run: RunDetail, _ touched: [TouchedGroup]) -> Bool {
        let written = Set(touched.lazy.filter(\.isAcknowledged).map(\.group))
        return run.items.allSatisfy { $0.action != .set || written.contains($0.group) }
    }

    /// Commits again what a group held, where it holds what the run wrote, or may yet come to hold it.
    ///
    /// - Returns: Why that was not possible; what it means is decided by reading back.
    private func commitPreImage(of group: TouchedGroup, before limit: Deadline) async -> TidemarkError? {
        do throws(TidemarkError) {
            let held = try await reading.read(
                group.written,
                waitsForTransactions: true,
                activity: "reading what is to be put back",
                before: limit
            )[group.group]
            let offsets = group.written.compactMap { item -> CommittedOffset? in
                guard let before = item.preImage.offset, let planned = item.planned,
                    let found = held?[item.topicPartition],
                    found.holdsSame(as: planned) || !group.isAcknowledged && found.holdsSame(as: before)
                else { return nil }
                return before
            }
            try await PlainCommit(cluster: cluster, group: group.group, items: group.written)
                .write(offsets, before: min(limit, .after(limits.plainCommit)))
            return nil
        } catch {
            return error
        }
    }

    /// Deletes the offsets of partitions for which the groups had none, and groups that did not exist.
    ///
    /// - Returns: Why that was not possible.
    private func deleteWhatWasAbsent(in touched: [TouchedGroup]) async -> TidemarkError? {
        let items = touched.flatMap(\.inverse)
        guard items.contains(where: { $0.action == .delete }) else { return nil }
        let created = Set(touched.lazy.filter { !$0.existed }.map(\.group))
        do throws(TidemarkError) {
            let all = RunDeletion(cluster: cluster, removedGroups: created, limits: limits, progress: progress)
            guard try await all.carryOut(items) != nil, !created.isEmpty else { return nil }
            // A group that something else has begun to use stays, without what the run wrote to it.
            return try await RunDeletion(cluster: cluster, removedGroups: [], limits: limits, progress: progress)
                .carryOut(items)?.error
        } catch {
            return error
        }
    }

    private func conclude(
        _ detail: RunDetail,
        _ touched: [TouchedGroup],
        _ unanswered: Set<GroupID>,
        hindrance: TidemarkError?,
        because cause: TidemarkError
    ) async throws(TidemarkError) -> RunOutcome {
        let items = detail.items
        let held: [GroupID: [TopicPartition: CommittedOffset]]
        do throws(TidemarkError) {
            held = try await reading.read(
                items,
                waitsForTransactions: true,
                activity: "checking that all is as it was",
                before: .after(limits.reading)
            )
        } catch {
            let groups = Set(touched.map(\.group))
            return try await conclusion.notRolledBack(detail.record, groups, verified: 0, nil, error, because: cause)
        }
        let mismatches = RunComparison.withPreImage(items, held)
        var planned: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        for item in touched.lazy.flatMap(\.written) {
            planned[item.group, default: [:]][item.topicPartition] = item.planned
        }
        let differing = Set(mismatches.map(\.group)).union(unanswered)
        do throws(TidemarkError) {
            for group in touched where !differing.contains(group.group) {
                try await journal.record(.compensated, of: group.group, in: detail.record.id)
            }
        } catch {
            throw Self.notPutBack(detail.record, error, because: cause)
        }
        let left = Set(mismatches.filter { Self.isLeft($0, planned) }.map(\.group))
        return try await conclusion.rolledBack(
            detail.record,
            verified: items.count,
            left: left.union(unanswered),
            mismatches,
            hindrance,
            because: cause
        )
    }

    /// Whether a partition still holds what the run wrote; anything else was committed by something else.
    private static func isLeft(
        _ mismatch: Mismatch,
        _ planned: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> Bool {
        guard let found = mismatch.found else { return false }
        return planned[mismatch.group]?[mismatch.topicPartition]?.holdsSame(as: found) == true
    }

    private static func notPutBack(
        _ record: RunRecord,
        _ error: TidemarkError,
        because cause: TidemarkError
    ) -> TidemarkError {
        TidemarkError(
            error.code,
            "\(cause.message); what run \(record.id) has written is to be put back, but \(error.message)",
            hint: "Some groups may hold new and others old offsets. The next restore, or `tidemark recover`, puts them "
                + "back.",
            cause: error
        )
    }
}
