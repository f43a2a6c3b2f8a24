import Engine
import Offsets
import Store
import Syntax

extension PlannedRun {
    /// The plan in the protocol that the cluster permits, where the operator allows best effort; said aloud when that is
    /// what it comes to.
    ///
    /// - Parameter prepared: A plan that is to be carried out, or asked about; the journal is locked.
    /// - Returns: The plan to show and to carry out.
    /// - Throws: ``TidemarkError`` when the cluster does not answer.
    func permitted(_ prepared: PreparedPlan) async throws(TidemarkError) -> PreparedPlan {
        guard arguments[RunOptions.allowBestEffort], !prepared.plan.isBlocked else { return prepared }
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let choice = CommitProtocolChoice(cluster, journal: journal, progress: progress.show)
        let (plan, refusal) = try await choice.choose(for: prepared)
        progress.finish()
        if let refusal { BestEffortWarning.show(refusal, context) }
        return plan
    }

    /// Says of a plan that is only looked at that its protocol is not decided yet.
    func remarkOnProtocol() {
        guard arguments[RunOptions.allowBestEffort] else { return }
        context.note("whether the cluster permits transactions is found out before anything is written, and said then")
    }

    /// Looks at the groups again after a while, where that was asked for.
    ///
    /// - Parameter outcome: How the run ended.
    /// - Returns: How it ended, with what was found since.
    /// - Throws: ``TidemarkError`` when the journal cannot be read.
    func soaked(_ outcome: RunOutcome) async throws -> RunOutcome {
        guard let duration = try arguments[RunOptions.soak], outcome.record.state == .done else { return outcome }
        context.note("\(RestoreReport.verdict(outcome)); watching the groups, Ctrl-C ends that and changes nothing")
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        return try await Soak(cluster, journal: journal, progress: progress.show)
            .watch(outcome, for: duration, stop: context.stop)
    }
}
