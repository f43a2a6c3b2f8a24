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
    private var hasToldOfAll = false
    private var lastReach: SnapshotReach?
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

    /// What happened between two states, both sorted by topic and partition; takes down how far each offset has moved.
    private func movement(
        from before: [Held],
        to held: inout [Held],
        _ reach: SnapshotReach,
        isActive: Bool
    ) -> Step {
        var step = Step()
        var earlier = before[...]
        func isEarlier(_ first: CommittedOffset, _ second: CommittedOffset) -> Bool {
            first.topic == second.topic ? first.partition < second.partition : first.topic < second.topic
        }
        for index in held.indices {
            let offset = held[index].offset
            while let next = earlier.first, isEarlier(next.offset, offset) {
                if reach.tells(of: next.offset.topicPartition) { step.removed += 1 }
                earlier.removeFirst()
            }
            guard let was = earlier.first, was.offset.partition == offset.partition, was.offset.topic == offset.topic
            else {
                let wasTold = hasToldOfAll || lastReach?.tells(of: offset.topicPartition) ?? false
                if wasTold { step.added += 1 }
                continue
            }
            earlier.removeFirst()
            let movement = offset.offset - was.offset.offset
            held[index].movement = movement
            if movement > 0 { step.forward = Self.sum(step.forward, movement) }
            if movement < 0 { step.back = Self.sum(step.back, -movement) }
            let unusual = UnusualMovement.Step(
                from: was.offset.offset,
                to: offset.offset,
                logEnds: (was.bounds?.end, held[index].bounds?.end),
                isActive: isActive
            )
            switch unusual {
            case .back: step.damage = .rewound
            case .toEnd: step.damage = step.damage ?? .jumped
            case nil: break
            }
        }
        for next in earlier where reach.tells(of: next.offset.topicPartition) { step.removed += 1 }
        return step
    }

    /// What is known after a snapshot that cannot tell of every partition: of those, what was known before.
    private static func merged(_ before: [Held], _ held: [Held], _ reach: SnapshotReach) -> [Held] {
        let there = Set(held.map(\.offset.topicPartition))
        let untold = before.filter {
            !there.contains($0.offset.topicPartition) && !reach.tells(of: $0.offset.topicPartition)
        }
        return (untold + held).sorted { $0.offset.topicPartition < $1.offset.topicPartition }
    }

    /// The sum, the largest number there is where it would be beyond that.
    private static func sum(_ first: Int64, _ second: Int64) -> Int64 {
        let (sum, isBeyond) = first.addingReportingOverflow(second)
        return isBeyond ? (second < 0 ? .min : .max) : sum
    }
}
