import Cluster
import Engine
import Kafka
import Offsets
import Store
import Syntax

/// The way of every command that writes offsets, whatever they come from: decide older runs, plan, show, ask, carry out,
/// report.
struct PlannedRun {
    /// Makes a plan from the cluster's present state, before a deadline; called again when that may have changed.
    typealias Planning = (RestorePlanner, Deadline) async throws -> PreparedPlan

    /// The store, which is only read.
    let store: SnapshotStore
    /// Its journal, locked from before anything is written until the run is over; while a person thinks, nobody is kept out
    /// of it.
    let journal: Journal
    let arguments: ParsedArguments
    let context: CommandContext
    let cluster: any Cluster
    private let consent: Consent
    /// Where the plan is saved in place of being carried out.
    private let planFile: String?
    private let bootstrapServers: String
    private let timeout: Duration
    private(set) var deadline: Deadline

    /// What came of a plan: an exit code without a run, or how its run ended.
    private enum Ending {
        case shown(ExitCode)
        case run(RunOutcome, RestoreReport)
    }

    /// Reaches the cluster and opens the store that the options name.
    ///
    /// - Throws: ``TidemarkError``: 64 or 78 when the cluster is not named or cannot be reached so; 64 when the options contradict each other, 73 when the plan's file is there already,
    ///   66 when the store is not there.
    init(_ arguments: ParsedArguments, _ context: CommandContext) async throws {
        self.arguments = arguments
        self.context = context
        let configuration = try ClusterOptions.configuration(arguments, context)
        cluster = try context.connect(configuration)
        consent = try Consent(arguments)
        planFile = try RestoreOptions.planFile(arguments)
        bootstrapServers = configuration.bootstrapServers
        store =
            consent == .given
            ? try await StoreOptions.openForMarking(arguments, context)
            : try await StoreOptions.openForReading(arguments, context)
        journal = try StoreOptions.journal(of: store, arguments)
        timeout = try arguments[ClusterOptions.restoringTimeout]
        deadline = .after(timeout)
    }

    /// Makes a plan, shows it, and carries it out when that is agreed to.
    ///
    /// - Parameter plan: Makes the plan.
    /// - Returns: The exit code: 0 when shown, declined, or written and verified; 64 when nobody can be asked; 79 when
    ///   findings stop the plan; else that of the run.
    /// - Throws: what planning throws, and ``TidemarkError`` when no run was begun: 75 when somebody else writes to the journal.
    func run(plan: Planning) async throws -> ExitCode {
        let ending =
            consent == .given
            ? try await journal.locked { try await beginning().carryOutAtOnce(plan) }
            : try await carryOutWhenAgreed(plan)
        switch ending {
        case .shown(let exitCode): return exitCode
        case .run(let outcome, let report): return report.conclude(try await soaked(outcome), context)
        }
    }

    /// The same with all of its time left: waiting for a lock is no part of it.
    private func beginning() -> PlannedRun {
        var planned = self
        planned.deadline = .after(timeout)
        return planned
    }

    /// The way of a command line that has said yes, with the journal's lock.
    private func carryOutAtOnce(_ plan: Planning) async throws -> Ending {
        let prepared = try await ready(try await beforeAnyWrite(plan, deadline), plan, before: deadline)
        let (report, _) = try await show(prepared)
        if prepared.plan.isBlocked {
            await enterRefusal(of: prepared, because: prepared.plan.summary.blocking.first?.message)
        }
        if let exitCode = try end(of: prepared, report) { return .shown(exitCode) }
        return .run(try await outcome(of: prepared, before: deadline), report)
    }

    /// The way of a plan that is shown first; the journal's lock is taken after the answer.
    private func carryOutWhenAgreed(_ plan: Planning) async throws -> Ending {
        let prepared = try await prepare(plan)
        let (report, origin) = try await show(prepared)
        if let exitCode = try end(of: prepared, report) { return .shown(exitCode) }
        if !isAsking { remarkOnProtocol() }
        guard consent != .planOnly else { return .shown(report.stop(context)) }
        guard isAsking else { return .shown(report.cannotAsk(context)) }
        let shownAt = ContinuousClock.now
        guard try await context.ask(Question(prepared.plan, origin)) else {
            return .shown(report.decline(context))
        }
        return try await journal.locked {
            let thought = shownAt.duration(to: .now)
            let extended = Deadline(instant: deadline.instant.advanced(by: thought))
            try await refuseStale(prepared, after: thought, before: extended, plan)
            return .run(try await outcome(of: prepared, before: extended), report)
        }
    }

    /// Makes a plan to be shown first.
    private func prepare(_ plan: Planning) async throws -> PreparedPlan {
        let prepared = try await beforeAnyWrite(plan, deadline)
        // What is about to be shown should not rest on a run that nobody has decided, nor be in another protocol than the
        // one to come. Both touch the cluster's transactions, so that nobody else's run may be under way.
        guard isAsking, try await isUnfinished(prepared.plan.cluster) || arguments[RunOptions.allowBestEffort] else {
            return prepared
        }
        return try await journal.locked { try await ready(prepared, plan, before: deadline) }
    }

    private func show(_ prepared: PreparedPlan) async throws -> (RestoreReport, PlanOrigin) {
        let origin = await PlanOrigin(of: prepared.plan, in: store, journal, bootstrapServers: bootstrapServers)
        let report = RestoreReport(
            plan: prepared.plan,
            digest: prepared.digest,
            origin: origin,
            isJSON: arguments[OutputOptions.json],
            isVerbose: arguments[OutputOptions.verbose]
        )
        try report.showPlan(context)
        return (report, origin)
    }

    /// The end of a plan of which nothing is to be carried out; `nil` for any other.
    private func end(of prepared: PreparedPlan, _ report: RestoreReport) throws -> ExitCode? {
        if prepared.plan.isBlocked { return report.refuse(context) }
        if let planFile { return try report.save(to: planFile, context) }
        return prepared.plan.changesNothing ? report.nothingToDo(context) : nil
    }

    /// Whether a person is asked.
    ///
    /// Who wants a document is a program, and programs say --yes.
    private var isAsking: Bool {
        consent == .asked && context.terminal.canAsk && !arguments[OutputOptions.json]
    }

    private func outcome(
        of prepared: PreparedPlan,
        before deadline: Deadline
    ) async throws(TidemarkError) -> RunOutcome {
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        do throws(TidemarkError) {
            let outcome = try await Restore(
                cluster,
                journal: journal,
                limited: { context.needsGrace($0.grace) },
                progress: progress.show
            )
            .run(prepared, who: .current(), stop: context.stop, before: deadline)
            progress.finish()
            if outcome.exitCode == .done, context.stop.requested != nil {
                context.note("interrupted after the commit; the run was completed")
            }
            return outcome
        } catch {
            if error.exitCode == .refused { await enterRefusal(of: prepared, because: error.message) }
            throw error
        }
    }
}
