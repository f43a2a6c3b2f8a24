public import Offsets

/// What to capture and what to write beside it.
public struct CaptureRequest: Hashable, Sendable {
    /// The operator's name of the cluster, `nil` when none was given.
    public var clusterName: String?
    /// The bootstrap servers as given.
    public var bootstrapServers: String
    /// Which groups and topics.
    public var selection: Selection
    /// Whether the principal is meant to see a part of the cluster only, so that this part is a complete snapshot.
    public var acceptsLimitedView: Bool
    /// The principal, where known.
    public var principal: String?
    /// The job that orders the capture.
    public var job: String?
    /// Free labels.
    public var tags: [String]
    /// A free text.
    public var note: String?

    /// A request; without a selection, everything.
    public init(
        clusterName: String? = nil,
        bootstrapServers: String,
        selection: Selection = Selection(),
        acceptsLimitedView: Bool = false,
        principal: String? = nil,
        job: String? = nil,
        tags: [String] = [],
        note: String? = nil
    ) {
        self.clusterName = clusterName
        self.bootstrapServers = bootstrapServers
        self.selection = selection
        self.acceptsLimitedView = acceptsLimitedView
        self.principal = principal
        self.job = job
        self.tags = tags
        self.note = note
    }
}
