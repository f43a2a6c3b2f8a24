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

    /// The store with the journal of the runs.
    ///
    /// It is opened for writing at once where the command line has said yes; while a person thinks, nobody is kept out of
    /// it.
    let store: SnapshotStore
    let arguments: ParsedArguments
    let context: CommandContext
    let cluster: any Cluster
    private let consent: Consent
    /// Where the plan is saved in place of being carried out.
    private let planFile: String?
    private let bootstrapServers: String
    let deadline: Deadline

    /// Reaches the cluster and opens the store that the options name.
    ///
    /// - Throws: ``TidemarkError``: 64 or 78 when the cluster is not named or cannot be reached so; 64 when the options contradict each other, 73 when the plan's file is there already,
    ///   66 or 75 when the store is not there or held by somebody else.
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
            ? try await StoreOptions.openExistingForWriting(arguments, context)
            : try await StoreOptions.openForReading(arguments, context)
        deadline = .after(try arguments[ClusterOptions.restoringTimeout])
    }

    /// Makes a plan, shows it, and carries it out when that is agreed to.
    ///
    /// - Parameter plan: Makes the plan.
    /// - Returns: The exit code: 0 when shown, declined, or written and verified; 64 when nobody can be asked; 79 when
    ///   findings stop the plan; else that of the run.
    /// - Throws: what planning throws, and ``TidemarkError`` when no run was begun.
    func run(plan: Planning) async throws -> ExitCode {
        let (prepared, known) = try await prepare(plan)
        let origin = await PlanOrigin(of: prepared.plan, in: store, bootstrapServers: bootstrapServers)
        let report = RestoreReport(
            plan: prepared.plan,
            digest: prepared.digest,
            origin: origin,
            isJSON: arguments[OutputOptions.json],
            isVerbose: arguments[OutputOptions.verbose]
        )
        try report.showPlan(context)
        guard !prepared.plan.isBlocked else {
            await enterRefusal(of: prepared, because: prepared.plan.summary.blocking.first?.message, known)
            return report.refuse(context)
        }
        if let planFile { return try report.save(to: planFile, context) }
        guard !prepared.plan.changesNothing else { return report.nothingToDo(context) }
        if consent != .given, !isAsking { remarkOnProtocol() }
        guard consent != .planOnly else { return report.stop(context) }
        guard consent == .given || isAsking else { return report.cannotAsk(context) }
        if let known { return try await carryOut(prepared, known, before: deadline, report) }
        let shownAt = ContinuousClock.now
        guard try await context.ask(Question(prepared.plan, origin)) else {
            return report.decline(context)
        }
        let thought = shownAt.duration(to: .now)
        let extended = Deadline(instant: deadline.instant.advanced(by: thought))
        let journal = try await agreed(to: prepared, after: thought, before: extended, plan)
        return try await carryOut(prepared, journal, before: extended, report)
    }

    /// Decides older runs where that is allowed, and makes the plan; with the journal when the command line has said yes.
    private func prepare(_ plan: Planning) async throws -> (PreparedPlan, Journal?) {
        let (store, isAgreed) = (store, consent == .given)
        // Opening it checks all of it, which takes the longer the more runs it knows.
        async let opening = isAgreed ? Journal.open(store) : nil
        let prepared = try await beforeAnyWrite(plan, deadline)
        let cluster = prepared.plan.cluster
        if let journal = try await opening {
            return (try await ready(prepared, journal, plan, before: deadline), journal)
        }
        // What is about to be shown should not rest on a run that nobody has decided, nor be in another protocol than the
        // one to come. Both touch the cluster's transactions, so that nobody else's run may be under way.
        guard isAsking, try await isUnfinished(cluster) || arguments[RunOptions.allowBestEffort] else {
            return (prepared, nil)
        }
        let journal = try await journalForWriting()
        defer { withExtendedLifetime(journal) {} }
        return (try await ready(prepared, journal, plan, before: deadline), nil)
    }

    /// Whether a person is asked.
    ///
    /// Who wants a document is a program, and programs say --yes.
    private var isAsking: Bool {
        consent == .asked && context.terminal.canAsk && !arguments[OutputOptions.json]
    }

    private func carryOut(
        _ prepared: PreparedPlan,
        _ journal: Journal,
        before deadline: Deadline,
        _ report: RestoreReport
    ) async throws -> ExitCode {
        let outcome = try await outcome(of: prepared, journal, before: deadline)
        return report.conclude(try await soaked(outcome, journal), context)
    }

    private func outcome(
        of prepared: PreparedPlan,
        _ journal: Journal,
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
            if error.exitCode == .refused { await enterRefusal(of: prepared, because: error.message, journal) }
            throw error
        }
    }
}
