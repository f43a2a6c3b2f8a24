import Cluster
import Engine
import Kafka
import Offsets
import Store
import Syntax

/// The way of every command that writes offsets, whatever they come from: what the engine plans is shown, a person is
/// asked, and what came of it is reported.
struct PlannedRun {
    /// The store, which is only read.
    let store: SnapshotStore
    /// The cluster and the journal.
    let engine: EngineContext
    /// The operator's name of the cluster, where it has one.
    let clusterName: String?
    private let names: ClusterNameCheck?
    private let arguments: ParsedArguments
    private let context: CommandContext
    private let progress: ProgressPhases
    private let consent: Consent
    /// Where the plan is saved in place of being carried out.
    private let planFile: String?
    private let bootstrapServers: String
    private let deadline: Deadline
    /// How long it is waited for groups to have no members.
    private let waitEmpty: Duration?

    /// What came of a plan: an exit code without a run, or how its run ended.
    private enum Ending {
        case shown(ExitCode)
        case run(RunOutcome, PlanReport)
    }

    /// Reaches the cluster and opens the store that the options name.
    ///
    /// - Parameters:
    ///   - arguments: The options.
    ///   - context: The surroundings.
    ///   - makesStore: Whether a store that is not there is made: whose snapshot comes from elsewhere may have none yet, and
    ///     every run has its journal there.
    /// - Throws: ``TidemarkError``: 64 or 78 when the cluster is not named or cannot be reached so; 64 when the options
    ///   contradict each other, 73 when the plan's file is there already, 66 when the store is not there.
    init(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        makesStore: Bool = false
    ) async throws {
        self.arguments = arguments
        self.context = context
        let chosen = try ClusterOptions.chosen(arguments, context, for: .writing)
        let cluster = try context.connect(chosen.configuration)
        clusterName = chosen.name
        names = try ClusterNameCheck(chosen, arguments, context)
        consent = try Consent(arguments)
        if consent != .planOnly { try ReasonOption.require(arguments, context) }
        waitEmpty = try RunOptions.patience(arguments, onActive: try arguments[PolicyOptions.onActive])
        planFile = try PlanOptions.planFile(arguments)
        bootstrapServers = chosen.configuration.bootstrapServers
        do {
            store = try await StoreOptions.openForChoosing(arguments, context)
        } catch let error as TidemarkError where makesStore && error.code == .noStore {
            store = try await StoreOptions.openForWriting(arguments, context)
            context.note("made a store in \(store.directory): every run has its journal there")
        }
        let progress = ProgressPhases(context, arguments)
        self.progress = progress
        engine = EngineContext(
            cluster,
            journal: try StoreOptions.journal(of: store, arguments),
            limited: { context.needsGrace($0.grace) },
            progress: progress.show,
            news: { news in
                progress.finish()
                news.show(context)
            }
        )
        deadline = .after(try arguments[ClusterOptions.restoringTimeout])
    }

    /// The id of the cluster; of an interruption it is said that nothing was written.
    func clusterID() async throws -> String {
        defer { progress.finish() }
        do throws(TidemarkError) {
            return try await engine.clusterID(before: deadline)
        } catch {
            throw error.beforeAnyWrite
        }
    }

    /// Makes a plan, shows it, and carries it out when that is agreed to.
    ///
    /// - Parameter source: Where its offsets come from.
    /// - Returns: The exit code: 0 when shown, declined, or written and verified; 64 when nobody can be asked; 79 when
    ///   findings stop the plan; else that of the run.
    /// - Throws: what planning throws, and ``TidemarkError`` when no run was begun: 75 when somebody else writes to the journal,
    ///   79 when the name of the cluster stands for another one.
    func run(_ source: some OffsetSource) async throws -> ExitCode {
        let session = try await session(source)
        defer { progress.finish() }
        if consent == .given { try await waitUntilEmpty(session) }
        let ending =
            consent == .given
            ? try await session.locked { try await carryOutAtOnce(session) } : try await carryOutWhenAgreed(session)
        switch ending {
        case .shown(let exitCode): return exitCode
        case .run(let outcome, let report):
            return report.conclude(try await watched(outcome, session), context)
        }
    }

    /// Makes a plan and writes its offsets to standard output, a line of `group,topic,partition,offset` each, in place of showing
    /// it or carrying it out.
    ///
    /// - Parameter source: Where its offsets come from.
    /// - Returns: The exit code: 0, or 79 when findings stop the plan; then nothing is written.
    /// - Throws: what planning throws; exit 74 when standard output cannot be written to.
    func export(_ source: some OffsetSource) async throws -> ExitCode {
        let session = try await session(source)
        defer { progress.finish() }
        let (prepared, report) = try await prepare(session)
        for message in report.remarks { context.tell(message) }
        guard !prepared.plan.isBlocked else { return report.refuse(context) }
        for step in prepared.plan.steps where step.action == .set || step.action == .keep {
            guard let offset = step.to?.offset else { continue }
            context.output.writeLine(
                CommaSeparated.row([step.group.name, step.topic, "\(step.partition)", "\(offset)"])
            )
        }
        try context.output.flush()
        return .done
    }

