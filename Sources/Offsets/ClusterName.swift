/// Which cluster: Kafka's own id, and the name the operator gave it.
public struct ClusterName: Hashable, Sendable {
    /// The cluster id that Kafka reports.
    public let id: String
    /// The `[cluster.NAME]` of the configuration, `nil` when the cluster was named by `--bootstrap-server` alone.
    public let name: String?

    /// A cluster.
    public init(id: String, name: String?) {
        self.id = id
        self.name = name
    }
}
