public import Offsets

/// A plan with what its execution needs to know.
public struct PreparedPlan: Hashable, Sendable {
    /// The plan.
    public let plan: Plan
    /// The SHA-256 of the plan's canonical bytes: the same plan, the same digest.
    public let digest: ContentDigest
    /// The snapshot it was made from, `nil` for other sources.
    public let snapshot: SnapshotID?
    /// How long a round trip to the cluster took while planning, for the transaction's timeout.
    public let roundTrip: Duration
    /// How fast the transaction takes offsets, for the same.
    public let pace: WritingPace
    /// How far the targets of a copy would be behind, `nil` for other plans.
    public let lag: PlanLag?
}
