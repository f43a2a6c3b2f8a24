/// One execution of a plan.
public struct RunRecord: Hashable, Sendable {
    /// Its name.
    public var id: RunID
    /// Where its offsets come from.
    public var kind: PlanKind
    /// `merge` or `exact`.
    public var mode: RestoreMode
    /// `transaction` or `best-effort`.
    public var commitProtocol: CommitProtocol
    /// The cluster it writes to.
    public var cluster: ClusterName
    /// The snapshot it restores, `nil` for another source.
    public var snapshot: SnapshotID?
    /// The run it undoes, `nil` when it undoes none.
    public var undoOf: RunID?
    /// The digest of the plan that was shown.
    public var planDigest: ContentDigest
    /// Kafka's transactional id.
    public var transactionalID: String
    /// The group whose offset, committed in the same transaction, tells whether it was committed.
    public var sentinelGroup: GroupID
    /// The partition the sentinel commits to, `nil` for a run without one.
    public var sentinelPartition: TopicPartition?
    /// How far it is.
    public var state: RunState
    /// When it began.
    public var startedAt: Timestamp
    /// When it reached a terminal state, `nil` before.
    public var finishedAt: Timestamp?
    /// When it has to be over.
    public var deadline: Timestamp
    /// Who ordered it.
    public var who: Operator
    /// Why it did not reach its end, `nil` when it did or goes on.
    public var error: RunFailure?

    /// A run about to begin, or one read from the journal.
    public init(
        id: RunID,
        kind: PlanKind,
        mode: RestoreMode,
        commitProtocol: CommitProtocol,
        cluster: ClusterName,
        snapshot: SnapshotID? = nil,
        undoOf: RunID? = nil,
        planDigest: ContentDigest,
        transactionalID: String,
        sentinelGroup: GroupID,
        sentinelPartition: TopicPartition? = nil,
        state: RunState = .planned,
        startedAt: Timestamp,
        finishedAt: Timestamp? = nil,
        deadline: Timestamp,
        who: Operator,
        error: RunFailure? = nil
    ) {
        self.id = id
        self.kind = kind
        self.mode = mode
        self.commitProtocol = commitProtocol
        self.cluster = cluster
        self.snapshot = snapshot
        self.undoOf = undoOf
        self.planDigest = planDigest
        self.transactionalID = transactionalID
        self.sentinelGroup = sentinelGroup
        self.sentinelPartition = sentinelPartition
        self.state = state
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.deadline = deadline
        self.who = who
        self.error = error
    }
}
