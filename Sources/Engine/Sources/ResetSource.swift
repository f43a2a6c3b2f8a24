import Cluster
public import Offsets

/// Positions in the logs, wherever the groups stand: `reset`.
public struct ResetSource: OffsetSource {
    /// Which partitions of a group are reset.
    public enum Scope: Hashable, Sendable {
        /// Those of the selected topics: of a topic that is named in full every selected partition, be there an offset or
        /// not, of the topics of a pattern those that the group holds.
        case topics
        /// Those that the group holds.
        case held
    }

    private let selection: Selection
    private let scope: Scope
    private let position: ResetPosition
    private let words: String
    private let policy: PlanPolicy
    private let clusterName: String?

    /// Positions as a source.
    ///
    /// - Parameters:
    ///   - selection: Which groups, and where. A group that is named in full and is not there yet is made.
    ///   - scope: Which of their partitions.
    ///   - position: The position.
    ///   - words: It in the operator's words, such as `to-earliest`.
    ///   - policy: What is allowed in unusual cases.
    ///   - clusterName: The operator's name of the cluster.
    public init(
        of selection: Selection,
        in scope: Scope = .topics,
        to position: ResetPosition,
        words: String,
        policy: PlanPolicy = PlanPolicy(),
        clusterName: String? = nil
    ) {
        self.selection = selection
        self.scope = scope
        self.position = position
        self.words = words
        self.policy = policy
        self.clusterName = clusterName
    }

    /// The groups and where they are to go.
    ///
    /// - Throws: ``TidemarkError``: 64 for a selection that makes no sense; 66 when a group asked for by name has nothing of
    ///   the selection, when no group has, and for a share group; 69 or 77 when the cluster cannot be read; 79 when a log
    ///   cannot be.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let rules = try SelectionRules(selection)
        let metadata = try await cluster.metadata()
        let live = try await cluster.liveGroups(rules)
        let named = Set(rules.literalGroups)
        var targets: [ResetTarget] = []
        for group in live {
            let isNamed = named.contains(group.group)
            guard group.takesOffsets else {
                guard isNamed else { continue }
                throw TidemarkError(
                    .unsupportedGroup,
                    "group \(group.group) is of a kind that holds no offsets (\(group.listed?.type.rawValue ?? ""))"
                )
            }
            let partitions = partitions(of: group, rules, metadata)
            guard partitions.isEmpty else {
                targets.append(ResetTarget(group: group.group, partitions: partitions))
                continue
            }
            if isNamed { throw Self.nothing(of: group) }
        }
        guard !targets.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "no group of the cluster has an offset of what is selected; nothing was written",
                hint: "`tidemark groups` lists the groups, `tidemark describe GROUP` what one holds."
            )
        }
        if policy.onMissing == .fail { try await refuseHiddenTopics(of: targets, on: cluster) }
        let found = try await found(in: targets, metadata, on: cluster)
        return SourcedOffsets(from: .positions(words), reckonedFor: targets, clusterName: clusterName) {
            [targets] (view: ClusterView) throws(TidemarkError) in
            try Plan.reset(position, words: words, of: targets, since: found, view: view, policy: policy)
        }
    }

    /// What of a group is reset, sorted.
    private func partitions(
        of group: LiveGroup,
        _ rules: SelectionRules,
        _ metadata: ClusterMetadata
    ) -> [TopicPartition] {
        let held = group.held.offsets.map(\.topicPartition) + group.held.negative.keys
        var partitions = Set(held.filter(rules.selects))
        if scope == .topics {
            for topic in rules.literalTopics where rules.selects(topic: topic) {
                // One that is not there has a first partition all the same, by which it is found to be missing.
                let count = metadata.topics[topic]?.partitionCount ?? 1
                for partition in rules.partitions(of: topic, among: count) {
                    partitions.insert(TopicPartition(topic: topic, partition: partition))
                }
            }
        }
        return partitions.sorted()
    }

    private static func nothing(of group: LiveGroup) -> TidemarkError {
        guard group.exists else {
            return .noSuchGroup(group.group, " With --topic TOPIC a group that is not there is made.")
        }
        return TidemarkError(
            .nothingSelected,
            "group \(group.group) has no offset of the selected topics and partitions; nothing was written",
            hint:
                "`tidemark describe \(group.group)` shows what it holds; a --topic named in full is reset without an offset, "
                + "too."
        )
    }

    private func refuseHiddenTopics(of targets: [ResetTarget], on cluster: PlannedCluster) async throws(TidemarkError) {
        let groups = targets.map { target in
            MappedGroup(source: target.group, target: target.group, offsets: [], absent: target.partitions)
        }
        try await cluster.refuseHiddenTopics(of: groups)
    }

    /// The first records at or after the moment, where one is asked for.
    private func found(
        in targets: [ResetTarget],
        _ metadata: ClusterMetadata,
        on cluster: PlannedCluster
    ) async throws(TidemarkError) -> [TopicPartition: Int64] {
        guard let moment = position.moment else { return [:] }
        let partitions = Set(targets.lazy.flatMap(\.partitions)).filter(metadata.has).sorted()
        guard !partitions.isEmpty else { return [:] }
        cluster.progress(Progress("looking for the first records since \(moment.inSeconds)"))
        let answers = try await cluster.cluster.asking("looking for the first records since \(moment)") {
            () throws(KafkaError) in
            try await cluster.cluster.offsets(of: partitions, since: moment, before: cluster.deadline)
        }
        var found: [TopicPartition: Int64] = [:]
        for partition in partitions {
            switch answers[partition] {
            case .success(let offset?): found[partition] = offset
            case .success(nil): continue
            case .failure(let error): throw Self.unknown(partition, moment, "\(error.code.name): \(error.message)")
            case nil: throw Self.unknown(partition, moment, "the reply lacks it")
            }
        }
        return found
    }

    private static func unknown(_ partition: TopicPartition, _ moment: Timestamp, _ cause: String) -> TidemarkError {
        TidemarkError(
            .logBoundsUnknown,
            "\(partition): its first record since \(moment) could not be looked up (\(cause)); nothing was written",
            hint: "Try again, or leave the partition out."
        )
    }
}
