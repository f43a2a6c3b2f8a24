/// Since when groups are known to stand where they stand now, and to have no members, as far as earlier snapshots tell.
public struct StandingGroups: Sendable {
    /// What is known of one group.
    public struct Standing: Hashable, Sendable {
        /// The first snapshot, of those without a break up to now, in which it held the same; `nil` for none.
        public fileprivate(set) var unchangedSince: Timestamp?
        /// The first one likewise in which it had no members; `nil` for none, and for one that has some now.
        public fileprivate(set) var emptySince: Timestamp?
    }

    private let now: [GroupID: GroupOffsets]
    private var standings: [GroupID: Standing] = [:]
    private var unchanged: Set<GroupID>
    private var empty: Set<GroupID>

    /// Groups as they are now, of which no snapshot has told anything yet.
    public init(_ groups: [GroupOffsets]) {
        now = Dictionary(groups.map { ($0.group, $0) }) { first, _ in first }
        unchanged = Set(now.keys)
        empty = Set(groups.lazy.filter { $0.state == .empty }.map(\.group))
    }

    /// The groups of which an earlier snapshot may tell more.
    public var open: Set<GroupID> { unchanged.union(empty) }

    /// What is known of a group.
    public subscript(group: GroupID) -> Standing { standings[group] ?? Standing() }

    /// Takes what a snapshot tells, which is earlier than those before; one that looks wrong tells nothing.
    ///
    /// - Parameter excerpt: Its groups, at least those that are ``open``.
    /// - Throws: `TidemarkError` (exit 64) when its selection makes no sense to this version.
    public mutating func take(_ excerpt: SnapshotExcerpt) throws(TidemarkError) {
        guard excerpt.origin.suspicion == nil else { return }
        let reach = try SnapshotReach(excerpt.origin, excerpt.coverage)
        let then = Dictionary(excerpt.groups.map { ($0.group, $0) }) { first, _ in first }
        // Everything was read by then.
        let moment = excerpt.origin.finishedAt
        for group in open {
            guard let held = then[group] else {
                if reach.silence(about: group) == nil { close(group) }
                continue
            }
            take(held, at: moment, isWhole: reach.tellsOfEveryPartition)
        }
    }

    private mutating func take(_ then: GroupOffsets, at moment: Timestamp, isWhole: Bool) {
        let group = then.group
        if isWhole, unchanged.contains(group) {
            if now[group]?.holdsSame(as: then) == true {
                standings[group, default: Standing()].unchangedSince = moment
            } else {
                unchanged.remove(group)
            }
        }
        guard empty.contains(group), then.state != .unknown else { return }
        if then.state == .empty {
            standings[group, default: Standing()].emptySince = moment
        } else {
            empty.remove(group)
        }
    }

    private mutating func close(_ group: GroupID) {
        unchanged.remove(group)
        empty.remove(group)
    }
}

extension GroupOffsets {
    /// Whether both stand for the same committed positions of the same partitions, leader epochs aside.
    public func holdsSame(as other: GroupOffsets) -> Bool {
        offsets.elementsEqual(other.offsets) { $0.topicPartition == $1.topicPartition && $0.holdsSame(as: $1) }
    }

    /// Until when at the latest brokers keep its offsets, if nobody joins it and nothing is committed until then.
    ///
    /// The time runs from when a classic group became empty, and from each commit in any other (`docs/kafka.md` §1.11).
    ///
    /// - Parameters:
    ///   - standing: What is known of it.
    ///   - retention: `offsets.retention.minutes` of the brokers.
    /// - Returns: The moment; `nil` where it is not known, where it has members, and where it holds nothing.
    public func expiry(_ standing: StandingGroups.Standing, retention: Duration) -> Timestamp? {
        guard state == .empty, !offsets.isEmpty else { return nil }
        let start: Timestamp?
        switch type {
        case .classic, .classicOf: start = standing.emptySince
        case .consumer, .simple: start = standing.unchangedSince
        case .unknown, .streams, .share, .streamsOrShare, .other: start = nil
        }
        return start?.advanced(by: retention)
    }
}
