public import Cluster
import Digest
public import Offsets

/// Makes plans: reads what the targets of a source hold now and compares.
public struct Planner: Sendable {
    private let cluster: any Cluster
    private let metadataLimit: Int?
    private let progress: @Sendable (Progress) -> Void

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
        self.cluster = cluster
        self.progress = progress
    }

    /// Makes the plan of what a source says; writes nothing.
    ///
    /// - Parameters:
    ///   - source: The source.
    ///   - deadline: When to give up.
    /// - Returns: The plan; it may be blocked by findings.
    /// - Throws: ``TidemarkError``: what the source throws; 69 or 77 when the cluster cannot be read.
    public func plan(
        _ source: some OffsetSource,
        before deadline: Deadline
    ) async throws(TidemarkError) -> PreparedPlan {
        let target = PlannedCluster(cluster, before: deadline, progress: progress)
        let offsets = try await source.offsets(on: target)
        let (metadata, roundTrip) = try await target.connect()
        let view = try await view(
            of: offsets.groups,
            since: offsets.logs,
            metadata: metadata,
            cluster: ClusterName(id: metadata.identity.id, name: offsets.clusterName),
            on: target
        )
        let plan = try offsets.judge(view)
        let digest: ContentDigest
        if let known = offsets.digest { digest = known } else { digest = try Self.digest(of: plan) }
        return PreparedPlan(
            plan: plan,
            digest: digest,
            snapshot: offsets.source.snapshot,
            roundTrip: roundTrip,
            // Where that is not told now, what takes longest.
            pace: (try? await cluster.writingPace(before: deadline)) ?? .oneByOne,
            lag: PlanLag(of: plan, in: view)
        )
    }

    static func digest(of plan: Plan) throws(TidemarkError) -> ContentDigest {
        do {
            return try SHA256Hasher.digest(of: plan.canonicalBytes)
        } catch {
            throw TidemarkError(.digest, "SHA-256 failed: \(error)", cause: error)
        }
    }

    /// A target as it is now, `nil` when the cluster does not have it.
    ///
    /// One that is not listed and holds offsets exists all the same: its coordinator moved during the listing, or it was
    /// not told. Then nobody knows whether it has members.
    private static func present(_ listed: ListedGroup?, holding held: HeldOffsets) -> TargetGroup? {
        guard let listed else { return held.isEmpty ? nil : TargetGroup(state: .unknown, type: .unknown) }
        return TargetGroup(state: listed.state, type: listed.type.holding(held))
    }

    /// The topics that a plan may have steps of.
    private static func topics(of groups: [MappedGroup], holding held: some Sequence<HeldOffsets>) -> Set<String> {
        var topics: Set<String> = []
        var last: String?
        // There may be a million offsets, sorted by a few topics.
        func add(_ topic: String) {
            guard topic != last else { return }
            last = topic
            topics.insert(topic)
        }
        for group in groups {
            for offset in group.offsets { add(offset.topic) }
            for partition in group.absent { add(partition.topic) }
        }
        for held in held { for offset in held.offsets { add(offset.topic) } }
        return topics
    }

    /// The cluster as far as the plan has to know it.
    ///
    /// - Parameters:
    ///   - groups: What the targets are to hold.
    ///   - logs: The logs as they were before. Of the topics that the groups have offsets of, each partition is looked at
    ///     again, be there an offset for it or not: any of them can show that the topic is another one by now.
    ///   - metadata: The cluster's topics.
    ///   - name: The cluster.
    ///   - target: What its source has read of it already counts: what a group holds is read once for a plan.
    /// - Returns: What was seen.
    /// - Throws: ``TidemarkError``: 69 or 77 when a target or the listing cannot be read, 130 when interrupted.
    private func view(
        of groups: [MappedGroup],
        since logs: [TopicLogs],
        metadata: ClusterMetadata,
        cluster name: ClusterName,
        on target: PlannedCluster
    ) async throws(TidemarkError) -> ClusterView {
        let deadline = target.deadline
        var wanted = Set(groups.flatMap { $0.offsets.map(\.topicPartition) })
        let topics = Set(wanted.lazy.map(\.topic))
        for log in logs where topics.contains(log.topic) {
            for partition in log.bounds.keys { wanted.insert(TopicPartition(topic: log.topic, partition: partition)) }
        }
        let existing = wanted.filter(metadata.has)
        let targets = groups.map(\.target)
        // Questions that do not depend on one another; what one of them misses, the run finds out.
        async let listed = Result { () async throws(TidemarkError) in
            try await target.listing(of: Set(targets))
        }
        async let present = cluster.bounds(
            of: existing.sorted(),
            topics: metadata.topics,
            before: deadline,
            progress: progress
        )
        async let held = target.held(by: targets, "reading the target groups")
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
        listing = try await target.listing(of: Set(targets), known: known)
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
        view.topicIDs = await cluster.ids(
            of: Self.topics(of: groups, holding: holding.values),
            in: metadata.topics,
            before: deadline
        )
        view.writesLeaderEpochs = cluster.writesLeaderEpochs
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
