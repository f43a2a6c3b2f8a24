import Engine
import Offsets
import Store
import Syntax

/// What comes between a plan and its run: older runs, and the time that passes.
extension PlannedRun {
    /// Decides the older runs on a cluster, and says how they ended.
    ///
    /// - Returns: Whether there were any.
    /// - Throws: ``TidemarkError`` when one cannot be decided now; nothing new is begun then.
    func settle(_ cluster: ClusterName) async throws(TidemarkError) -> Bool {
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let settled: [RunOutcome]
        do throws(TidemarkError) {
            settled = try await Recovery(
                self.cluster,
                journal: journal,
                limited: { context.needsGrace($0.grace) },
                progress: progress.show
            )
            .settle(cluster: cluster.id)
        } catch {
            throw TidemarkError(
                error.code,
                "\(error.message); run `tidemark recover` first; nothing was written",
                hint: error.hint,
                cause: error
            )
        }
        progress.finish()
        for outcome in settled {
            guard !outcome.record.state.isTerminal else {
                context.note("finished an interrupted run first: \(RestoreReport.verdict(outcome))")
                continue
            }
            let why = outcome.record.error.map { ": \($0.message)" } ?? ""
            context.warn("run \(outcome.record.id) cannot be decided\(why)")
        }
        await remarkOnLostRuns(cluster)
        return !settled.isEmpty
    }

    /// Says that Kafka knows runs that the journal lacks: it may have been lost, or an older copy of it put back.
    ///
    /// The run to come ends what they may have left open, and is not carried out when that changes a group.
    private func remarkOnLostRuns(_ cluster: ClusterName) async {
        let missing = try? await LostRuns(self.cluster, journal: journal).missing(before: deadline)
        if let missing, !missing.isEmpty, (try? await journal.hasRuns(cluster: cluster.id)) == true {
            let error = TidemarkError.outdatedJournal(missing)
            context.warn(error.message)
            if let hint = error.hint { context.note(hint) }
            return
        }
        let marks = try? await LostRuns(self.cluster, journal: journal)
            .marks(cluster: cluster.id, endsTransactions: false, before: deadline)
        guard let newest = marks?.first else { return }
        context.note(
            "this store has no record of run \(newest.mark.run), which Kafka says was committed here (from another store, or "
                + "the journal was lost); see `tidemark recover`"
        )
    }

    /// Refuses the newest run of the journal where Kafka holds the mark of a newer one.
    ///
    /// - Throws: `outdated-journal` (exit 79); ``TidemarkError`` when the marks cannot be read.
    func refuseOutdated(latest id: RunID, before deadline: Deadline) async throws(TidemarkError) {
        guard let missing = try await LostRuns(cluster, journal: journal).missing(before: deadline) else {
            context.note("whether the journal has the latest run cannot be seen: no right to its sentinel group")
            return
        }
        try missing.refuse(asLatest: id)
    }

    /// A plan in the state in which it can be carried out: with the older runs on its cluster decided, and in the protocol
    /// that the cluster permits.
    ///
    /// - Parameters:
    ///   - prepared: The plan; the journal is locked.
    ///   - plan: Makes the plan anew when an older run had to be decided, since that may have changed what groups hold.
    ///   - deadline: When to give that up.
    /// - Returns: The plan to show and to carry out.
    /// - Throws: ``TidemarkError``; nothing new is begun then.
    func ready(
        _ prepared: PreparedPlan,
        _ plan: Planning,
        before deadline: Deadline
    ) async throws -> PreparedPlan {
        let isSettled = try await settle(prepared.plan.cluster)
        return try await permitted(isSettled ? try await beforeAnyWrite(plan, deadline) : prepared)
    }

    /// Whether a run on a cluster is not over.
    func isUnfinished(_ cluster: ClusterName) async throws -> Bool {
        try await !journal.unfinishedRuns(cluster: cluster).isEmpty
    }

    /// Refuses a plan that a person has agreed to and that is no longer the plan to be made; the journal is locked.
    ///
    /// What the groups hold is compared with the plan in any case when it is carried out; this also sees topics and logs
    /// that have changed.
    func refuseStale(
        _ prepared: PreparedPlan,
        after thought: Duration,
        before deadline: Deadline,
        _ plan: Planning
    ) async throws {
        let isSettled = try await settle(prepared.plan.cluster)
        guard isSettled || thought > Defaults.planFreshness else { return }
        let present = try await permitted(try await beforeAnyWrite(plan, deadline))
        guard present.digest != prepared.digest || present.plan.isBlocked else { return }
        let error = Self.stale(prepared.plan, present.plan)
        await enterRefusal(of: prepared, because: error.message)
        throw error
    }

    /// Makes the plan, and says of an interruption that nothing was written.
    func beforeAnyWrite(_ plan: Planning, _ deadline: Deadline) async throws -> PreparedPlan {
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        do {
            let limit = try arguments[RunOptions.metadataLimit]
            let planner = RestorePlanner(cluster, metadataLimit: limit, progress: progress.show)
            return try await plan(planner, deadline)
        } catch let error as TidemarkError where [.interrupted, .terminated].contains(error.code) {
            throw TidemarkError(
                error.code,
                "\(error.message); nothing was written",
                hint: error.hint,
                cause: error
            )
        }
    }

    /// Enters in the audit log that a plan was to be carried out and was not.
    func enterRefusal(of prepared: PreparedPlan, because reason: String?) async {
        let plan = prepared.plan
        do throws(TidemarkError) {
            try await journal.appendAudit(
                AuditEntry(
                    at: .now(),
                    who: .current(),
                    action: plan.kind.rawValue,
                    subject: plan.source.subject,
                    cluster: plan.cluster,
                    planDigest: prepared.digest,
                    result: "refused",
                    detail: reason
                )
            )
        } catch {
            // The refusal counts; that it is not in the log is said beside it.
            context.warn("the refusal is not in the audit log: \(error.message)")
        }
    }

    private static func stale(_ shown: RestorePlan, _ present: RestorePlan) -> TidemarkError {
        let known = Set(shown.steps)
        let moved = present.steps.first { !known.contains($0) }
        let what = moved.map { "group \($0.group.name), \($0.topicPartition)" } ?? "something"
        let finding = present.summary.blocking.first?.message
        return TidemarkError(
            .planStale,
            "\(finding ?? "\(what) has changed since the plan was shown"); nothing was written",
            hint: "Run the command again: it shows the plan as it is now."
        )
    }
}

extension PlanSource {
    /// The name of the source, for the audit log.
    fileprivate var subject: String {
        switch self {
        case .snapshot(let id, at: _): id.text
        case .run(let id): id
        case .group(let group): group.name
        case .positions(let words): words
        }
    }
}
