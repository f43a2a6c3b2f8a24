public import Offsets

/// A snapshot of a store without its offsets: what `list` shows.
public struct StoredSnapshot: Hashable, Sendable {
    /// Its name.
    public var id: SnapshotID
    /// Its file, with the path.
    public var file: String
    /// The cluster it was taken of.
    public var cluster: ClusterName
    /// The job that ordered it, `nil` when an operator did.
    public var job: String?
    /// When the capture began.
    public var startedAt: Timestamp
    /// When the last offset was read.
    public var finishedAt: Timestamp
    /// How many groups it holds.
    public var groups: Int
    /// How many committed offsets it holds.
    public var offsets: Int
    /// The size of the file.
    public var bytes: Int
    /// The digest of its whole content.
    public var digest: ContentDigest
    /// The digest of group, topic, partition, offset and metadata alone.
    public var offsetsDigest: ContentDigest
    /// Whether it can be relied on.
    public var state: SnapshotState
    /// The labels that it was taken with.
    var capturedTags: [String]
    /// The text that it was taken with.
    var capturedNote: String?
    /// What of the cluster it was taken of.
    public var selection: Selection
    /// The digest of the one before it with the same cluster and job, `nil` for the first.
    public var previousDigest: ContentDigest?
    /// Where it was imported from; `nil` where it was taken of the cluster.
    public var importedFrom: String?
    /// What was noted of it since.
    public var marks = SnapshotMarks.none
    /// Whether there are marks of it that cannot be read; it is taken for held then.
    public var hasUnreadableMarks = false

    /// When a verification last found it intact; `nil` when none has.
    public var verifiedAt: Timestamp?

    /// Whether it was imported, and not taken of the cluster.
    ///
    /// Such a one is in no chain, never meant by age, and retention counts it apart.
    public var isImported: Bool { importedFrom != nil }

    /// Those that retention judges it among.
    public var retentionGroup: RetentionGroup {
        RetentionGroup(clusterID: cluster.id, job: job, isImported: isImported)
    }

    /// Free labels.
    public var tags: [String] { marks.tags ?? capturedTags }
    /// A free text.
    public var note: String? {
        switch marks.note {
        case nil: capturedNote
        case .removed: nil
        case .text(let text): text
        }
    }

    /// What protects it from being removed at a moment.
    public func protection(at moment: Timestamp) -> SnapshotProtection {
        if hasUnreadableMarks { return .unknown }
        guard let hold = marks.hold, hold.applies(at: moment) else { return .none }
        return .held(until: hold.until)
    }

    /// A snapshot's entry.
    public init(
        id: SnapshotID,
        file: String,
        cluster: ClusterName,
        job: String?,
        startedAt: Timestamp,
        finishedAt: Timestamp,
        groups: Int,
        offsets: Int,
        bytes: Int,
        digest: ContentDigest,
        offsetsDigest: ContentDigest,
        state: SnapshotState,
        tags: [String] = [],
        note: String? = nil,
        selection: Selection = Selection(),
        previousDigest: ContentDigest? = nil,
        importedFrom: String? = nil
    ) {
        self.id = id
        self.file = file
        self.cluster = cluster
        self.job = job
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.groups = groups
        self.offsets = offsets
        self.bytes = bytes
        self.digest = digest
        self.offsetsDigest = offsetsDigest
        self.state = state
        self.capturedTags = tags
        self.capturedNote = note
        self.selection = selection
        self.previousDigest = previousDigest
        self.importedFrom = importedFrom
    }
}

extension StoredSnapshot {
    /// The entry of a snapshot whose file and digests are known.
    init(
        _ snapshot: Snapshot,
        id: SnapshotID,
        file: String,
        bytes: Int,
        digest: ContentDigest,
        offsetsDigest: ContentDigest
    ) {
        let origin = snapshot.origin
        self.init(
            id: id,
            file: file,
            cluster: origin.cluster,
            job: origin.job,
            startedAt: origin.startedAt,
            finishedAt: origin.finishedAt,
            groups: snapshot.groups.count,
            offsets: snapshot.offsetCount,
            bytes: bytes,
            digest: digest,
            offsetsDigest: offsetsDigest,
            state: snapshot.state,
            tags: origin.tags,
            note: origin.note,
            selection: origin.selection,
            previousDigest: origin.previousDigest,
            importedFrom: origin.importedFrom
        )
    }
}
