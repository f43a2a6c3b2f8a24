import Cluster
public import Offsets
import Store

/// Carries out plans: every group of a plan changes in one Kafka transaction, or none does.
///
/// A plan for best effort is carried out group after group, and put back when that fails.
public struct PlanExecution: Sendable {
    private let context: EngineContext
    var cluster: any Cluster { context.cluster }
    private var journal: Journal { context.journal }

    /// A restore into a cluster, journalled.
    ///
    /// - Parameter context: The cluster and the journal, locked by this process.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// Carries out a plan as one run.
    ///
    /// Goes on to a decided end when its task is cancelled; ask through `stop` to stop it early.
    ///
    /// - Parameters:
    ///   - prepared: The plan, not blocked and with something to change.
    ///   - who: Who ordered it.
    ///   - stop: Looked at between steps: before the commit the run is aborted, afterwards it is finished.
    ///   - deadline: After it nothing new is begun; deciding and verifying have limits of their own.
    /// - Returns: How it ended, failures included: a run that was begun has an outcome.
    /// - Throws: ``TidemarkError`` when no run was begun: 79 for a blocked plan, 75 while another run is unfinished, or
    ///   when the journal cannot be written; the message says what that means for the groups.
    public func run(
        _ prepared: PreparedPlan,
        who: Operator,
        stop: StopRequest,
        before deadline: Deadline
    ) async throws(TidemarkError) -> RunOutcome {
        try Self.refuse(prepared.plan)
        let plan = prepared.plan
        let startedAt = Timestamp.now()
        let installation = try await journal.installation()
        let steps = plan.steps.filter { $0.action != .skip }
        let record = RunRecord(
            id: RunID(startedAt: startedAt),
            kind: plan.kind,
            mode: plan.policy.mode,
            commitProtocol: plan.commitProtocol,
            cluster: plan.cluster,
            snapshot: prepared.snapshot,
            undoOf: Self.undone(by: plan),
            source: plan.source.words,
            planDigest: prepared.digest,
            transactionalID: CommitDecision.id(cluster: plan.cluster.id),
            sentinelGroup: SentinelGroup.name(installation: installation),
            sentinelPartition: plan.firstSetStep?.topicPartition,
            startedAt: startedAt,
            deadline: startedAt.advanced(by: deadline.remaining),
            who: who,
            reason: journal.reason
        )
        let items = steps.map { step in
            RunItem(group: step.group, topicPartition: step.topicPartition, action: step.action, planned: step.to)
        }
        let touched = Set(items.lazy.map(\.group)).union(plan.removedGroups)
        let groups = plan.targets.filter { touched.contains($0.group) }.map { target in
            RunGroup(
                group: target.group,
                existed: target.present.existed,
                state: target.present.existed ? target.present.state : nil,
                type: target.present.type
            )
        }
        let limits = try await limits(of: prepared, record)
        context.limited(limits)
        let execution = TransactionalRun(
            context: context,
            record: record,
            plan: plan,
            items: items,
            limits: limits,
            stop: stop,
            deadline: deadline
        )
        // A task of its own, so that cancelling the caller cannot break the run off between two states.
        let task = Task { () -> Result<RunOutcome, TidemarkError> in
            do throws(TidemarkError) {
                // Looking at the cluster need not wait for the journal; what the run does there does.
                async let found = Result { () async throws(TidemarkError) in try await execution.checkCluster() }
                try await journal.begin(record, groups: groups, items: items, topicIDs: plan.topicIDs)
                if let file = plan.source.file { try await journal.note("from the file \(file)", in: record.id) }
                if plan.summary.outsideLog > 0 { try await journal.note(RunDetail.outsideLogsRemark, in: record.id) }
                return .success(try await carryOut(execution, on: await found))
            } catch {
                return .failure(error)
            }
        }
        return try await task.value.get()
    }

    private static func undone(by plan: Plan) -> RunID? {
        guard plan.kind == .undo, case .run(let id) = plan.source else { return nil }
        return RunID(text: id)
    }

    /// In the plan's protocol; without anything to commit there is but one way.
    private func carryOut(
        _ execution: TransactionalRun,
        on found: Result<ClusterMetadata, TidemarkError>
    ) async throws(TidemarkError) -> RunOutcome {
        let plan = execution.plan
        guard plan.commitProtocol == .bestEffort, plan.summary.set > 0 else {
            return try await execution.carryOut(on: found)
        }
        return try await BestEffortRun(run: execution).carryOut(on: found)
    }

    private static func refuse(_ plan: Plan) throws(TidemarkError) {
        if let finding = plan.summary.blocking.first {
            let others = plan.summary.blocking.count - 1
            throw TidemarkError(
                finding.finding.code,
                finding.message + (others > 0 ? " (and \(others) more findings)" : ""),
                hint: "Nothing was written."
            )
        }
        guard !plan.changesNothing else {
            throw TidemarkError(.nothingToDo, "the plan changes nothing")
        }
    }
}
