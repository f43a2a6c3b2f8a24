import Cluster
import Offsets

extension Capture {
    /// The topics that the groups have committed to, with the bounds of every partition they have today.
    ///
    /// The id of a topic is the one that it had before the groups were read. Where it has another one now, what they hold may be
    /// of either: each of its partitions is a failure, and a restore finds by the id that the topic was created again.
    ///
    /// - Parameters:
    ///   - groups: What was read.
    ///   - metadata: The topics as they were before that.
    ///   - earlier: Their ids at that time, as far as they are known.
    ///   - deadline: When to give up.
    /// - Returns: The topics, sorted, and the partitions without bounds.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    func logs(
        of groups: [GroupOffsets],
        metadata: ClusterMetadata,
        ids earlier: [String: TopicID],
        before deadline: Deadline
    ) async throws(TidemarkError) -> (logs: [TopicLogs], failures: [PartitionFailure]) {
        let names = Self.topics(of: groups)
        var topics = metadata.topics
        let isReadAgain = names.contains { topics[$0]?.leaderless.isEmpty != true }
        if isReadAgain {
            // A topic may be younger than the metadata, and a partition may have got a leader since; a topic that is still
            // missing is deleted or hidden.
            topics = try await cluster.asking("reading the topics") { () throws(KafkaError) in
                try await cluster.metadata(before: deadline).topics
            }
        }
        let partitions = names.compactMap { topics[$0] }.flatMap { topic in
            (0..<max(topic.partitionCount, 0)).map { TopicPartition(topic: topic.name, partition: $0) }
        }
        let present = topics
        async let later =
            isReadAgain
            ? cluster.ids(of: Set(names), in: present, before: deadline)
            : cluster.idsNow(of: Set(names), before: deadline)
        var (found, failures) = await cluster.bounds(
            of: partitions,
            topics: topics,
            before: deadline,
            progress: progress
        )
        let now = await later
        let recreated = Set(names.filter { name in earlier[name].map { now[name] ?? $0 != $0 } ?? false })
        if !recreated.isEmpty {
            found = found.filter { !recreated.contains($0.key.topic) }
            failures.removeAll { recreated.contains($0.topicPartition.topic) }
            failures += partitions.filter { recreated.contains($0.topic) }.map(Self.recreated)
            failures.sort { $0.topicPartition < $1.topicPartition }
        }
        var bounds: [String: [Int32: LogBounds]] = [:]
        for (partition, log) in found { bounds[partition.topic, default: [:]][partition.partition] = log }
        let logs = names.map { name in
            TopicLogs(
                topic: name,
                id: earlier[name] ?? now[name],
                partitionCount: topics[name]?.partitionCount,
                bounds: bounds[name] ?? [:]
            )
        }
        return (logs, failures)
    }

    /// Why nothing is known of the log of a partition whose topic is another one now than when the groups were read.
    private static func recreated(_ partition: TopicPartition) -> PartitionFailure {
        PartitionFailure(
            topicPartition: partition,
            code: KafkaErrorCode.unknownTopicID.name,
            reason:
                "the topic was deleted and created again while the groups were read, and what they hold may be of either"
        )
    }

    /// Every topic that occurs, sorted, each once.
    private static func topics(of groups: [GroupOffsets]) -> [String] {
        var names: Set<String> = []
        for group in groups {
            var last: String?
            for offset in group.offsets where offset.topic != last {
                last = offset.topic
                names.insert(offset.topic)
            }
        }
        return names.sorted()
    }
}

extension Cluster {
    /// The bounds of the logs of existing partitions.
    ///
    /// - Parameters:
    ///   - partitions: Partitions that the topics have, each once.
    ///   - topics: What the cluster says of the topics; a partition without a leader is not asked about.
    ///   - deadline: When to give up.
    ///   - progress: Told that it begins.
    /// - Returns: The bounds with `0 ≤ start ≤ end`, and every partition without them, sorted.
    func bounds(
        of partitions: [TopicPartition],
        topics: [String: TopicMetadata],
        before deadline: Deadline,
        progress: @Sendable (Progress) -> Void
    ) async -> (found: [TopicPartition: LogBounds], failures: [PartitionFailure]) {
        let leaderless = topics.mapValues { Set($0.leaderless) }.filter { !$0.value.isEmpty }
        let hasLeader = { (partition: TopicPartition) in
            leaderless[partition.topic]?.contains(partition.partition) != true
        }
        let askable = leaderless.isEmpty ? partitions : partitions.filter(hasLeader)
        var failures: [PartitionFailure] = []
        func fail(_ partition: TopicPartition, _ error: KafkaError) {
            failures.append(
                PartitionFailure(topicPartition: partition, code: error.code.name, reason: error.message)
            )
        }
        if askable.count < partitions.count {
            let error = KafkaError(.leaderNotAvailable)
            for partition in partitions where !hasLeader(partition) { fail(partition, error) }
        }
        progress(Progress("reading log bounds", of: askable.count))
        let limit = min(deadline, .after(Capture.patienceForBounds))
        let results = await logBounds(of: askable, before: limit)
        var found: [TopicPartition: LogBounds] = [:]
        found.reserveCapacity(askable.count)
        for partition in askable {
            switch results[partition] {
            case .success(let log)? where 0 <= log.start && log.start <= log.end: found[partition] = log
            case .success(let log)?:
                fail(partition, KafkaError(.malformedReply, "the log starts at \(log.start) and ends at \(log.end)"))
            case .failure(let error)?: fail(partition, error)
            case nil: fail(partition, KafkaError(.malformedReply, "the reply lacks the partition"))
            }
        }
        return (found, failures.sorted { $0.topicPartition < $1.topicPartition })
    }
}
