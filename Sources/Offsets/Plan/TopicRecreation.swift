/// What shows that a topic is not the one that was seen before under its name.
///
/// Where both ids are known they decide alone: KIP-516 gives a topic that is created later another one. An end of a log that
/// went back in the same topic means that brokers lost records, as by an unclean election; the offsets that lie beyond it
/// then are found one by one, and the others still mean the records they meant.
///
/// Without ids the logs say it: a topic never loses partitions, and the log of a partition never begins earlier nor ends
/// earlier than it once did, unless brokers lost records. One partition that shows it speaks for its whole topic: a topic is
/// deleted as a whole. One that was filled beyond its old end shows nothing.
enum TopicRecreation {
    /// How much of an id is shown: enough to tell two from one another.
    private static let shownID = 8

    /// What shows that it is another topic.
    ///
    /// - Parameters:
    ///   - earlier: The topic as it was seen before.
    ///   - later: The topic of that name on the same cluster, as it was seen later; partitions whose bounds it lacks say
    ///     nothing.
    /// - Returns: The proof in words; `nil` when there is none, which proves that it is the same topic only where both ids
    ///   are known.
    static func evidence(since earlier: TopicLogs, in later: TopicLogs) -> String? {
        guard let present = later.partitionCount else { return nil }
        if let before = earlier.id, let now = later.id {
            guard before != now else { return nil }
            return "the topic was deleted and created again since: its id was \(shown(before, besides: now)), and is "
                + shown(now, besides: before)
        }
        if let before = earlier.partitionCount, present < before {
            return "the topic was deleted and created again since: it had \(before) partitions, and has \(present)"
        }
        for (partition, before) in earlier.bounds.sorted(by: { $0.key < $1.key }) {
            guard let now = later.bounds[partition] else { continue }
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

    /// The beginning of an id, or all of it where the other one begins alike.
    private static func shown(_ id: TopicID, besides other: TopicID) -> String {
        let (text, others) = (id.description, other.description)
        return text.prefix(shownID) == others.prefix(shownID) ? text : "\(text.prefix(shownID))…"
    }
}

extension TopicLogs {
    /// What shows that the topic is not this one any more.
    ///
    /// - Parameter view: The present state of the same cluster; partitions whose bounds it lacks say nothing.
    /// - Returns: The proof in words; `nil` when there is none.
    public func recreation(in view: ClusterView) -> String? {
        var bounds: [Int32: LogBounds] = [:]
        for partition in self.bounds.keys {
            bounds[partition] = view.bounds[TopicPartition(topic: topic, partition: partition)]
        }
        let present = TopicLogs(
            topic: topic,
            id: view.topicIDs[topic],
            partitionCount: view.partitionCounts[topic],
            bounds: bounds
        )
        return TopicRecreation.evidence(since: self, in: present)
    }
}
