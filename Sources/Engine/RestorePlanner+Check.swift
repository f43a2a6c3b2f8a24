import Kafka
public import Offsets

extension RestorePlanner {
    /// Makes a plan that was saved ready to be carried out; writes nothing.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - digest: The digest that it was saved with.
    ///   - deadline: When to give up.
    /// - Returns: The plan; blocked when its targets or their logs are not as they were when it was made.
    /// - Throws: ``TidemarkError``: 79 when the plan is not the one that the digest was taken of, and when this is another
    ///   cluster; 69 or 77 when the cluster cannot be read.
    public func check(
        _ plan: RestorePlan,
        digest: ContentDigest,
        before deadline: Deadline
    ) async throws(TidemarkError) -> PreparedPlan {
        guard try Self.digest(of: plan) == digest else { throw .edited(planWith: digest) }
        let (metadata, roundTrip) = try await connect(before: deadline)
        try plan.refuse(otherThanItsOwn: metadata.identity)
        let groups = plan.targets.map { target in
            let written = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            return MappedGroup(source: target.source, target: target.group, offsets: written)
        }
        let view = try await view(of: groups, metadata: metadata, cluster: plan.cluster, before: deadline)
        var snapshot: SnapshotID?
        if case .snapshot(let id, _) = plan.source { snapshot = id }
        return PreparedPlan(
            plan: plan.checked(against: view),
            digest: digest,
            snapshot: snapshot,
            roundTrip: roundTrip
        )
    }
}
