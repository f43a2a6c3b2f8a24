/// What one group held, from snapshot to snapshot of a cluster.
///
/// A snapshot that cannot tell of the group, or of a partition, changes nothing of what is known: the next one that can is
/// compared with the last one that could.
public struct GroupHistory: Sendable {
    /// So many offsets are kept for a history with every partition in it, some 80 MB; without them its length is not limited.
    public static let offsetsAtMost = 1_000_000

    /// A group in one snapshot.
    public struct Point: Hashable, Sendable {
        /// The snapshot.
        public let snapshot: SnapshotID
        /// When its capture began.
        public let at: Timestamp
        /// Whether the group was there.
        public let standing: Standing
        /// How many committed offsets it held, of those that are asked for.
        public let offsetCount: Int
        /// How many records it was behind, over all partitions whose logs are known; `nil` where none is.
        public let totalLag: Int64?
        /// How many of its partitions have no known log.
        public let unknownLags: Int
        /// What happened since the last snapshot that could tell; `nil` for the first one, and where it cannot be told.
        public let step: Step?
        /// What it held, where a history is to keep that.
        public let offsets: [Held]
    }

    /// Whether a group was there.
    public enum Standing: Hashable, Sendable {
        /// The snapshot holds it.
        case held
        /// There was no such group.
        case absent
        /// The snapshot cannot tell.
        case untold(SnapshotReach.Silence)
    }

    /// A committed offset with what is known of its log.
    public struct Held: Hashable, Sendable {
        /// The offset.
        public let offset: CommittedOffset
        /// The bounds of its log; `nil` for unknown.
        public let bounds: LogBounds?
        /// How far it has moved since the last snapshot that could tell; `nil` where it was not there before.
        public var movement: Int64?
    }

    /// What happened to a group between two snapshots.
    public struct Step: Hashable, Sendable {
        /// How many records it has come forward, over all partitions.
        public internal(set) var forward: Int64 = 0
        /// How many records it has gone back, over all partitions, as a positive number.
        public internal(set) var back: Int64 = 0
        /// How many offsets there are that were not there.
        public internal(set) var added = 0
        /// How many offsets are gone.
        public internal(set) var removed = 0
        /// What consuming does not do.
        public internal(set) var damage: Damage?
    }

    /// What may have been a mistake: consuming does not do it.
    public enum Damage: String, Hashable, Sendable, CaseIterable {
        /// An offset went back.
        case rewound
        /// An offset came to the end of its log faster than that grew, while the group had no members.
        case jumped
        /// The group is gone.
        case gone
    }

    /// Damage, and the snapshots it was between.
    public struct Incident: Hashable, Sendable {
        /// What happened.
        public let damage: Damage
        /// The last snapshot before it that holds the group.
        public let before: SnapshotID
        /// The first one after it.
        public let after: SnapshotID
    }

    /// The group.
    public let group: GroupID
    /// What is known of it, oldest first.
    public private(set) var points: [Point] = []
    /// What consuming does not do and happened last; `nil` where nothing did.
    public private(set) var lastIncident: Incident?
    /// The names of the groups in the snapshot that was taken last.
    public private(set) var names = GroupNames([])
    /// Whether offsets were to be kept, and are not because they are too many.
    public private(set) var isTooLong = false

    private let rules: SelectionRules
    private let keepsOffsets: Bool
    private var kept = 0
    /// What the last snapshots that could tell held; `nil` before the first one.
    private var known: [Held]?
    /// Whether one of them could tell of every partition.
    private(set) var hasToldOfAll = false
    /// Of what the last snapshot that holds the group could tell.
    private(set) var lastReach: SnapshotReach?
    private var lastHeld: SnapshotID?

    /// A history without any point.
    ///
    /// - Parameters:
    ///   - group: The group.
    ///   - rules: Which topics and partitions are looked at.
    ///   - keepsOffsets: Whether every offset is wanted, up to ``offsetsAtMost``, or sums alone.
    public init(of group: GroupID, selectedBy rules: SelectionRules, keepsOffsets: Bool) {
        self.group = group
        self.rules = rules
        self.keepsOffsets = keepsOffsets
    }

    /// Whether any snapshot holds the group.
    public var isEmpty: Bool { !points.contains { $0.standing == .held } }

    /// Takes the next snapshot, read at least for the group.
    ///
    /// - Throws: `TidemarkError` (exit 64) when its selection makes no sense to this version.
    public mutating func append(_ excerpt: SnapshotExcerpt) throws(TidemarkError) {
        names = excerpt.names
        let reach = try SnapshotReach(excerpt.origin, excerpt.coverage)
        guard let found = excerpt.groups.first(where: { $0.group == group }) else {
            appendAbsence(excerpt, reach)
            return
        }
        let bounds = LogBoundsIndex(excerpt.topics)
        let offsets = rules.selectsEveryPartition ? found.offsets : rules.selectedOffsets(of: found).offsets
        var held = offsets.map { Held(offset: $0, bounds: bounds.bounds(of: $0)) }
        let isActive = found.state.isActive(in: found.type)
        let step = known.map { movement(from: $0, to: &held, reach, isActive: isActive) }
        note(step?.damage, in: excerpt)
        let logs = held.compactMap { held in held.bounds.map { Lag.records(behind: $0, at: held.offset) } }
        append(
            excerpt,
            .held,
            held,
            lag: logs.isEmpty ? nil : logs.reduce(0, Self.sum),
            unknownLags: held.count - logs.count,
            step
        )
        lastHeld = excerpt.id
        lastReach = reach
        hasToldOfAll = hasToldOfAll || reach.tellsOfEveryPartition
        known = reach.tellsOfEveryPartition ? held : Self.merged(known ?? [], held, reach)
    }

    private mutating func appendAbsence(_ excerpt: SnapshotExcerpt, _ reach: SnapshotReach) {
        if let silence = reach.silence(aboutTheEndOf: group) {
            append(excerpt, .untold(silence), [], lag: nil, unknownLags: 0, nil)
            return
        }
        var step: Step?
        if let known {
            step = Step(removed: known.count, damage: known.isEmpty ? nil : .gone)
            note(step?.damage, in: excerpt)
        }
        append(excerpt, .absent, [], lag: nil, unknownLags: 0, step)
        known = []
        hasToldOfAll = true
    }

    private mutating func note(_ damage: Damage?, in excerpt: SnapshotExcerpt) {
        guard let damage, let lastHeld else { return }
        lastIncident = Incident(damage: damage, before: lastHeld, after: excerpt.id)
    }

    private mutating func append(
        _ excerpt: SnapshotExcerpt,
        _ standing: Standing,
        _ held: [Held],
        lag: Int64?,
        unknownLags: Int,
        _ step: Step?
    ) {
        if keepsOffsets, !isTooLong {
            kept += held.count
            isTooLong = kept > Self.offsetsAtMost
        }
        points.append(
            Point(
                snapshot: excerpt.id,
                at: excerpt.origin.startedAt,
                standing: standing,
                offsetCount: held.count,
                totalLag: lag,
                unknownLags: unknownLags,
                step: step,
                offsets: keepsOffsets && !isTooLong ? held : []
            )
        )
    }
}
