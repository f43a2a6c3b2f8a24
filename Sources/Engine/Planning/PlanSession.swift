public import Offsets
import Store

/// The way of every plan, whatever its source: older runs are finished, the plan is made, permitted, and carried out.
///
/// Whoever holds a session shows and asks in between, and decides nothing. What writes, or may, is called within
/// ``locked(_:)``.
public actor PlanSession {
    /// Who decides whether the plan is carried out.
    public enum Consent: Hashable, Sendable {
        /// Nobody: it is only looked at.
        case none
        /// A person, who is asked once it is shown.
        case asked
        /// Whoever gave the command, beforehand.
        case given
    }

    nonisolated let context: EngineContext
    private var source: any OffsetSource
    let policy: RunPolicy
    let consent: Consent
    private(set) var deadline: Deadline
    private let began = ContinuousClock.now
    /// Whether the source means one thing by now.
    private var isFixed = false
    /// The plan that was shown last, or was made again since and is to be carried out.
    var prepared: PreparedPlan?
    /// The groups that have been waited for.
    var waitedFor: Set<GroupID> = []

    /// A session.
    ///
    /// - Parameters:
    ///   - context: The cluster, the journal, and who is told of what happens.
    ///   - source: Where the offsets come from.
    ///   - policy: What the operator allows.
    ///   - consent: Who decides whether the plan is carried out.
    ///   - deadline: When to give up; waiting for the lock, for an answer or for members to leave puts it off.
    public init(
        _ context: EngineContext,
        source: any OffsetSource,
        policy: RunPolicy = RunPolicy(),
        consent: Consent,
        before deadline: Deadline
    ) {
        self.context = context
        self.source = source
        self.policy = policy
        self.consent = consent
        self.deadline = deadline
    }

    /// Runs `body` with the journal's lock; see ``Journal/locked(_:)``.
    public nonisolated func locked<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await context.journal.locked(body)
    }

    /// Makes the plan that is to be shown.
    ///
    /// Where it may be carried out, the older runs on its cluster are finished, and it is in the protocol that the cluster
    /// permits. Where a person is asked, that is done for a run that is not over or an operator who allows best effort, with
    /// the lock, which is given back while the person thinks.
    ///
    /// - Returns: The plan; it may be blocked by findings.
    /// - Throws: ``TidemarkError``: what the source throws; 69 or 77 when the cluster cannot be read; what settling throws.
    ///   Nothing was written then.
    public func plan() async throws -> PreparedPlan {
        // Until now the lock was waited for.
        if consent == .given { putOff(by: began.duration(to: .now)) }
        try await fix()
        let made = try await make()
        let shown: PreparedPlan
        switch consent {
        case .none: shown = made
        case .given: shown = try await ready(made)
        case .asked:
            // What is about to be shown should not rest on a run that nobody has decided, nor be in another protocol than
            // the one to come. Both touch the cluster's transactions, so that nobody else's run may be under way.
            let unfinished = try await context.journal.unfinishedRuns(cluster: made.plan.cluster)
            let isToBeReady = !unfinished.isEmpty || policy.allowsBestEffort
            shown = isToBeReady ? try await locked { try await ready(made) } : made
        }
        if consent != .none { try await refuseWithoutRights(shown.plan) }
        prepared = shown
        return shown
    }

    /// Whether the plan that was shown may be carried out; with the lock.
    ///
    /// A plan that a person has agreed to has to be the one that would be made now, when an older run had to be finished
    /// meanwhile or it was shown a while ago. What the groups hold is compared with the plan in any case when it is carried
    /// out; this also sees topics and logs that have changed. A refusal is entered in the audit log.
    ///
    /// - Parameter shown: When a person began to think, `nil` where nobody had to.
    /// - Returns: `false` for a plan that is blocked by findings.
    /// - Throws: `plan-stale` (exit 79) when it is another one now; ``TidemarkError`` when that cannot be found out.
    public func permit(shown: ContinuousClock.Instant? = nil) async throws -> Bool {
        guard let prepared else { return false }
        if waitsForMembers { return try await permitAfterWaiting(prepared) }
        guard !prepared.plan.isBlocked else {
            await enterRefusal(of: prepared, because: prepared.plan.summary.blocking.first?.message)
            return false
        }
        guard let shown else { return true }
        let thought = shown.duration(to: .now)
        putOff(by: thought)
        let hasFinished = try await finishRuns(on: prepared.plan.cluster)
        guard hasFinished || thought > policy.freshness else { return true }
        let present = try await permitted(try await make())
        guard present.digest != prepared.digest || present.plan.isBlocked else { return true }
        let error = Self.stale(prepared.plan, present.plan)
        await enterRefusal(of: prepared, because: error.message)
        throw error
    }

    /// Refuses a plan for which rights are missing, as far as that can be seen before it is tried.
    private func refuseWithoutRights(_ plan: Plan) async throws(TidemarkError) {
        let installation = try await context.journal.knownInstallation()
        let sentinel = installation.map { SentinelGroup.name(installation: $0) }
        try await PlanRights(cluster: context.cluster, sentinel: sentinel).refuse(plan, before: deadline)
    }

    /// Carries out the plan that was permitted; with the lock.
    ///
    /// - Parameters:
    ///   - who: Who ordered it.
    ///   - stop: Looked at between steps: before the commit the run is aborted, afterwards it is finished.
    /// - Returns: How the run ended.
    /// - Throws: ``TidemarkError`` when no run was begun.
    public func execute(who: Operator, stop: StopRequest) async throws(TidemarkError) -> RunOutcome {
        guard let prepared else {
            throw TidemarkError(.internalError, "no plan was made that could be carried out")
        }
        do throws(TidemarkError) {
            return try await PlanExecution(context).run(prepared, who: who, stop: stop, before: deadline)
        } catch {
            if error.exitCode == .refused { await enterRefusal(of: prepared, because: error.message) }
            throw error
        }
    }

    /// Looks at the groups again after a while; the lock is not needed.
    ///
    /// - Parameters:
    ///   - outcome: How the run ended.
    ///   - duration: How long to wait.
    ///   - stop: Ends the wait early, without a second look.
    /// - Returns: How it ended, with what was found since.
    /// - Throws: ``TidemarkError`` when the journal cannot be read.
    public nonisolated func watch(
        _ outcome: RunOutcome,
        for duration: Duration,
        stop: StopRequest
    ) async throws(TidemarkError) -> RunOutcome {
        try await Soak(context).watch(outcome, for: duration, stop: stop)
    }

    /// Makes fast what the source means, once.
    func fix() async throws(TidemarkError) {
        guard !isFixed else { return }
        source = try await source.fixed()
        isFixed = true
    }

    /// Gives the command as much more time.
    func putOff(by duration: Duration) {
        deadline = Deadline(instant: deadline.instant.advanced(by: duration))
    }

    /// A plan in the state in which it can be carried out: with the older runs on its cluster finished, and in the protocol
    /// that the cluster permits.
    private func ready(_ made: PreparedPlan) async throws(TidemarkError) -> PreparedPlan {
        // What had to be finished may have changed what groups hold.
        let hasFinished = try await finishRuns(on: made.plan.cluster)
        return try await permitted(hasFinished ? try await make() : made)
    }

    /// Makes the plan, and says of an interruption that nothing was written.
    func make() async throws(TidemarkError) -> PreparedPlan {
        let planner = Planner(
            context.cluster,
            metadataLimit: policy.metadataLimit,
            progress: context.progress
        )
        do throws(TidemarkError) {
            return try await planner.plan(source, before: deadline)
        } catch {
            throw error.beforeAnyWrite
        }
    }

    /// The plan in the protocol that the cluster permits, where the operator allows best effort.
    func permitted(_ prepared: PreparedPlan) async throws(TidemarkError) -> PreparedPlan {
        guard policy.allowsBestEffort, !prepared.plan.isBlocked else { return prepared }
        let (plan, refusal) = try await CommitProtocolChoice(context).choose(for: prepared)
        if let refusal { context.news(.bestEffort(refusal)) }
        return plan
    }
}
