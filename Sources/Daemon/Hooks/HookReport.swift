import FoundationEssentials
public import Offsets

/// When a hook is run.
public enum HookMoment: String, Hashable, Sendable, CaseIterable {
    /// Before a run of a job; when it fails, the run does not take place.
    case before
    /// After a run that succeeded.
    case after
    /// After a run that failed, also one that its `before` hook has prevented.
    case failed
    /// After any run, last.
    case finally
}

/// What a hook is told of a run of a job: one JSON document on its standard input.
///
/// What is not known yet is `null`; members may be added within a `schemaVersion`, and are never renamed.
public struct HookReport: Hashable, Sendable {
    /// The job.
    public var job: String
    /// The name of its cluster.
    public var cluster: String
    /// The slot of the schedule; `nil` when an operator has asked for the run.
    public var dueAt: Timestamp?
    /// When the run was begun.
    public var startedAt: Timestamp
    /// When it was over.
    public var finishedAt: Timestamp?
    /// What came of it.
    public var outcome: AttemptOutcome?
    /// What it has stored.
    public var snapshot: HookSnapshot?
    /// What stopped it; where there is nothing, the run counts as one that succeeded.
    public var error: RunFailure?

    /// A run that begins.
    public init(job: String, cluster: String, dueAt: Timestamp?, startedAt: Timestamp) {
        self.job = job
        self.cluster = cluster
        self.dueAt = dueAt
        self.startedAt = startedAt
    }

    /// The document for a moment, one line with its newline.
    func document(for moment: HookMoment) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and numbers alone can always be written.
        let data = (try? encoder.encode(HookDocument(moment: moment, report: self))) ?? Data()
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

/// A snapshot as a hook is told of it.
public struct HookSnapshot: Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Whether it can be relied on.
    public var state: SnapshotState
    /// How many groups it holds.
    public var groups: Int
    /// How many committed offsets it holds.
    public var offsets: Int
    /// The size of its file.
    public var bytes: Int64

    /// A snapshot.
    public init(id: String, state: SnapshotState, groups: Int, offsets: Int, bytes: Int64) {
        self.id = id
        self.state = state
        self.groups = groups
        self.offsets = offsets
        self.bytes = bytes
    }
}

/// The names and the order of what a hook is told.
private struct HookDocument: Encodable {
    private static let schemaVersion = 1

    private enum Key: CodingKey {
        case schemaVersion, hook, job, cluster, dueAt, startedAt, finishedAt, outcome, snapshot, error
        case id, state, groups, offsets, bytes
        case code, message, hint
    }

    let moment: HookMoment
    let report: HookReport

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(Self.schemaVersion, forKey: .schemaVersion)
        try members.encode(moment.rawValue, forKey: .hook)
        try members.encode(report.job, forKey: .job)
        try members.encode(report.cluster, forKey: .cluster)
        try members.encode(report.dueAt?.description, forKey: .dueAt)
        try members.encode(report.startedAt.description, forKey: .startedAt)
        try members.encode(report.finishedAt?.description, forKey: .finishedAt)
        try members.encode(report.outcome?.rawValue, forKey: .outcome)
        if let snapshot = report.snapshot {
            var parts = members.nestedContainer(keyedBy: Key.self, forKey: .snapshot)
            try parts.encode(snapshot.id, forKey: .id)
            try parts.encode(snapshot.state.rawValue, forKey: .state)
            try parts.encode(snapshot.groups, forKey: .groups)
            try parts.encode(snapshot.offsets, forKey: .offsets)
            try parts.encode(snapshot.bytes, forKey: .bytes)
        } else {
            try members.encodeNil(forKey: .snapshot)
        }
        if let error = report.error {
            var parts = members.nestedContainer(keyedBy: Key.self, forKey: .error)
            try parts.encode(error.code, forKey: .code)
            try parts.encode(error.message, forKey: .message)
            try parts.encode(error.hint, forKey: .hint)
        } else {
            try members.encodeNil(forKey: .error)
        }
    }
}
