/// Where, when, by what and on whose order a snapshot was taken.
public struct SnapshotOrigin: Hashable, Sendable {
    /// The cluster.
    public var cluster: ClusterName
    /// The bootstrap servers as given.
    public var bootstrapServers: String
    /// When the capture began.
    public var startedAt: Timestamp
    /// When the last offset was read.
    public var finishedAt: Timestamp
    /// The version of Tidemark, such as `0.1.0`.
    public var tidemarkVersion: String
    /// Which client read the cluster, such as `direct` or `librdkafka 2.0.2`, and why it was not the direct one; empty for an
    /// import.
    public var client: String
    /// The principal that read the offsets, `nil` when not known.
    public var principal: String?
    /// The job that ordered the capture, `nil` when an operator did.
    public var job: String?
    /// The selection that was used.
    public var selection: Selection
    /// Free labels.
    public var tags: [String]
    /// A free text.
    public var note: String?
    /// The digest of the snapshot before it with the same cluster and job: a chain that shows removal and roll-back.
    public var previousDigest: ContentDigest?
    /// Why it looks wrong (for instance: half of the groups are gone since the last one), `nil` when it does not.
    public var suspicion: String?
    /// Where the offsets were imported from, such as the name of a file; `nil` for a snapshot that was taken of the cluster.
    public var importedFrom: String?

    /// The circumstances of a capture.
    public init(
        cluster: ClusterName,
        bootstrapServers: String,
        startedAt: Timestamp,
        finishedAt: Timestamp,
        tidemarkVersion: String,
        client: String,
        principal: String? = nil,
        job: String? = nil,
        selection: Selection = Selection(),
        tags: [String] = [],
        note: String? = nil,
        previousDigest: ContentDigest? = nil,
        suspicion: String? = nil,
        importedFrom: String? = nil
    ) {
        self.cluster = cluster
        self.bootstrapServers = bootstrapServers
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.tidemarkVersion = tidemarkVersion
        self.client = client
        self.principal = principal
        self.job = job
        self.selection = selection
        self.tags = tags
        self.note = note
        self.previousDigest = previousDigest
        self.suspicion = suspicion
        self.importedFrom = importedFrom
    }
}

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

    /// Whether an operator means this cluster who gives an id or a name.
    public func isCalled(_ idOrName: String) -> Bool { id == idOrName || name == idOrName }
}
