import Cluster
public import Offsets
import Store

/// What the groups of a run held before it: `undo`.
public struct UndoSource: OffsetSource {
    private let run: Run
    private let policy: PlanPolicy
    private let leavesMovedOut: Bool
    private let clusterName: String?

    /// Which run, as far as that is known.
    private enum Run {
        /// As an operator names it.
        case named(String, EngineContext)
        /// By its id, and whether that was the latest of the journal.
        case journalled(RunID, isLatest: Bool, EngineContext)
        case read(RunDetail)
    }

    /// A run that is read from the journal, and proven there, whenever a plan is made.
    ///
    /// - Parameters:
    ///   - name: Its id, the beginning of one, or `latest`, which is looked up once.
    ///   - context: The journal and the cluster, which both know of runs.
    ///   - policy: What is allowed for offsets that the logs do not have any more.
    ///   - leavesMovedOut: Whether groups that have moved since the run are left out instead of stopping the plan.
    ///   - clusterName: The operator's name of the cluster.
    public init(
        of name: String,
        in context: EngineContext,
        policy: PlanPolicy = .undo,
        leavesMovedOut: Bool = false,
        clusterName: String? = nil
    ) {
        run = .named(name, context)
        self.policy = policy
        self.leavesMovedOut = leavesMovedOut
        self.clusterName = clusterName
    }

    /// A run that is known with its items and pre-images.
    public init(of run: RunDetail, policy: PlanPolicy = .undo, leavesMovedOut: Bool = false) {
        self.run = .read(run)
        self.policy = policy
        self.leavesMovedOut = leavesMovedOut
        clusterName = nil
    }

    private init(_ run: Run, like other: UndoSource) {
        self.run = run
        policy = other.policy
        leavesMovedOut = other.leavesMovedOut
        clusterName = other.clusterName
    }

    /// The source with the run's id in the place of its name.
    ///
    /// - Throws: `run-not-found` (exit 66); `ambiguous-run` (exit 64) naming the candidates.
    public func fixed() async throws(TidemarkError) -> UndoSource {
        guard case .named(let name, let context) = run else { return self }
        let id = try await context.journal.resolve(name)
        return UndoSource(.journalled(id, isLatest: name == Journal.latest, context), like: self)
    }

    /// What the groups held before the run.
    ///
    /// - Throws: ``TidemarkError``: 64 when groups of a rename would be left out, 65 when the run is not as it was journalled, 69 or 77 when the cluster cannot be read,
    ///   75 when the run is not over, 79 when it changed nothing, when what it left is not known, when it was on another
    ///   cluster, and when it was named as the latest and Kafka has the mark of a newer one.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let run = try await detail(before: cluster.deadline)
        try Self.refuse(undoing: run.record)
        guard !run.items.contains(where: { $0.preImage == .notRead }) else {
            throw TidemarkError(
                .noPreImage,
                "the journal does not have what the groups of run \(run.record.id) held before, so it cannot be undone",
                hint: "Restore a snapshot that was taken before it."
            )
        }
        let identity = try await cluster.metadata().identity
        guard identity.id == run.record.cluster.id else {
            throw TidemarkError(
                .wrongCluster,
                "run \(run.record.id) was on cluster \(run.record.cluster.id), and this one is \(identity.id)",
                hint: "Check --cluster or --bootstrap-server."
            )
        }
        if leavesMovedOut || policy.onActive == .skip, await isMove(run.record) {
            throw .partOfMove("run \(run.record.id)")
        }
        let undone = run.undone
        // A group that is removed goes with everything that it holds, be that seen or not.
        if undone.contains(where: \.wasCreated) {
            try await ViewCheck.refuseHiddenTopics(of: cluster.cluster, before: cluster.deadline)
        }
        let groups = undone.map(\.wanted)
        try await cluster.refuseHiddenTopics(of: groups)
        return SourcedOffsets(
            from: .run(run.record.id.text),
            groups: groups,
            logs: Plan.logs(leftBy: undone, outsideLogs: run.wroteOutsideLogs, topicIDs: run.topicIDs),
            clusterName: clusterName
        ) { (view: ClusterView) throws(TidemarkError) in
            Plan.undo(
                run: run.record.id.text,
                of: undone,
                view: view,
                policy: policy,
                leavesMovedOut: leavesMovedOut,
                leftOutsideLogs: run.wroteOutsideLogs,
                topicIDs: run.topicIDs
            )
        }
    }

    private func detail(before deadline: Deadline) async throws(TidemarkError) -> RunDetail {
        switch run {
        case .read(let detail): return detail
        case .named: return try await fixed().detail(before: deadline)
        case .journalled(let id, let isLatest, let context):
            let proven = try await context.journal.provenRun(id)
            guard isLatest else { return proven }
            if let missing = try await LostRuns(context.quiet).missing(before: deadline) {
                try missing.refuse(asLatest: id)
            } else {
                context.news(.marksHidden)
            }
            return proven
        }
    }

    private func isMove(_ record: RunRecord) async -> Bool {
        if case .journalled(_, isLatest: _, let context) = run { return await context.journal.isMove(record) }
        return record.kind == .rename
    }

    /// Only a run of which it is known what it left can be undone.
    private static func refuse(undoing record: RunRecord) throws(TidemarkError) {
        switch record.state {
        case .done, .raced: return
        case .aborted, .rolledBack:
            throw TidemarkError(
                .nothingToUndo,
                "run \(record.id) ended as \(record.state.rawValue): it changed nothing, so there is nothing to undo"
            )
        case .undecided where record.finishedAt != nil:
            throw TidemarkError(
                .runUndecided,
                "what run \(record.id) left is not known, so it cannot be undone",
                hint: "`tidemark runs \(record.id)` names its groups and what they hold."
            )
        default:
            throw TidemarkError(
                .runUnfinished,
                "run \(record.id) is unfinished (\(record.state.rawValue))",
                hint: "Run `tidemark recover` first; it finishes that run."
            )
        }
    }
}

extension RunDetail {
    /// What the run did, as far as an undo has to know it.
    fileprivate var undone: [UndoneGroup] {
        let changes = Dictionary(grouping: items.filter { $0.action == .set || $0.action == .delete }, by: \.group)
        return groups.compactMap { group in
            guard let items = changes[group.group] else { return nil }
            return UndoneGroup(
                group: group.group,
                wasCreated: !group.existed,
                changes: items.map { UndoneOffset($0.topicPartition, before: $0.preImage.offset, left: $0.planned) }
            )
        }
    }
}
