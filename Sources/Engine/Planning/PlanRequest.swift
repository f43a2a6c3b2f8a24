public import Offsets

/// What to put back, where, and what the operator allows.
public struct PlanRequest: Sendable {
    /// Which groups, topics and partitions of the snapshot.
    public var selection: Selection
    /// Under which names.
    public var mapping: Mapping
    /// What to do in unusual cases.
    public var policy: PlanPolicy
    /// Whether a snapshot of another cluster may be restored.
    public var allowsOtherCluster: Bool
    /// The operator's name of the cluster, `nil` when none was given.
    public var clusterName: String?

    /// A request; by default everything, into the same groups of the same cluster, failing on anything unusual.
    public init(
        selection: Selection = Selection(),
        mapping: Mapping = .identity,
        policy: PlanPolicy = PlanPolicy(),
        allowsOtherCluster: Bool = false,
        clusterName: String? = nil
    ) {
        self.selection = selection
        self.mapping = mapping
        self.policy = policy
        self.allowsOtherCluster = allowsOtherCluster
        self.clusterName = clusterName
    }
}
