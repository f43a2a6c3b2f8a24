/// What is noted of a snapshot after it was taken, beside its file.
public struct SnapshotMarks: Hashable, Sendable {
    /// That it is not to be removed; `nil` when it may be.
    public var hold: SnapshotHold?
    /// The labels in the place of those that it was taken with; `nil` where nobody has changed them.
    public var tags: [String]?
    /// The text in the place of the one that it was taken with; `nil` where nobody has changed it.
    public var note: NoteMark?
    /// What it follows, where those that it followed when it was taken were removed; `nil` where they were not.
    public var successor: SuccessorMark?

    /// Nothing is noted.
    public static let none = SnapshotMarks()

    /// Marks.
    public init(
        hold: SnapshotHold? = nil,
        tags: [String]? = nil,
        note: NoteMark? = nil,
        successor: SuccessorMark? = nil
    ) {
        self.hold = hold
        self.tags = tags
        self.note = note
        self.successor = successor
    }

    /// Whether nothing is noted.
    public var isEmpty: Bool { self == .none }
}

/// That a snapshot is not to be removed.
public struct SnapshotHold: Hashable, Sendable {
    /// Since when.
    public var since: Timestamp
    /// Until when; `nil` for until it is released.
    public var until: Timestamp?
    /// Who wants it; `nil` where that is not known.
    public var who: String?
    /// Why, in words.
    public var reason: String?

    /// A hold.
    public init(since: Timestamp, until: Timestamp? = nil, who: String? = nil, reason: String? = nil) {
        self.since = since
        self.until = until
        self.who = who
        self.reason = reason
    }

    /// Whether it holds at a moment.
    public func applies(at moment: Timestamp) -> Bool { until.map { moment < $0 } ?? true }
}

/// What became of a snapshot's free text.
public enum NoteMark: Hashable, Sendable {
    /// It is this one.
    case text(String)
    /// There is none any more.
    case removed
}

/// What a snapshot follows now that those between were removed on purpose.
public enum SuccessorMark: Hashable, Sendable {
    /// The snapshot with this digest.
    case of(ContentDigest)
    /// None: it is the oldest of its cluster and job that is left.
    case first

    /// The digest of the snapshot that it follows.
    public var digest: ContentDigest? {
        if case .of(let digest) = self { digest } else { nil }
    }
}
