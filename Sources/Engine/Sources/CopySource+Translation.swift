import Cluster
import Offsets

/// Offsets of other logs as offsets of those that are written to.
extension CopySource {
    /// Refuses offsets of a topic for another one, unless it was said how they are to be taken.
    ///
    /// - Throws: `contradiction` (exit 64).
    func refuseOtherTopics(_ mapped: MappedGroups) throws(TidemarkError) {
        guard request.translation == nil, let (new, old) = mapped.renamedTopics.min(by: { $0.key < $1.key }) else {
            return
        }
        throw TidemarkError(
            .contradiction,
            "offsets of topic \(old) mean other records in topic \(new), unless their logs are known to be the same",
            hint: Self.howToTranslate
        )
    }

    /// What the targets are to hold in the logs that are written to.
    ///
    /// - Returns: The groups, and how the offsets of each were found where they were translated. An offset of a partition that the
    ///   target does not have stays what it is: the plan finds that out.
    func translated(
        _ mapped: MappedGroups,
        of taken: Taken,
        on cluster: PlannedCluster
    ) async throws(TidemarkError) -> (groups: [MappedGroup], translated: [GroupID: [TopicPartition: TranslatedOffset]])
    {
        guard request.translation == .timestamp else { return (mapped.groups, [:]) }
        let logs = taken.logCluster ?? cluster
        let topics = Set(mapped.groups.lazy.flatMap(\.offsets).map { mapped.renamedTopics[$0.topic] ?? $0.topic })
        try await refuseRecreated(taken.logs.filter { topics.contains($0.topic) }, on: logs)
        let metadata = try await cluster.metadata()
        func question(_ offset: CommittedOffset) -> RecordTranslation.Question {
            let topic = mapped.renamedTopics[offset.topic] ?? offset.topic
            return RecordTranslation.Question(
                source: TopicPartition(topic: topic, partition: offset.partition),
                target: offset.topicPartition,
                offset: offset.offset
            )
        }
        let present = mapped.groups.flatMap(\.offsets).filter { metadata.has($0.topicPartition) }
        let found = try await RecordTranslation(from: logs, to: cluster).offsets(for: Set(present.map(question)))
        var translated: [GroupID: [TopicPartition: TranslatedOffset]] = [:]
        let groups = mapped.groups.map { group in
            let offsets = group.offsets.map { offset in
                guard let other = found[question(offset)] else { return offset }
                translated[group.target, default: [:]][offset.topicPartition] = other
                return offset.at(other.offset)
            }
            return MappedGroup(source: group.source, target: group.target, offsets: offsets, absent: group.absent)
        }
        return (groups, translated)
    }

    /// Refuses a topic that is not the one any more that a snapshot has offsets of.
    ///
    /// - Throws: `topic-recreated` (exit 79).
    private func refuseRecreated(_ earlier: [TopicLogs], on cluster: PlannedCluster) async throws(TidemarkError) {
        guard !earlier.isEmpty else { return }
        let metadata = try await cluster.metadata()
        let partitions = earlier.flatMap { log in
            log.bounds.keys.map { TopicPartition(topic: log.topic, partition: $0) }
        }
        let (bounds, _) = await cluster.cluster.bounds(
            of: partitions.filter(metadata.has).sorted(),
            topics: metadata.topics,
            before: cluster.deadline,
            progress: cluster.progress
        )
        let view = ClusterView(
            cluster: ClusterName(id: metadata.identity.id, name: nil),
            partitionCounts: metadata.topics.mapValues(\.partitionCount),
            topicIDs: await cluster.cluster.ids(
                of: Set(earlier.lazy.map(\.topic)),
                in: metadata.topics,
                before: cluster.deadline
            ),
            bounds: bounds
        )
        for log in earlier {
            guard let evidence = log.recreation(in: view) else { continue }
            throw TidemarkError(
                .topicRecreated,
                "topic \(log.topic) of the snapshot's cluster has no records for its offsets: \(evidence); nothing was written",
                hint: "Leave it out with --exclude-topic."
            )
        }
    }

    /// The cluster of a snapshot, where its records are needed; `nil` where they are not.
    ///
    /// - Throws: ``TidemarkError``: 64 when it is not named, 79 when another one is, 69 or 77 when it cannot be read.
    func logs(
        of snapshot: Snapshot,
        _ id: SnapshotID,
        on other: (any Cluster)?,
        for cluster: PlannedCluster
    ) async throws(TidemarkError) -> PlannedCluster? {
        guard request.translation == .timestamp else { return nil }
        let origin = snapshot.origin.cluster
        guard let other else {
            throw TidemarkError(
                .contradiction,
                "snapshot \(id) has offsets and no records, so those of its cluster \(origin.id) have to be read",
                hint: "Name that cluster with --from-cluster NAME or --from-bootstrap-server HOST:PORT."
            )
        }
        let named = PlannedCluster(other, before: cluster.deadline, progress: cluster.progress)
        let identity = try await named.metadata().identity
        guard identity.id == origin.id else {
            throw TidemarkError(
                .wrongCluster,
                "snapshot \(id) is of cluster \(origin.id), and the cluster that is to have its records is \(identity.id)",
                hint: "Check --from-cluster or --from-bootstrap-server."
            )
        }
        return named
    }

    /// What an operator may say.
    static let howToTranslate =
        "--translate timestamp finds the records by their times; where the logs are known to be the same, --translate offset "
        + "takes the offsets as they are."
}
