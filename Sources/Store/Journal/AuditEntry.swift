public import Offsets

/// Something an operator did that changed a cluster or the store, to be read later.
public struct AuditEntry: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// Who.
    public var who: Operator
    /// What, such as `restore` or `prune`.
    public var action: String
    /// To what: the id of a run or a snapshot.
    public var subject: String
    /// The cluster, `nil` when it concerns the store alone.
    public var cluster: ClusterName?
    /// The digest of the plan, `nil` without one.
    public var planDigest: ContentDigest?
    /// How many offsets the targets held before, `nil` when not known.
    public var offsetsBefore: Int?
    /// How many they held afterwards, `nil` when not known.
    public var offsetsAfter: Int?
    /// How it ended, such as `done`.
    public var result: String
    /// More in words.
    public var detail: String?
    /// The digest of the rows of a run, or of the snapshot, that this entry vouches for; `nil` where it vouches for none.
    public var evidence: ContentDigest?
    /// Why, in the words of who ordered it; `nil` where nothing was said.
    public var reason: String?

    /// An entry.
    public init(
        at: Timestamp,
        who: Operator,
        action: String,
        subject: String,
        cluster: ClusterName? = nil,
        planDigest: ContentDigest? = nil,
        offsetsBefore: Int? = nil,
        offsetsAfter: Int? = nil,
        result: String,
        detail: String? = nil,
        evidence: ContentDigest? = nil,
        reason: String? = nil
    ) {
        self.at = at
        self.who = who
        self.action = action
        self.subject = subject
        self.cluster = cluster
        self.planDigest = planDigest
        self.offsetsBefore = offsetsBefore
        self.offsetsAfter = offsetsAfter
        self.result = result
        self.detail = detail
        self.evidence = evidence
        self.reason = reason
    }
}
