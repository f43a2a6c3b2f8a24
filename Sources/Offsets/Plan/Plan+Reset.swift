extension Plan {
    /// Makes the plan that puts groups to a position.
    ///
    /// Positions are those of the present logs and of what the groups hold now, both of the same view, so that a plan never
    /// shows an offset beside another one that it was reckoned from. Metadata is not kept, as Kafka's own tool does not;
    /// what stays as it is, keeps it.
    ///
    /// - Parameters:
    ///   - position: The position.
    ///   - words: The position in the operator's words, such as `to-earliest`.
    ///   - targets: The groups and partitions, each group once.
    ///   - found: For a moment, the first record at or after it in each partition; one without an entry has none as young.
    ///   - view: The cluster's present state.
    ///   - policy: What the operator decided for unusual cases.
    /// - Returns: The plan; ``isBlocked`` tells whether a finding stops it.
    /// - Throws: ``TidemarkError``: `missing-topic`, `missing-partition` and `log-bounds-unknown` (exit 79) where a position
    ///   cannot be told, `no-offset` (66) where there is nothing to shift.
    public static func reset(
        _ position: ResetPosition,
        words: String,
        of targets: [ResetTarget],
        since found: [TopicPartition: Int64] = [:],
        view: ClusterView,
        policy: PlanPolicy
    ) throws(TidemarkError) -> Plan {
        let reckoning = ResetReckoning(position: position, words: words, found: found, view: view, policy: policy)
        var groups: [MappedGroup] = []
        for target in targets {
            var offsets: [CommittedOffset] = []
            offsets.reserveCapacity(target.partitions.count)
            for partition in target.partitions { offsets.append(try reckoning.wanted(partition, of: target.group)) }
            groups.append(MappedGroup(source: target.group, target: target.group, offsets: offsets))
        }
        let plan = make(
            kind: .reset,
            source: .positions(words),
            groups: groups,
            view: view,
            policy: policy,
            isOfWholeSource: false
        )
        guard let moment = position.moment else { return plan }
        return plan.remarking(onNothingSince: moment, found: found)
    }

    /// The plan which says of each partition that goes to its end because no record is as young, that this is why.
    private func remarking(onNothingSince moment: Timestamp, found: [TopicPartition: Int64]) -> Plan {
        let reason = "no record is as late as \(moment): the end of the log"
        let steps = steps.map { step in
            guard step.action == .set, step.finding == nil, found[step.topicPartition] == nil else { return step }
            return step.saying(reason, .noRecordSince)
        }
        return replacing(steps: steps, targets: targets, blocking: summary.blocking)
    }
}

/// Reckons where a position is, partition by partition.
private struct ResetReckoning {
    /// The offset for a partition that is not there, and that is left out whatever its offset.
    private static let nowhere: Int64 = -1

    let position: ResetPosition
    let words: String
    let found: [TopicPartition: Int64]
    let view: ClusterView
    let policy: PlanPolicy

    func wanted(_ partition: TopicPartition, of group: GroupID) throws(TidemarkError) -> CommittedOffset {
        guard try isThere(partition, group) else { return CommittedOffset(partition, offset: Self.nowhere) }
        let held = view.committed[group]?[partition]
        // What stays where it is keeps everything, be its log known or not.
        if position == .current, let held { return held }
        guard let log = view.bounds[partition] else {
            let cause = view.boundsFailures[partition].map { " (\($0))" } ?? ""
            throw TidemarkError(
                .logBoundsUnknown,
                "group \(group), \(partition): the bounds of the log could not be read\(cause), so where \(words) is cannot "
                    + "be told; nothing was written",
                hint: "Try again, or leave the partition out."
            )
        }
        return CommittedOffset(partition, offset: try offset(in: log, held, partition, group))
    }

    private func offset(
        in log: LogBounds,
        _ held: CommittedOffset?,
        _ partition: TopicPartition,
        _ group: GroupID
    ) throws(TidemarkError) -> Int64 {
        switch position {
        case .earliest: return log.start
        case .latest, .current: return log.end
        case .offset(let offset): return offset
        case .time: return found[partition] ?? log.end
        case .shift(let distance):
            guard let held else {
                throw TidemarkError(
                    .noOffset,
                    "group \(group) holds no offset of \(partition), so that there is nothing to shift; nothing was written",
                    hint: "Name the partitions that it holds as --topic TOPIC:0,1,2, or take --all-topics."
                )
            }
            let (sum, isBeyond) = held.offset.addingReportingOverflow(distance)
            return isBeyond ? (distance < 0 ? .min : .max) : sum
        }
    }

    /// Whether the cluster has the partition.
    private func isThere(_ partition: TopicPartition, _ group: GroupID) throws(TidemarkError) -> Bool {
        let count = view.partitionCounts[partition.topic]
        if let count, (0..<max(count, 0)).contains(partition.partition) { return true }
        guard policy.onMissing == .fail else { return false }
        guard let count else {
            throw TidemarkError(
                .missingTopic,
                "topic \(partition.topic) does not exist, or is hidden from this user, and group \(group) was to be reset "
                    + "there; nothing was written",
                hint: "Check the name; --on-missing skip leaves it out."
            )
        }
        throw TidemarkError(
            .missingPartition,
            "topic \(partition.topic) has \(count) partitions, so there is no partition \(partition.partition) that group "
                + "\(group) could be reset in; nothing was written",
            hint: "Partitions are counted from 0; --on-missing skip leaves it out."
        )
    }
}
