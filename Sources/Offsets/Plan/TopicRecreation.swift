/// What shows, without topic ids, that a topic is not the one whose logs were seen before.
///
/// A topic never loses partitions, and the log of a partition never begins earlier nor ends earlier than it once did,
/// unless brokers lost records. One partition that shows it speaks for its whole topic: a topic is deleted as a whole.
enum TopicRecreation {
    /// What shows that it is another topic.
    ///
    /// - Parameters:
    ///   - earlier: The topic as it was seen before.
    ///   - view: The present state of the same cluster; partitions whose bounds it lacks say nothing.
    /// - Returns: The proof in words; `nil` when there is none, which does not prove that it is the same topic.
    static func evidence(since earlier: TopicLogs, in view: ClusterView) -> String? {
        let name = earlier.topic
        guard let present = view.partitionCounts[name] else { return nil }
        if let before = earlier.id, let now = view.topicIDs[name], before != now {
            return "the topic was deleted and created again since: it has another id"
        }
        if let before = earlier.partitionCount, present < before {
            return "the topic was deleted and created again since: it had \(before) partitions, and has \(present)"
        }
        for (partition, before) in earlier.bounds.sorted(by: { $0.key < $1.key }) {
            guard let now = view.bounds[TopicPartition(topic: name, partition: partition)] else { continue }
            if now.start < before.start {
                return "the topic was created again since: the log of partition \(partition) starts at \(now.start), "
                    + "and started at \(before.start) before"
            }
            if now.end < before.end {
                return "the topic was created again or lost records since: the log of partition \(partition) ends at "
                    + "\(now.end), and reached \(before.end) before"
            }
        }
        return nil
    }
}
