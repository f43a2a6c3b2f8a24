/// A snapshot, as far as retention has to know it.
public struct RetentionCandidate: Hashable, Sendable {
    /// Its name.
    public let id: SnapshotID
    /// The snapshots that it is judged among.
    public let group: RetentionGroup
    /// When its capture began.
    public let startedAt: Timestamp
    /// Only snapshots of the same state are counted together.
    public let state: SnapshotState
    /// What keeps it whatever the policy says.
    public let protection: SnapshotProtection

    /// A snapshot.
    public init(
        id: SnapshotID,
        group: RetentionGroup,
        startedAt: Timestamp,
        state: SnapshotState,
        protection: SnapshotProtection = .none
    ) {
        self.id = id
        self.group = group
        self.startedAt = startedAt
        self.state = state
        self.protection = protection
    }
}

/// Whether a snapshot is kept on purpose.
public enum SnapshotProtection: Hashable, Sendable {
    /// It is not.
    case none
    /// It is held, without an end where there is none.
    case held(until: Timestamp?)
    /// What was noted of it cannot be read, and it may be held.
    case unknown
}

/// Why a snapshot is kept or removed.
public enum RetentionReason: Hashable, Sendable {
    /// A rule keeps it; `isOldest` where it is the oldest one there is, and the rule has counts left.
    case rule(RetentionRule, isOldest: Bool)
    /// It is not older than the policy wants.
    case within(Duration)
    /// It is one of the newest complete ones, of which so many stay.
    case fewest(Int)
    /// It is held.
    case held(until: Timestamp?)
    /// Its marks cannot be read, and may say that it is held.
    case unreadableMarks
    /// By its time it is still to come: a clock was wrong.
    case future
    /// It is the one that was taken last.
    case newest
    /// The policy has no rule.
    case emptyPolicy
    /// There is no policy for its job.
    case noPolicy
    /// No rule keeps it: the only reason for a removal.
    case noRule

    /// Its name for scripts.
    public var name: String {
        switch self {
        case .rule(let rule, let isOldest): isOldest ? "oldest-\(rule.rawValue)" : rule.rawValue
        case .within: "within"
        case .fewest: "min-keep"
        case .held: "held"
        case .unreadableMarks: "unreadable-marks"
        case .future: "future"
        case .newest: "newest"
        case .emptyPolicy: "empty-policy"
        case .noPolicy: "no-policy"
        case .noRule: "no-rule"
        }
    }

    /// The reason in a few words.
    public var text: String {
        switch self {
        case .rule(let rule, let isOldest): isOldest ? "oldest, \(rule.rawValue)" : rule.rawValue
        case .within(let duration): "within \(DurationText.text(duration))"
        case .fewest(let count): count == 1 ? "the newest complete one stays" : "the newest \(count) complete ones stay"
        case .held(let end): end.map { "held until \($0)" } ?? "held"
        case .unreadableMarks: "its marks cannot be read, so it may be held"
        case .future: "dated in the future"
        case .newest: "taken last"
        case .emptyPolicy: "the policy has no rule"
        case .noPolicy: "no retention is set for its job"
        case .noRule: "no rule keeps it"
        }
    }
}

/// What becomes of a snapshot, and why.
public struct RetentionVerdict: Hashable, Sendable {
    /// The snapshot.
    public let candidate: RetentionCandidate
    /// Every reason for which it is kept; `noRule` alone where it is to be removed.
    public let reasons: [RetentionReason]

    /// Whether it is kept.
    public var isKept: Bool { reasons != [.noRule] }

    init(_ candidate: RetentionCandidate, _ reasons: [RetentionReason]) {
        self.candidate = candidate
        self.reasons = reasons.isEmpty ? [.noRule] : reasons
    }
}
