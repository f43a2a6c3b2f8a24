/// One execution of a plan.
public struct RunRecord: Hashable, Sendable {
    /// Its name.
    public var id: RunID
    /// Where its offsets come from.
    public var kind: PlanKind
    /// `merge` or `exact`.
    public var mode: PlanMode
    /// `transaction` or `best-effort`.
    public var commitProtocol: CommitProtocol
    /// The cluster it writes to.
    public var cluster: ClusterName
    /// The snapshot it restores, `nil` for another source.
    public var snapshot: SnapshotID?
    /// The run it undoes, `nil` when it undoes none.
    public var undoOf: RunID?
    /// Where its offsets come from in words, such as `group blue`; `nil` for a snapshot and a run.
    public var source: String?
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
    /// Why it was ordered, in the words of who did; `nil` where nothing was said.
    public var reason: String?

    /// A run about to begin, or one read from the journal.
    public init(
        id: RunID,
        kind: PlanKind,
        mode: PlanMode,
        commitProtocol: CommitProtocol,
        cluster: ClusterName,
        snapshot: SnapshotID? = nil,
        undoOf: RunID? = nil,
        source: String? = nil,
        planDigest: ContentDigest,
        transactionalID: String,
        sentinelGroup: GroupID,
        sentinelPartition: TopicPartition? = nil,
        state: RunState = .planned,
        startedAt: Timestamp,
        finishedAt: Timestamp? = nil,
        deadline: Timestamp,
        who: Operator,
        error: RunFailure? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.mode = mode
        self.commitProtocol = commitProtocol
        self.cluster = cluster
        self.snapshot = snapshot
        self.undoOf = undoOf
        self.source = source
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
        self.reason = reason
    }
}

/// The name of a run: sortable by its start, unique by chance, such as `20261121T030000Z-1a2b3c4d`.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// The name of a run that begins at this moment; the random part keeps two of one second apart.
    public init(startedAt: Timestamp, random: UInt32 = .random(in: 0 ... .max)) {
        let digits = String(random, radix: 16)
        self.text = "\(startedAt.compact)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }

    /// A name that was made before, as a journal or an operator holds it.
    public init(text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Whether the run may have begun after another; of two of one second, either may have.
    public func mayFollow(_ other: RunID) -> Bool { text.prefix { $0 != "-" } >= other.text.prefix { $0 != "-" } }

    /// Orders by start, then by the random part.
    public static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
}

/// Who ordered something, and where: the user of the process, the user who logged in before any `sudo`, and the machine.
public struct Operator: Hashable, Sendable {
    /// The user's name, `nil` where the system knows none.
    public var userName: String?
    /// The user id of the process.
    public var uid: UInt32
    /// The user id of the login (the kernel's audit login uid), `nil` for a service or where it is not kept.
    public var loginUID: UInt32?
    /// The name of the machine, `nil` where it is not known: older versions did not keep it.
    public var host: String?

    /// Names somebody.
    public init(userName: String?, uid: UInt32, loginUID: UInt32?, host: String? = nil) {
        self.userName = userName
        self.uid = uid
        self.loginUID = loginUID
        self.host = host
    }
}

/// Why a run did not reach its end, as it was told to the operator.
public struct RunFailure: Hashable, Sendable {
    /// A stable name, such as `group-active`; text, because another Tidemark may have written it.
    public var code: String
    /// What happened.
    public var message: String
    /// What to do next, `nil` when there is nothing to add.
    public var hint: String?

    /// A failure.
    public init(code: String, message: String, hint: String?) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The failure behind an error.
    public init(_ error: TidemarkError) {
        self.init(code: error.code.rawValue, message: error.message, hint: error.hint)
    }
}
