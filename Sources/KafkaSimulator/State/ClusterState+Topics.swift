public import KafkaProtocol

extension ClusterState {
    /// Makes a topic; one of that name is replaced.
    ///
    /// `__consumer_offsets` and `__transaction_state` always get a partition for each slot of coordinators.
    public mutating func addTopic(_ name: Text, partitions: Int, configuration: [Text: Text] = [:]) {
        let count = InternalTopic(rawValue: name) == nil ? max(1, partitions) : max(1, coordinators.count)
        topics[name] = SimulatedTopic(
            identifier: TopicIdentifier.ofTopic(number: nextTopicNumber, seed: seed),
            partitions: Array(repeating: PartitionLog(), count: count),
            configuration: configuration
        )
        nextTopicNumber += 1
        revision += 1
    }

    /// Removes a topic, and with it what groups have committed for it.
    public mutating func removeTopic(_ name: Text) {
        topics[name] = nil
        for (id, group) in groups where group.offsets[name] != nil || !group.pending.isEmpty {
            groups[id]?.offsets[name] = nil
            for producer in group.pending.keys { groups[id]?.pending[producer]?[name] = nil }
            removeIfUnused(id)
        }
        revision += 1
    }

    /// Appends records with these values to a partition, all at the present time; does nothing for one that is not.
    public mutating func appendRecords(_ values: [[UInt8]], to topic: Text, _ partition: Int32 = 0) {
        guard hasPartition(topic, partition), let batch = RecordBatch.of(values.map { (nil, $0) }, at: now) else {
            return
        }
        topics[topic]?.partitions[Int(partition)].append(batch)
        revision += 1
    }

    /// The identifier of a topic, that of no topic where it is not there.
    func identifier(of topic: Text) -> [UInt8] { topics[topic]?.identifier ?? TopicIdentifier.none }

    /// The names of all topics by their identifiers.
    var topicNames: [[UInt8]: Text] {
        Dictionary(topics.map { ($0.value.identifier, $0.key) }) { first, _ in first }
    }

    /// Whether there is such a partition.
    func hasPartition(_ topic: Text, _ partition: Int32) -> Bool {
        partition >= 0 && Int(partition) < topics[topic]?.partitions.count ?? 0
    }

    /// Whether a topic may have the name, by Kafka's rule.
    static func isLegalTopic(_ name: Text) -> Bool {
        let others = Set("._-".utf8)
        return (1...249).contains(name.bytes.count) && name != "." && name != ".."
            && name.bytes.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || others.contains(byte)
            }
    }

    /// Removes an Empty group without offsets, in releases that do so at once.
    mutating func removeIfUnused(_ group: Text) {
        if !release.listsEmptiedGroups, groups[group]?.isUnused == true { groups[group] = nil }
    }
}