    private func session(_ source: some OffsetSource) async throws -> PlanSession {
        if let names { try names.refuse(otherThanKnown: try await clusterID()) }
        return PlanSession(
            engine,
            source: source,
            policy: RunPolicy(
                allowsBestEffort: arguments[RunOptions.allowBestEffort],
                metadataLimit: try arguments[RunOptions.metadataLimit],
                freshness: Defaults.planFreshness,
                waitForEmpty: waitEmpty
            ),
            consent: consent == .given ? .given : isAsking ? .asked : .none,
            before: deadline
        )
    }

    /// The way of a command line that has said yes, with the journal's lock.
    private func carryOutAtOnce(_ session: PlanSession) async throws -> Ending {
        let (prepared, report) = try await show(session)
        guard try await session.permit() else { return .shown(report.refuse(context)) }
        guard !prepared.plan.changesNothing else { return .shown(report.nothingToDo(context)) }
        return .run(try await outcome(prepared, session), report)
    }

    /// The way of a plan that is shown first; the journal's lock is taken after the answer.
    private func carryOutWhenAgreed(_ session: PlanSession) async throws -> Ending {
        let (prepared, report) = try await show(session)
        let waits = await session.waitsForMembers
        guard waits || !prepared.plan.isBlocked else { return .shown(report.refuse(context)) }
        if let planFile { return .shown(try report.save(to: planFile, context)) }
        guard !prepared.plan.changesNothing else { return .shown(report.nothingToDo(context)) }
        if !isAsking { remarkOnProtocol() }
        guard consent != .planOnly else { return .shown(report.stop(context)) }
        guard isAsking else {
            let why = consent == .missing ? "--json does not prompt" : "there is no terminal to prompt on"
            return .shown(report.cannotAsk(why, context))
        }
        let shown = ContinuousClock.now
        guard try await context.ask(Question(prepared.plan, report.origin, waits: waits)) else {
            return .shown(report.decline(context))
        }
        if waits { try await waitUntilEmpty(session, since: shown) }
        return try await session.locked {
            guard try await session.permit(shown: shown) else { return .shown(report.refuse(context)) }
            guard waits, let agreed = await session.agreed else {
                return .run(try await outcome(prepared, session), report)
            }
            // Where the groups stand now is what counts, and what people have seen is what is done.
            progress.finish()
            context.note("the members have left; planned again")
            let current = await planReport(of: agreed)
            try current.showPlan(context)
            guard !agreed.plan.changesNothing else { return .shown(current.nothingToDo(context)) }
            return .run(try await outcome(agreed, session), current)
        }
    }

    /// Waits until the groups have no members, where that was asked for; Ctrl-C ends that and changes nothing.
    private func waitUntilEmpty(_ session: PlanSession, since shown: ContinuousClock.Instant? = nil) async throws {
        defer { progress.finish() }
        try await session.waitUntilEmpty(since: shown, stop: context.stop)
    }

    /// Makes the plan and shows it.
    private func show(_ session: PlanSession) async throws -> (PreparedPlan, PlanReport) {
        let (prepared, report) = try await prepare(session)
        try report.showPlan(context)
        return (prepared, report)
    }

    private func prepare(_ session: PlanSession) async throws -> (PreparedPlan, PlanReport) {
        let prepared = try await session.plan()
        progress.finish()
        return (prepared, await planReport(of: prepared, waits: await session.waitsForMembers))
    }

    private func planReport(of prepared: PreparedPlan, waits: Bool = false) async -> PlanReport {
        PlanReport(
            plan: prepared.plan,
            digest: prepared.digest,
            origin: await PlanOrigin(of: prepared.plan, in: store, engine.journal, bootstrapServers: bootstrapServers),
            lag: prepared.lag,
            translation: TranslationSummary(of: prepared.plan),
            isVerbose: arguments[OutputOptions.verbose],
            waits: waits
        )
    }

    private func outcome(_ prepared: PreparedPlan, _ session: PlanSession) async throws -> RunOutcome {
        try names?.settle(on: prepared.plan.cluster.id, context)
        let outcome = try await session.execute(who: .current(), stop: context.stop)
        progress.finish()
        if outcome.exitCode == .done, context.stop.requested != nil {
            context.note("interrupted after the commit; the run was completed", about: outcome.fields)
        }
        return outcome
    }

    /// Looks at the groups again after a while, where that was asked for.
    private func watched(_ outcome: RunOutcome, _ session: PlanSession) async throws -> RunOutcome {
        guard let duration = try arguments[RunOptions.soak], outcome.record.state == .done else { return outcome }
        context.note(
            "\(outcome.verdict); watching the groups, Ctrl-C ends that and changes nothing",
            about: outcome.fields
        )
        defer { progress.finish() }
        return try await session.watch(outcome, for: duration, stop: context.stop)
    }

    /// Whether a person is asked.
    private var isAsking: Bool { consent == .asked && context.terminal.canAsk }

    /// Says of a plan that is only looked at that its protocol is not decided yet.
    private func remarkOnProtocol() {
        guard arguments[RunOptions.allowBestEffort] else { return }
        context.note("whether the cluster allows transactions is checked before anything is written, and shown then")
    }
}
