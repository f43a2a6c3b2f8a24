import Cluster
import Offsets

extension Cluster {
    /// How long the ids of topics are waited for: a cluster that answers tells them in milliseconds, and without them the logs
    /// have to show what they can.
    private static var patienceForTopicIDs: Duration { .seconds(15) }

    /// The ids of topics, those that came with metadata and else asked for.
    ///
    /// - Parameters:
    ///   - topics: The topics' names.
    ///   - metadata: What the cluster has told of its topics; one that it lacks is not asked about.
    ///   - deadline: When to give up.
    /// - Returns: The ids that are known. They inform; where they cannot be had, that is no failure.
    func ids(
        of topics: Set<String>,
        in metadata: [String: TopicMetadata],
        before deadline: Deadline
    ) async -> [String: TopicID] {
        var ids: [String: TopicID] = [:]
        var unknown: Set<String> = []
        for topic in topics {
            guard let known = metadata[topic] else { continue }
            if let id = known.id { ids[topic] = id } else { unknown.insert(topic) }
        }
        guard !unknown.isEmpty else { return ids }
        let found = await idsNow(of: unknown, before: deadline)
        return ids.merging(found) { first, _ in first }
    }

    /// The ids that topics have at this moment, whatever was told before; without those that cannot be had.
    func idsNow(of topics: Set<String>, before deadline: Deadline) async -> [String: TopicID] {
        guard !topics.isEmpty else { return [:] }
        let limit = min(deadline, .after(Self.patienceForTopicIDs))
        return (try? await topicIDs(of: topics, before: limit)) ?? [:]
    }

    /// The ids that all topics have before any group is read, by the metadata or by one more question.
    func idsAhead(in metadata: ClusterMetadata, before deadline: Deadline) async -> [String: TopicID] {
        let known = metadata.topics.compactMapValues(\.id)
        guard known.isEmpty, metadata.topics.count <= Capture.topicsAskedAhead else { return known }
        return await idsNow(of: Set(metadata.topics.keys), before: deadline)
    }
}
