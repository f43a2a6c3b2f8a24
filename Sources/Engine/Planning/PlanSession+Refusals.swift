public import Offsets
import Store

extension PlanSession {
    /// Enters in the audit log that a plan was to be carried out and was not.
    func enterRefusal(of prepared: PreparedPlan, because reason: String?) async {
        let plan = prepared.plan
        let entry = AuditEntry(
            at: .now(),
            who: .current(),
            action: plan.kind.rawValue,
            subject: plan.source.subject ?? GroupList.words(Set(plan.targets.map(\.group))),
            cluster: plan.cluster,
            planDigest: prepared.digest,
            result: "refused",
            detail: reason,
            reason: context.journal.reason
        )
        do throws(TidemarkError) {
            try await context.journal.appendAudit(entry)
        } catch {
            // The refusal counts; that it is not in the log is said beside it.
            context.news(.refusalNotLogged(error))
        }
    }

    /// The same, of one that does not have the lock; where that cannot be had now, it is told beside it.
    func lockAndEnterRefusal(of prepared: PreparedPlan, because reason: String?) async {
        do {
            try await locked { await enterRefusal(of: prepared, because: reason) }
        } catch {
            let failure = (error as? TidemarkError) ?? TidemarkError(.internalError, "\(error)")
            context.news(.refusalNotLogged(failure))
        }
    }

    /// Refuses a plan that is another one than the one that was shown.
    static func stale(_ shown: Plan, _ present: Plan) -> TidemarkError {
        let known = Set(shown.steps)
        let moved = present.steps.first { !known.contains($0) }
        return stale(moved.map { (group: $0.group, topicPartition: Optional($0.topicPartition)) }, present)
    }

    /// Refuses a plan that differs from the one that was shown in a group, and a partition of it where it is one.
    static func stale(_ moved: (group: GroupID, topicPartition: TopicPartition?)?, _ present: Plan) -> TidemarkError {
        let what = moved.map { "group \($0.group.name)\($0.topicPartition.map { ", \($0)" } ?? "")" } ?? "something"
        let finding = present.summary.blocking.first?.message
        return TidemarkError(
            .planStale,
            "\(finding ?? "\(what) has changed since the plan was shown"); nothing was written",
            hint: "Run the command again: it shows the plan as it is now."
        )
    }
}

extension TidemarkError {
    /// The error, which says of an interruption that nothing was written.
    public var beforeAnyWrite: TidemarkError {
        guard [.interrupted, .terminated].contains(exitCode) else { return self }
        return TidemarkError(code, "\(message); nothing was written", hint: hint, cause: self)
    }
}
