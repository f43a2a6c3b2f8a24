/// What the groups of a cluster hold in one snapshot and not, or otherwise, in another one.
///
/// Only what both can tell of is compared: what one of them was not taken of, could not read or could not see is neither
/// added nor removed by that.
public struct SnapshotDifference: Hashable, Sendable {
    /// What became of a committed offset.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// There is one where there was none.
        case added
        /// There is none where there was one.
        case removed
        /// It is larger.
        case advanced
        /// It is smaller.
        case rewound
        /// It is the same with another metadata.
        case metadata
    }

    /// A topic that is not the one any more that it was.
    public struct RecreatedTopic: Hashable, Sendable {
        /// The topic.
        public let topic: String
        /// What shows it, in words.
        public let evidence: String
    }

    /// A partition of a group that is not as it was.
    public struct Change: Hashable, Sendable {
        /// The group.
        public let group: GroupID
        /// The partition.
        public let topicPartition: TopicPartition
        /// What became of it.
        public let kind: Kind
        /// What the group held; `nil` for none.
        public let from: CommittedOffset?
        /// What it holds; `nil` for none.
        public let to: CommittedOffset?

        /// How far it moved, below 0 for back; `nil` where one of both is none.
        public var movement: Int64? {
            // Both are 0 or more, so the difference cannot overflow.
            from.flatMap { from in to.map { $0.offset - from.offset } }
        }
    }

    /// What is not as it was, sorted by group, topic and partition.
    public private(set) var changes: [Change] = []
    /// How many committed offsets are as they were.
    public private(set) var unchanged = 0
    /// How many groups were compared.
    public private(set) var groups = 0
    /// The groups of one snapshot of which the other cannot tell whether they held anything, sorted.
    public private(set) var untold: [GroupID] = []
    /// How many committed offsets of the groups that were compared the other snapshot cannot tell of.
    public private(set) var untoldOffsets = 0
    /// The topics of the selected groups that were deleted and created again in between, sorted: their offsets do not compare.
    public private(set) var recreated: [RecreatedTopic] = []

    /// Whether something is not as it was.
    public var isAny: Bool { !changes.isEmpty || !recreated.isEmpty }

    /// Whether everything that is selected could be compared.
    public var isCertain: Bool { untold.isEmpty && untoldOffsets == 0 }

    /// Compares two snapshots.
    ///
    /// - Parameters:
    ///   - earlier: What was.
    ///   - later: What is.
    ///   - rules: Which groups, topics and partitions are compared.
    /// - Throws: `TidemarkError` (exit 64) when the selection of a snapshot makes no sense to this version.
    public init(from earlier: Snapshot, to later: Snapshot, selectedBy rules: SelectionRules) throws(TidemarkError) {
        let before = try Side(earlier, selectedBy: rules)
        let after = try Side(later, selectedBy: rules)
        for group in Set(before.groups.keys).union(after.groups.keys).sorted() {
            guard before.tells(of: group), after.tells(of: group) else {
                untold.append(group)
                continue
            }
            groups += 1
            compare(group, before, after)
        }
        recreated = Self.recreated(from: earlier, to: later, before.topics.union(after.topics))
    }

    /// The topics that one of both was taken of and the other was not; the older one is the one taken first, whatever was
    /// asked for first.
    private static func recreated(
        from one: Snapshot,
        to other: Snapshot,
        _ topics: Set<String>
    ) -> [RecreatedTopic] {
        guard one.origin.cluster.id == other.origin.cluster.id else { return [] }
        let (older, newer) = one.origin.startedAt <= other.origin.startedAt ? (one, other) : (other, one)
        let present = Dictionary(newer.topics.map { ($0.topic, $0) }) { first, _ in first }
        return older.topics.filter { topics.contains($0.topic) }
            .compactMap { logs in
                guard let evidence = present[logs.topic].flatMap({ TopicRecreation.evidence(since: logs, in: $0) })
                else { return nil }
                return RecreatedTopic(topic: logs.topic, evidence: evidence)
            }
            .sorted { $0.topic < $1.topic }
    }

    private mutating func compare(_ group: GroupID, _ before: Side, _ after: Side) {
        let from = before.offsets(of: group)
        let to = after.offsets(of: group)
        if from == to {
            unchanged += from.count
            return
        }
        for partition in Set(from.keys).union(to.keys).sorted() {
            let (was, now) = (from[partition], to[partition])
            guard was != nil || before.tells(of: partition), now != nil || after.tells(of: partition) else {
                untoldOffsets += 1
                continue
            }
            if let kind = Self.kind(was, now) {
                changes.append(Change(group: group, topicPartition: partition, kind: kind, from: was, to: now))
            } else {
                unchanged += 1
            }
        }
    }

    private static func kind(_ from: CommittedOffset?, _ to: CommittedOffset?) -> Kind? {
        guard let from else { return .added }
        guard let to else { return .removed }
        if to.offset != from.offset { return to.offset > from.offset ? .advanced : .rewound }
        return to.holdsSame(as: from) ? nil : .metadata
    }

    /// One of both snapshots, and what it can tell of.
    private struct Side {
        let groups: [GroupID: GroupOffsets]
        private let reach: SnapshotReach

        init(_ snapshot: Snapshot, selectedBy rules: SelectionRules) throws(TidemarkError) {
            groups = Dictionary(rules.selected(from: snapshot.groups).map { ($0.group, $0) }) { first, _ in first }
            reach = try SnapshotReach(snapshot.origin, snapshot.coverage)
        }

        /// The topics that the groups hold offsets of.
        var topics: Set<String> { Set(groups.values.lazy.flatMap(\.offsets).map(\.topic)) }

        func offsets(of group: GroupID) -> [TopicPartition: CommittedOffset] {
            Dictionary((groups[group]?.offsets ?? []).map { ($0.topicPartition, $0) }) { first, _ in first }
        }

        /// Whether it holds the group, or would if there had been one.
        func tells(of group: GroupID) -> Bool { groups[group] != nil || reach.silence(about: group) == nil }

        /// Whether it would hold an offset of this partition if there had been one.
        func tells(of partition: TopicPartition) -> Bool { reach.tells(of: partition) }
    }
}

