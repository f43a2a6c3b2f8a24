public import Offsets

/// Where the offsets of a plan come from; everything else is the same for every plan.
///
/// A new source is a type that says what groups are to hold: ``PlanSession`` does what follows.
public protocol OffsetSource: Sendable {
    /// The source with what it means made fast: what an operator calls `latest` is one thing from here on.
    ///
    /// Called once, before the first plan.
    func fixed() async throws(TidemarkError) -> Self

    /// What the groups are to hold, and what is known of the logs they were taken against.
    ///
    /// Called whenever a plan is made. What can be refused without the cluster is refused before anything is asked of it.
    func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets
}

extension OffsetSource {
    /// The source as it is: one that never means another thing.
    public func fixed() async throws(TidemarkError) -> Self { self }
}
