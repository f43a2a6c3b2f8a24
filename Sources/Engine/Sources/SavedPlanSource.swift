import Cluster
public import Offsets

/// A plan that was saved: `apply`.
public struct SavedPlanSource: OffsetSource {
    private let plan: Plan
    private let digest: ContentDigest
    private let snapshot: Snapshot?

    /// A saved plan as a source.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - digest: The digest that it was saved with.
    ///   - snapshot: The snapshot that it was made from, `nil` where it is not at hand.
    public init(_ plan: Plan, digest: ContentDigest, snapshot: Snapshot? = nil) {
        self.plan = plan
        self.digest = digest
        self.snapshot = snapshot
    }

    /// What the plan writes; its plan is the same one, blocked when its targets or their logs are not as they were when it
    /// was made.
    ///
    /// - Throws: ``TidemarkError``: 79 when the plan is not the one that the digest was taken of, and when this is another
    ///   cluster; 69 or 77 when the cluster cannot be read.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        guard try Planner.digest(of: plan) == digest else { throw .edited(planWith: digest) }
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
            digest: digest
        ) { (view: ClusterView) throws(TidemarkError) in plan.checked(against: view, snapshot: snapshot) }
    }
}
