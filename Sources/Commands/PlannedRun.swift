import Engine
import Offsets
import Store
import Syntax

/// The way of every command that writes offsets, whatever they come from: decide older runs, plan, show, carry out,
/// report.
struct PlannedRun {
    let arguments: ParsedArguments
    let context: CommandContext
    let cluster: any Cluster
    /// The store whose journal records the run; opened for writing when the plan is to be carried out.
    let store: SnapshotStore
    let deadline: Deadline
    /// Whether the plan is to be carried out, and not only shown.
    let writes: Bool

    /// Makes a plan, shows it, and carries it out if that was asked for.
    ///
    /// - Parameter plan: Makes the plan from the cluster's present state; asked again when an older run was decided, since
    ///   that may have changed what the groups hold.
    /// - Returns: The exit code: 0 when shown or written and verified, 79 when findings stop the plan, else that of the
    ///   run.
    /// - Throws: what planning throws, and ``TidemarkError`` when no run was begun.
    func run(plan: (RestorePlanner) async throws -> PreparedPlan) async throws -> ExitCode {
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let planner = RestorePlanner(cluster, progress: progress.show)
        var prepared = try await plan(planner)
        var journal: Journal?
        if writes {
            let opened = try await Journal.open(store)
            journal = opened
            let settled = try await Recovery(cluster, journal: opened, progress: progress.show)
                .settle(cluster: prepared.plan.cluster.id)
            for outcome in settled { context.note("first decided an earlier run: \(RestoreReport.verdict(outcome))") }
            if !settled.isEmpty { prepared = try await plan(planner) }
            prepared = try await permitted(prepared, progress)
        }
        progress.finish()
        let report = RestoreReport(
            plan: prepared.plan,
            digest: prepared.digest,
            isJSON: arguments[OutputOptions.json],
            isVerbose: arguments[OutputOptions.verbose]
        )
        try report.showPlan(context)
        guard !prepared.plan.isBlocked else { return report.refuse(context) }
        if !writes { remarkOnProtocol() }
        guard let journal, !prepared.plan.changesNothing else { return report.stop(context, writes: writes) }
        let running = ProgressLine(context, arguments)
        defer { running.finish() }
        let outcome = try await Restore(cluster, journal: journal, progress: running.show)
            .run(prepared, who: .current(), stop: context.stop, before: deadline)
        running.finish()
        return report.conclude(try await soaked(outcome, journal), context)
    }
}
