public import Cluster
import Digest
public import Offsets

/// Makes the plan of a restore: reads what the targets hold now and compares.
public struct RestorePlanner: Sendable {
    let capture: Capture
    var cluster: any Cluster { capture.cluster }
    private let metadataLimit: Int?
    let progress: @Sendable (Progress) -> Void

    /// A planner for a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - metadataLimit: The longest metadata of an offset that its brokers accept, in UTF-16 units; `nil` to ask them.
    ///   - progress: Told how far it has come, from any task.
    public init(
        _ cluster: any Cluster,
        metadataLimit: Int? = nil,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.metadataLimit = metadataLimit
        self.capture = Capture(cluster, progress: progress)
        self.progress = progress
    }

    /// The id of the cluster that plans are made for.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func clusterID(before deadline: Deadline) async throws(TidemarkError) -> String {
        try await connect(before: deadline).metadata.identity.id
    }

    /// Plans to put a snapshot back; writes nothing.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - id: Its name.
    ///   - request: What of it, where to, and what is allowed.
    ///   - deadline: When to give up.
    /// - Returns: The plan; it may be blocked by findings.
    /// - Throws: ``TidemarkError``: 64 for a selection or mapping that makes no sense, 66 when a group asked for by name
    ///   is not in the snapshot or has nothing of the selection, 69 or 77 when the cluster cannot be read, 79 when it is another cluster.
    public func plan(
        _ snapshot: Snapshot,
        id: SnapshotID,
        request: RestoreRequest,
        before deadline: Deadline
    ) async throws(TidemarkError) -> PreparedPlan {
        let rules = try SelectionRules(request.selection)
        if request.policy.only == .missing { try Self.refuseNarrowView(of: snapshot, id: id, rules) }
        let mapped = try request.mapping.apply(to: try Self.select(from: snapshot, id: id, by: rules, request))
        let (metadata, roundTrip) = try await connect(before: deadline)
        let isSameCluster = metadata.identity.id == snapshot.origin.cluster.id
        guard isSameCluster || request.allowsOtherCluster else {
            throw TidemarkError(
                .wrongCluster,
                "snapshot \(id) is of cluster \(snapshot.origin.cluster.id), and this one is \(metadata.identity.id)",
                hint: "Check --bootstrap-server; to restore into another cluster on purpose, add --other-cluster."
            )
        }
        let name = ClusterName(id: metadata.identity.id, name: request.clusterName)
        if request.policy.mode == .exact {
            let topics = mapped.renamedTopics.isEmpty ? rules : .everything
            try await ViewCheck.refuseHiddenTopics(of: cluster, among: topics, before: deadline)
        }
        if request.policy.onMissing == .fail {
            try await refuseHiddenTopics(of: mapped.groups, metadata: metadata, before: deadline)
        }
        let logs = isSameCluster ? mapped.comparable(snapshot.topics) : []
        let view = try await view(of: mapped.groups, since: logs, metadata: metadata, cluster: name, before: deadline)
        let plan = RestorePlan.make(
            kind: .restore,
            source: .snapshot(id, at: snapshot.origin.startedAt),
            groups: mapped.groups,
            logs: logs,
            view: view,
            policy: request.policy,
            selection: rules,
            isOfWholeSource: !snapshot.origin.selection.asksForSomething,
            sourceView: try SourceView(of: snapshot),
            renamedTopics: mapped.renamedTopics
        )
        return PreparedPlan(plan: plan, digest: try Self.digest(of: plan), snapshot: id, roundTrip: roundTrip)
    }

    /// What the cluster is, and how long it took to say so.
    func connect(
        before deadline: Deadline
    ) async throws(TidemarkError) -> (metadata: ClusterMetadata, roundTrip: Duration) {
        progress(Progress("connecting"))
        let began = ContinuousClock.now
        let metadata = try await cluster.connected(before: deadline)
        return (metadata, began.duration(to: .now))
    }

    static func digest(of plan: RestorePlan) throws(TidemarkError) -> ContentDigest {
        do {
            return try SHA256Hasher.digest(of: plan.canonicalBytes)
        } catch {
            throw TidemarkError(.digest, "SHA-256 failed: \(error)", cause: error)
        }
    }

    /// The selected groups of a snapshot; every group asked for by its full name must be there.
    private static func select(
        from snapshot: Snapshot,
        id: SnapshotID,
        by rules: SelectionRules,
        _ request: RestoreRequest
    ) throws(TidemarkError) -> [GroupOffsets] {
        let selected = rules.selected(from: snapshot.groups)
        let names = Set(snapshot.groups.map(\.group))
        for group in rules.literalGroups where !names.contains(group) {
            if let failure = snapshot.coverage.failed.first(where: { $0.group == group }) {
                throw TidemarkError(
                    .groupNotCaptured,
                    "snapshot \(id) lacks group \(group): it could not be read then (\(failure.code): \(failure.reason))",
                    hint: "An older snapshot may hold it; see `tidemark list`."
                )
            }
            throw TidemarkError(
                .noSuchGroup,
                "snapshot \(id) does not hold group \(group)",
                hint: "`tidemark show \(id)` lists its groups."
            )
        }
        // What was asked for by name is never left out without a word, be there other groups or not.
        let found = Set(selected.map(\.group))
        if let group = rules.literalGroups.first(where: { !found.contains($0) }) {
            throw TidemarkError(
                .nothingSelected,
                "group \(group) of snapshot \(id) has no offset of the selected topics and partitions",
                hint: "Leave it out of --group, or widen --topic and --partition."
            )
        }
        guard !selected.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(snapshot.groups.count) groups of snapshot \(id)",
                hint: "`tidemark show \(id)` lists its groups."
            )
        }
        return selected
    }

    /// A target as it is now, `nil` when the cluster does not have it.
    ///
    /// One that is not listed and holds offsets exists all the same: its coordinator moved during the listing, or it was
    /// not told. Then nobody knows whether it has members.
    private static func present(_ listed: ListedGroup?, holding held: HeldOffsets) -> TargetGroup? {
        guard let listed else { return held.isEmpty ? nil : TargetGroup(state: .unknown, type: .unknown) }
        return TargetGroup(state: listed.state, type: listed.type.holding(held))
    }

    /// The cluster as far as the plan has to know it.
    ///
    /// - Parameters:
    ///   - groups: What the targets are to hold.
    ///   - logs: The logs as they were before. Of the topics that the groups have offsets of, each partition is looked at
    ///     again, be there an offset for it or not: any of them can show that the topic is another one by now.
    ///   - metadata: The cluster's topics.
    ///   - name: The cluster.
    ///   - deadline: When to give up.
    /// - Returns: What was seen.
    /// - Throws: ``TidemarkError``: 69 or 77 when a target or the listing cannot be read, 130 when interrupted.
    func view(
        of groups: [MappedGroup],
        since logs: [TopicLogs],
        metadata: ClusterMetadata,
        cluster name: ClusterName,
        before deadline: Deadline
    ) async throws(TidemarkError) -> ClusterView {
        var wanted = Set(groups.flatMap { $0.offsets.map(\.topicPartition) })
        let topics = Set(wanted.lazy.map(\.topic))
        for log in logs where topics.contains(log.topic) {
            for partition in log.bounds.keys { wanted.insert(TopicPartition(topic: log.topic, partition: partition)) }
        }
        let existing = wanted.filter(metadata.has)
        let targets = groups.map(\.target)
        // Questions that do not depend on one another; what one of them misses, the run finds out.
        async let listed = Result { () async throws(TidemarkError) in
            try await capture.completeListing(of: Set(targets), before: deadline)
        }
        async let present = capture.bounds(of: existing.sorted(), topics: metadata.topics, before: deadline)
        async let held = cluster.held(
            by: targets,
            patience: Capture.patiencePerGroup,
            before: deadline,
            finished: { progress(Progress("reading the target groups", done: $0, of: targets.count)) }
        )
        async let limit = metadataLimit(for: groups, before: deadline)
        var view = ClusterView(cluster: name)
        // First of all: a group that is not listed for want of a leader is not read either until its time is over.
        var listing = try await listed.get()
        var holding: [GroupID: HeldOffsets] = [:]
        for (target, result) in zip(targets, await held) {
            do throws(KafkaError) {
                holding[target] = try result.get()
            } catch {
                throw TidemarkError.group(error, target, while: "reading what it holds now", wanted.map(\.topic))
            }
        }
        let known = Set(holding.lazy.filter { !$0.value.isEmpty }.map(\.key))
        if !known.isSubset(of: listing.groups.lazy.map(\.group)) {
            listing = try await capture.completeListing(of: Set(targets), known: known, before: deadline)
        }
        let states = Dictionary(listing.groups.map { ($0.group, $0) }) { first, _ in first }
        for (target, held) in holding {
            view.committed[target] = Dictionary(held.offsets.map { ($0.topicPartition, $0) }) { first, _ in first }
            view.negative[target] = held.negative
            view.groups[target] = Self.present(states[target], holding: held)
        }
        let active = targets.filter { view.groups[$0]?.isActive == true }
        view.occupants = await Occupants(cluster: cluster).look(at: active, before: deadline)
        view.metadataLimit = await limit
        view.partitionCounts = metadata.topics.mapValues(\.partitionCount)
        let bounds = await present
        guard !Task.isCancelled else {
            throw TidemarkError(.interrupted, "interrupted while reading log bounds")
        }
        view.bounds = bounds.found
        for failure in bounds.failures {
            view.boundsFailures[failure.topicPartition] = "\(failure.code): \(failure.reason)"
        }
        return view
    }

    /// The longest metadata that the brokers accept, `nil` when they do not tell, and when nothing has any.
    private func metadataLimit(for groups: [MappedGroup], before deadline: Deadline) async -> Int? {
        if let metadataLimit { return metadataLimit }
        guard groups.contains(where: { $0.offsets.contains { !$0.metadata.text.isEmpty } }) else { return nil }
        return await cluster.settings(before: deadline)?.offsetMetadataUnits
    }
}
