/// How far a run is; each state is durable in the journal before the act that it announces.
public enum RunState: String, Hashable, Sendable, CaseIterable {
    /// The plan is journalled; nothing was looked at yet.
    case planned
    /// The cluster was found fit and no transaction of an older run is open.
    case prechecked
    /// What the targets hold is journalled; from here on a write may follow.
    case preImage = "pre-image"
    /// The transaction is (about to be) open, or best-effort writing has begun.
    case open
    /// The commit is (about to be) sent: nobody aborts from here on.
    case committing
    /// The new offsets stand, or a recovery found that they do.
    case committed
    /// Offsets and groups that the plan removes are being deleted; of a rename, behind a read-back of the copy.
    case deleting
    /// Every partition was read back and holds what was planned.
    case verified
    /// Over: all new.
    case done
    /// Over: written, but something else moved some groups afterwards; the mismatches name them.
    case raced
    /// The transaction is being aborted, or best-effort writes are being put back.
    case aborting
    /// Over: all old, nothing was changed.
    case aborted
    /// Over: best-effort writes were put back, all old.
    case rolledBack = "rolled-back"
    /// It cannot be decided; the mismatches say what the groups hold. Over only once an operator has accepted that.
    case undecided

    /// Whether the run is over; a terminal state is never left.
    public var isTerminal: Bool { successors.isEmpty }

    /// Whether nothing can have been written to the cluster when a run stopped in this state.
    public var isBeforeAnyWrite: Bool { [.planned, .prechecked, .preImage].contains(self) }

    /// The states that may follow this one: the whole table of legal transitions.
    public var successors: Set<RunState> {
        switch self {
        // An older copy of the journal may have been put back: then a run that stopped here may have gone on.
        case .planned: [.prechecked, .aborted, .undecided]
        case .prechecked: [.preImage, .aborted, .undecided]
        // A run of which every step is a deletion has nothing to commit.
        case .preImage: [.open, .deleting, .aborted, .undecided]
        // Best effort has no commit: when the last group is written the run is committed.
        case .open: [.committing, .committed, .aborting, .undecided]
        // A recovery that finds the commit did not happen aborts nothing: it states that all is old.
        case .committing: [.committed, .aborted, .undecided]
        case .committed: [.deleting, .verified, .raced, .undecided]
        case .deleting: [.verified, .raced, .undecided]
        case .verified: [.done, .raced]
        case .aborting: [.aborted, .rolledBack, .committed, .undecided]
        // Nobody could tell; a recovery that can is still to come.
        case .undecided: [.committed, .aborted, .rolledBack]
        case .done, .raced, .aborted, .rolledBack: []
        }
    }
}

/// How far one group is in a best-effort run, each step durable before the act that it announces.
public enum GroupStep: String, Hashable, Sendable, CaseIterable {
    /// It is about to be written.
    case intent
    /// The broker has acknowledged the write.
    case acknowledged
    /// It was read back and holds what was planned.
    case verified
    /// Its pre-image is about to be put back.
    case compensating
    /// Its pre-image was put back and read back.
    case compensated
}

/// Something that happened in a run: a state it reached, or a step of one of its groups.
public struct RunEvent: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// The state the run was in (for a group's step) or reached.
    public var state: RunState
    /// The group, `nil` for the run as a whole.
    public var group: GroupID?
    /// The group's step, `nil` for the run as a whole.
    public var step: GroupStep?
    /// More in words.
    public var detail: String?
    /// Who writes the transaction that was opened; `nil` where none was, or the client does not tell.
    public var producer: ProducerIdentity?

    /// An event.
    public init(
        at: Timestamp,
        state: RunState,
        group: GroupID? = nil,
        step: GroupStep? = nil,
        detail: String? = nil,
        producer: ProducerIdentity? = nil
    ) {
        self.at = at
        self.state = state
        self.group = group
        self.step = step
        self.detail = detail
        self.producer = producer
    }
}
