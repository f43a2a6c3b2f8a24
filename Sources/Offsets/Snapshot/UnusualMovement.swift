/// What happened to groups between two snapshots that consuming does not do: the trace of a reset or a restore.
///
/// Consumers go forward, and no faster than their logs grow once they have caught up. A group that went back was moved by
/// somebody; so, probably, was one without members that stands at the very end of a log and came there faster than the
/// log grew.
public struct UnusualMovement: Hashable, Sendable {
    /// How far each group went back at most.
    public private(set) var back: [GroupID: Int64] = [:]
    /// How far each group came forward at most, to the end of a log.
    public private(set) var toEnd: [GroupID: Int64] = [:]

    /// What is unusual about the way of one offset.
    enum Step: Hashable, Sendable {
        /// It went back so far.
        case back(Int64)
        /// It came forward so far, to the end of its log, which had not grown as much.
        case toEnd(Int64)

        /// The way from one offset to another, `nil` when nothing is unusual.
        ///
        /// - Parameters:
        ///   - from: The offset before.
        ///   - to: The offset after.
        ///   - logEnds: The end of the log before and after, as far as known.
        ///   - isActive: Whether the group had members after it.
        init?(from: Int64, to: Int64, logEnds: (before: Int64?, after: Int64?), isActive: Bool) {
            let (distance, isBeyond) = to.subtractingReportingOverflow(from)
            if isBeyond || distance == 0 { return nil }
            if distance < 0 {
                self = .back(Int64(clamping: distance.magnitude))
            } else if !isActive, let start = logEnds.before, let end = logEnds.after, to == end, from < start,
                distance > end - start
            {
                self = .toEnd(distance)
            } else {
                return nil
            }
        }
    }

    /// What happened between two snapshots of a cluster to the groups and partitions that both hold.
    ///
    /// - Parameters:
    ///   - earlier: The one before.
    ///   - later: The one after it.
    ///   - rules: Which groups, topics and partitions are looked at.
    /// - Returns: `nil` when nothing is unusual.
    public static func between(
        _ earlier: Snapshot,
        _ later: Snapshot,
        selectedBy rules: SelectionRules
    ) -> UnusualMovement? {
        var movement = UnusualMovement()
        let before = Dictionary(earlier.groups.map { ($0.group, $0.offsets) }) { first, _ in first }
        let logs = (before: bounds(of: earlier), after: bounds(of: later))
        for group in rules.selected(from: later.groups) {
            guard let offsets = before[group.group], offsets != group.offsets else { continue }
            let known = Dictionary(offsets.map { ($0.topicPartition, $0.offset) }) { first, _ in first }
            for offset in group.offsets {
                guard let from = known[offset.topicPartition] else { continue }
                let step = Step(
                    from: from,
                    to: offset.offset,
                    logEnds: (
                        logs.before[offset.topic]?[offset.partition]?.end,
                        logs.after[offset.topic]?[offset.partition]?.end
                    ),
                    isActive: group.state.isActive(in: group.type)
                )
                switch step {
                case .back(let way): movement.back[group.group] = max(movement.back[group.group] ?? 0, way)
                case .toEnd(let way): movement.toEnd[group.group] = max(movement.toEnd[group.group] ?? 0, way)
                case nil: break
                }
            }
        }
        return movement.back.isEmpty && movement.toEnd.isEmpty ? nil : movement
    }

    private static func bounds(of snapshot: Snapshot) -> [String: [Int32: LogBounds]] {
        Dictionary(snapshot.topics.map { ($0.topic, $0.bounds) }) { first, _ in first }
    }
}
