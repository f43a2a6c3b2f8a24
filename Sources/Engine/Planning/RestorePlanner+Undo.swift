import Cluster
public import Offsets

extension RestorePlanner {
    /// Plans to put back what groups held before a run; writes nothing.
    ///
    /// - Parameters:
    ///   - run: The run with its items and pre-images.
    ///   - policy: What is allowed for offsets that the logs do not have any more.
    ///   - leavesMovedOut: Whether groups that have moved since the run are left out instead of stopping the plan.
    ///   - clusterName: The operator's name of the cluster, `nil` when none was given.
    ///   - deadline: When to give up.
    /// - Returns: The plan; it may be blocked by findings.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read, 75 when the run is not over, 79 when it
    ///   changed nothing, when what it left is not known, and when it was on another cluster.
    public func plan(
        undoing run: RunDetail,
        policy: RestorePolicy = RestorePolicy(),
        leavesMovedOut: Bool = false,
        clusterName: String? = nil,
        before deadline: Deadline
    ) async throws(TidemarkError) -> PreparedPlan {
        try Self.refuse(undoing: run.record)
        guard !run.items.contains(where: { $0.preImage == .notRead }) else {
            throw TidemarkError(
                .noPreImage,
                "the journal does not have what the groups of run \(run.record.id) held before, so it cannot be undone",
                hint: "Restore a snapshot that was taken before it."
            )
        }
        let (metadata, roundTrip) = try await connect(before: deadline)
        guard metadata.identity.id == run.record.cluster.id else {
            throw TidemarkError(
                .wrongCluster,
                "run \(run.record.id) was on cluster \(run.record.cluster.id), and this one is \(metadata.identity.id)",
                hint: "Check --bootstrap-server."
            )
        }
        let undone = run.undone
        // A group that is removed goes with everything that it holds, be that seen or not.
        if undone.contains(where: \.wasCreated) {
            try await ViewCheck.refuseHiddenTopics(of: cluster, before: deadline)
        }
        try await refuseHiddenTopics(of: undone.map(\.wanted), metadata: metadata, before: deadline)
        let view = try await view(
            of: undone.map(\.wanted),
            since: RestorePlan.logs(leftBy: undone),
            metadata: metadata,
            cluster: ClusterName(id: metadata.identity.id, name: clusterName),
            before: deadline
        )
        let plan = RestorePlan.undo(
            run: run.record.id.text,
            of: undone,
            view: view,
            policy: policy,
            leavesMovedOut: leavesMovedOut
        )
        return PreparedPlan(plan: plan, digest: try Self.digest(of: plan), snapshot: nil, roundTrip: roundTrip)
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
                hint: "Run `tidemark recover` first; it brings that run to its end."
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
