extension Plan {
    /// Makes the plan that puts back what groups held before a run.
    ///
    /// A partition that holds already what it held before the run is kept. A group of which any partition has moved since
    /// the run stops the plan, naming each such partition with what the run left there and what it holds now; or it is
    /// left out as a whole, each of its partitions skipped.
    ///
    /// - Parameters:
    ///   - run: The run's id.
    ///   - groups: What it did, each group once.
    ///   - view: The cluster's present state.
    ///   - policy: What the operator decided; by default an offset that is outside its log is put back as it was.
    ///   - leavesMovedOut: Whether groups that have moved are left out instead of stopping the plan.
    ///   - leftOutsideLogs: Whether the run wrote offsets outside their logs, so that they tell nothing of these.
    ///   - topicIDs: The ids that the run's topics had, as far as they were known.
    ///   - commitProtocol: How the offsets will be written.
    /// - Returns: The plan; ``isBlocked`` tells whether a finding stops it.
    public static func undo(
        run: String,
        of groups: [UndoneGroup],
        view: ClusterView,
        policy: PlanPolicy = .undo,
        leavesMovedOut: Bool = false,
        leftOutsideLogs: Bool = false,
        topicIDs: [String: TopicID] = [:],
        commitProtocol: CommitProtocol = .transaction
    ) -> Plan {
        let groups = groups.sorted { $0.group < $1.group }
        var moved: [GroupID: [Mismatch]] = [:]
        for group in groups
        where policy.onActive == .fail || view.groups[group.group]?.isActive != true || leavesMovedOut {
            let mismatches = group.moved(holding: view.committed[group.group] ?? [:])
            if !mismatches.isEmpty { moved[group.group] = mismatches }
        }
        let planned = leavesMovedOut ? groups.filter { moved[$0.group] == nil } : groups
        let plan = make(
            kind: .undo,
            source: .run(run),
            groups: planned.map(\.wanted),
            logs: logs(leftBy: groups, outsideLogs: leftOutsideLogs, topicIDs: topicIDs),
            view: view,
            policy: policy,
            commitProtocol: commitProtocol
        )
        guard !moved.isEmpty else { return plan }
        return leavesMovedOut
            ? plan.including(groups.filter { moved[$0.group] != nil }, moved: moved, view: view)
            : plan.stopped(by: moved)
    }

    /// What a run tells of the logs of its time: every offset that it left had a place in its log, and its topics had ids.
    ///
    /// - Parameters:
    ///   - groups: What it did.
    ///   - outsideLogs: Whether it wrote offsets outside their logs (``RunDetail/wroteOutsideLogs``): then they tell nothing.
    ///   - topicIDs: The ids that its topics had, as far as they were known.
    /// - Returns: The logs, sorted by topic.
    public static func logs(
        leftBy groups: [UndoneGroup],
        outsideLogs: Bool,
        topicIDs: [String: TopicID]
    ) -> [TopicLogs] {
        let left = outsideLogs ? [] : groups.flatMap(\.changes).compactMap(\.left)
        return logs(holding: left, topicIDs: topicIDs)
    }

    /// The logs of which nothing is known but that they reached to these offsets, and the ids of topics.
    static func logs(
        holding offsets: some Sequence<CommittedOffset>,
        topicIDs: [String: TopicID]
    ) -> [TopicLogs] {
        var ends: [String: [Int32: Int64]] = topicIDs.mapValues { _ in [:] }
        for offset in offsets where offset.partition >= 0 && offset.offset >= 0 {
            let known = ends[offset.topic]?[offset.partition] ?? 0
            ends[offset.topic, default: [:]][offset.partition] = max(known, offset.offset)
        }
        return ends.sorted { $0.key < $1.key }.map { topic, ends in
            TopicLogs(
                topic: topic,
                id: topicIDs[topic],
                partitionCount: ends.keys.max().map { $0 &+ 1 },
                bounds: ends.mapValues { LogBounds(start: 0, end: $0) }
            )
        }
    }

    /// The plan with the groups that are left out, in their places.
    private func including(
        _ groups: [UndoneGroup],
        moved: [GroupID: [Mismatch]],
        view: ClusterView
    ) -> Plan {
        var parts = targets.map { (target: $0, steps: Array(steps[$0.steps])) }
        for group in groups {
            let held = view.committed[group.group] ?? [:]
            let mismatches = Dictionary((moved[group.group] ?? []).map { ($0.topicPartition, $0) }) { first, _ in first
            }
            let partitions = Set(group.changes.map(\.topicPartition)).union(mismatches.keys)
            let skipped = partitions.sorted().map { partition in
                let reason = mismatches[partition].map(Self.words) ?? "its group has moved since the run"
                return PlanStep(
                    group: group.group,
                    source: group.group,
                    topicPartition: partition,
                    action: .skip,
                    from: held[partition],
                    to: held[partition],
                    finding: .movedSince,
                    reason: "\(reason); left out"
                )
            }
            let present = view.groups[group.group] ?? .missing
            let target = PlanTarget(
                group: group.group,
                source: group.group,
                present: present,
                others: Set(held.keys).subtracting(partitions).sorted(),
                steps: 0..<0
            )
            parts.append((target: target, steps: skipped))
        }
        parts.sort { $0.target.group < $1.target.group }
        var ordered: [PlanStep] = []
        let targets = parts.map { part in
            let first = ordered.count
            ordered += part.steps
            return PlanTarget(
                group: part.target.group,
                source: part.target.source,
                present: part.target.present,
                others: part.target.others,
                steps: first..<ordered.count
            )
        }
        return replacing(steps: ordered, targets: targets, blocking: summary.blocking)
    }

    /// The plan with a finding for each partition that has moved.
    private func stopped(by moved: [GroupID: [Mismatch]]) -> Plan {
        let findings = moved.sorted { $0.key < $1.key }.flatMap(\.value)
            .map { mismatch in
                BlockingFinding(.movedSince, mismatch.group, mismatch.topicPartition, Self.words(mismatch))
            }
        let places = Set(findings.map { Place(group: $0.group, topicPartition: $0.topicPartition) })
        let steps = steps.map { step in
            guard places.contains(Place(group: step.group, topicPartition: step.topicPartition)) else { return step }
            return step.saying(step.reason, .movedSince)
        }
        return replacing(steps: steps, targets: targets, blocking: findings + summary.blocking)
    }

    private struct Place: Hashable {
        let group: GroupID
        let topicPartition: TopicPartition?
    }

    private static func words(_ mismatch: Mismatch) -> String {
        "moved since the run, which left \(words(mismatch.expected)) here; now there is \(words(mismatch.found))"
    }

    private static func words(_ offset: CommittedOffset?) -> String {
        guard let offset else { return "no offset" }
        let metadata = offset.metadata == .none ? "" : " with metadata \"\(offset.metadata)\""
        return "offset \(offset.offset)\(metadata)"
    }
}
