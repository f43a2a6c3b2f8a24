import Kafka
import Offsets

extension Capture {
    /// The topics that the groups have committed to, with the bounds of every partition they have today.
    func logs(
        of groups: [GroupOffsets], metadata: ClusterMetadata, before deadline: Deadline
    ) async throws(TidemarkError) -> (logs: [TopicLogs], failures: [PartitionFailure]) {
        let names = Self.topics(of: groups)
        var topics = metadata.topics
        if names.contains(where: { topics[$0] == nil }) {
            // A topic may be younger than the metadata; one that is still missing is deleted or hidden.
            topics = try await asking("reading the topics") { () throws(KafkaError) in
                try await cluster.metadata(before: deadline).topics
            }
        }
        var partitions: [TopicPartition] = []
        var failures: [PartitionFailure] = []
        for topic in names.compactMap({ topics[$0] }) {
            let leaderless = Set(topic.leaderless)
            for index in 0..<topic.partitionCount {
                let partition = TopicPartition(topic: topic.name, partition: index)
                guard leaderless.contains(index) else {
                    partitions.append(partition)
                    continue
                }
                let error = KafkaError(.leaderNotAvailable)
                failures.append(
                    PartitionFailure(topicPartition: partition, code: error.code.name, reason: error.message))
            }
        }
        progress(Progress("reading log bounds", of: partitions.count))
        var bounds: [String: [Int32: LogBounds]] = [:]
        for (partition, result) in await cluster.logBounds(of: partitions, before: deadline) {
            switch result {
            case .success(let found): bounds[partition.topic, default: [:]][partition.partition] = found
            case .failure(let error):
                failures.append(
                    PartitionFailure(topicPartition: partition, code: error.code.name, reason: error.message))
            }
        }
        let logs = names.map { name in
            TopicLogs(topic: name, id: nil, partitionCount: topics[name]?.partitionCount, bounds: bounds[name] ?? [:])
        }
        return (logs, failures.sorted { $0.topicPartition < $1.topicPartition })
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
