public import Offsets

/// What happened last to a job, and until when its schedule is dealt with.
public struct JobRecord: Hashable, Sendable {
    /// The job's name.
    public let job: String
    /// When it was first seen: nothing that was due before is missed.
    public var knownSince: Timestamp
    /// Every moment up to this one at which it was due is dealt with.
    public var handledUntil: Timestamp
    /// When the last attempt began; `nil` when there was none.
    public var lastAttempt: Timestamp?
    /// The last attempt that took a snapshot.
    public var lastSuccess: JobSuccess?
    /// The last attempt that did not.
    public var lastFailure: JobFailure?
    /// How many attempts have failed since the last that did not.
    public var consecutiveFailures: Int
    /// How many times that it was due were passed over since it is known, because it still ran or does not catch up.
    public var skipped: Int
    /// Since when it is paused; `nil` when it is not.
    public var pausedSince: Timestamp?
    /// When the pause ends by itself; `nil` for none and for one without an end.
    public var pausedUntil: Timestamp?

    /// A record, by default of a job that is seen for the first time.
    public init(
        job: String,
        knownSince: Timestamp,
        handledUntil: Timestamp? = nil,
        lastAttempt: Timestamp? = nil,
        lastSuccess: JobSuccess? = nil,
        lastFailure: JobFailure? = nil,
        consecutiveFailures: Int = 0,
        skipped: Int = 0,
        pausedSince: Timestamp? = nil,
        pausedUntil: Timestamp? = nil
    ) {
        self.job = job
        self.knownSince = knownSince
        self.handledUntil = handledUntil ?? knownSince
        self.lastAttempt = lastAttempt
        self.lastSuccess = lastSuccess
        self.lastFailure = lastFailure
        self.consecutiveFailures = consecutiveFailures
        self.skipped = skipped
        self.pausedSince = pausedSince
        self.pausedUntil = pausedUntil
    }

    /// Whether it is paused at a moment.
    public func isPaused(at moment: Timestamp) -> Bool {
        guard pausedSince != nil else { return false }
        return pausedUntil.map { moment < $0 } ?? true
    }
}

/// An attempt that took a snapshot.
public struct JobSuccess: Hashable, Sendable {
    /// When the attempt began.
    public var startedAt: Timestamp
    /// When it was over.
    public var finishedAt: Timestamp
    /// The snapshot.
    public var snapshot: SnapshotID
    /// Whether the snapshot lacks something, or looks wrong.
    public var isPartial: Bool

    /// A success.
    public init(startedAt: Timestamp, finishedAt: Timestamp, snapshot: SnapshotID, isPartial: Bool) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.snapshot = snapshot
        self.isPartial = isPartial
    }
}

/// An attempt that took none.
public struct JobFailure: Hashable, Sendable {
    /// The longest message that is kept, in bytes: long enough for any of ours, so that the file stays small.
    static let longestText = 2_000

    /// When it was over.
    public var at: Timestamp
    /// The name of the error, perhaps one that only another Tidemark knows.
    public var code: String
    /// What happened, cut off where it is too long.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// A failure.
    public init(at: Timestamp, code: String, message: String, hint: String? = nil) {
        self.at = at
        self.code = code
        self.message = Self.bounded(message)
        self.hint = hint.map(Self.bounded)
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > longestText else { return text }
        return String(decoding: text.utf8.prefix(longestText - 3), as: UTF8.self) + "…"
    }
}
