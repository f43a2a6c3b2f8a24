import Cluster
public import Offsets

extension RestorePlanner {
    /// Makes a plan that was saved ready to be carried out; writes nothing.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - digest: The digest that it was saved with.
    ///   - snapshot: The snapshot that it was made from, `nil` where it is not at hand.
    ///   - deadline: When to give up.
    /// - Returns: The plan; blocked when its targets or their logs are not as they were when it was made.
    /// - Throws: ``TidemarkError``: 79 when the plan is not the one that the digest was taken of, and when this is another
    ///   cluster; 69 or 77 when the cluster cannot be read.
    public func check(
        _ plan: RestorePlan,
        digest: ContentDigest,
        snapshot: Snapshot? = nil,
        before deadline: Deadline
    ) async throws(TidemarkError) -> PreparedPlan {
        guard try Self.digest(of: plan) == digest else { throw .edited(planWith: digest) }
        let (metadata, roundTrip) = try await connect(before: deadline)
        try plan.refuse(otherThanItsOwn: metadata.identity)
        let groups = plan.targets.map { target in
            let written = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            return MappedGroup(source: target.source, target: target.group, offsets: written)
        }
        let logs = plan.earlierLogs(with: snapshot)
        let view = try await view(of: groups, since: logs, metadata: metadata, cluster: plan.cluster, before: deadline)
        return PreparedPlan(
            plan: plan.checked(against: view, snapshot: snapshot),
            digest: digest,
            snapshot: plan.source.snapshot,
            roundTrip: roundTrip
        )
    }
}
