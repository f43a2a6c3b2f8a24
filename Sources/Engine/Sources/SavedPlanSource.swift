import Cluster
public import Offsets

/// A plan that was saved: `apply`.
public struct SavedPlanSource: OffsetSource {
    private let plan: Plan
    private let digest: ContentDigest
    private let snapshot: Snapshot?
    private let onActive: ActiveGroupPolicy

    /// A saved plan as a source.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - digest: The digest that it was saved with.
    ///   - snapshot: The snapshot that it was made from, `nil` where it is not at hand.
    ///   - onActive: What is done with groups that have members now.
    public init(
        _ plan: Plan,
        digest: ContentDigest,
        snapshot: Snapshot? = nil,
        onActive: ActiveGroupPolicy = .fail
    ) {
        self.plan = plan
        self.digest = digest
        self.snapshot = snapshot
        self.onActive = onActive
    }

    /// What the plan writes.
    ///
    /// Its plan is the same one, without groups that have members where that is allowed, and blocked when its targets or their
    /// logs are not as they were when it was made.
    ///
    /// - Throws: ``TidemarkError``: 64 when groups of a rename would be left out, 79 when the plan is not the one that the digest was taken of, and when this is another
    ///   cluster; 69 or 77 when the cluster cannot be read.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        guard try Planner.digest(of: plan) == digest else { throw .edited(planWith: digest) }
        if onActive == .skip, plan.kind == .rename || plan.kind == .undo && plan.movesOffsets {
            throw .partOfMove("the plan")
        }
        try plan.refuse(otherThanItsOwn: try await cluster.metadata().identity)
        let groups = plan.targets.map { target in
            let written = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            return MappedGroup(source: target.source, target: target.group, offsets: written)
        }
        return SourcedOffsets(
            from: plan.source,
            groups: groups,
            logs: plan.earlierLogs(with: snapshot),
            clusterName: plan.cluster.name,
            // Without some of its groups it is another plan.
            digest: onActive == .skip ? nil : digest
        ) { (view: ClusterView) throws(TidemarkError) in
            let planned = onActive == .skip ? plan.leavingOutActive(in: view) : plan
            return planned.checked(against: view, snapshot: snapshot)
        }
    }
}

extension Plan {
    /// Whether some groups get offsets and others lose theirs: what is left out of it may be gone from both.
    fileprivate var movesOffsets: Bool {
        steps.contains { $0.action == .set } && steps.contains { $0.action == .delete }
    }
}