extension GroupFailure {
    /// Kafka's name of the error that a group is answered with that is not there.
    private static let absence = "GROUP_ID_NOT_FOUND"

    /// Whether it could be seen, and there is no such group.
    public var isAbsence: Bool { code == Self.absence }
}

extension SnapshotDifference {
    /// The changes of one group.
    public struct GroupChanges: Hashable, Sendable {
        /// The group.
        public let group: GroupID
        /// How many changes there are of each kind.
        public fileprivate(set) var counts: [Kind: Int] = [:]
        /// How far it went back at most, above 0; `nil` when it did not.
        public fileprivate(set) var back: Int64?
        /// How far it came forward at most; `nil` when it did not.
        public fileprivate(set) var forward: Int64?

        fileprivate var largest: Int64 { max(back ?? 0, forward ?? 0) }
        fileprivate var count: Int { counts.values.reduce(0, +) }
    }

    /// How many changes there are of each kind.
    public var counts: [Kind: Int] { changes.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 } }

    /// The groups with changes, those that moved furthest first.
    public var byGroup: [GroupChanges] {
        var groups: [GroupChanges] = []
        for change in changes {
            if groups.last?.group != change.group { groups.append(GroupChanges(group: change.group)) }
            let last = groups.count - 1
            groups[last].counts[change.kind, default: 0] += 1
            guard let movement = change.movement else { continue }
            if movement < 0 { groups[last].back = max(groups[last].back ?? 0, -movement) }
            if movement > 0 { groups[last].forward = max(groups[last].forward ?? 0, movement) }
        }
        return groups.sorted {
            if $0.largest != $1.largest { return $0.largest > $1.largest }
            return $0.count != $1.count ? $0.count > $1.count : $0.group < $1.group
        }
    }
}
