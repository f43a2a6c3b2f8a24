import KafkaProtocol

extension ClusterState {
    /// Deletes what a group has committed for a partition, and what transactions hold pending for it.
    mutating func deleteOffset(of id: Text, _ topic: Text, _ partition: Int32) {
        if release.forgetsPendingOnlyInMemory { notePending(of: id, topic, partition) }
        // The delete of a committed offset is in the log; what was forgotten before that is gone for good.
        if groups[id]?.remove(topic, partition) == true { forgotten[id]?.offsets[topic]?[partition] = nil }
    }

    /// Notes what transactions hold pending for a partition as still in the log.
    private mutating func notePending(of id: Text, _ topic: Text, _ partition: Int32) {
        var logged = forgotten.removeValue(forKey: id) ?? ConsumerGroup()
        for (producer, topics) in groups[id]?.pending ?? [:] {
            guard let offset = topics[topic]?[partition] else { continue }
            logged.pending[producer, default: [:]][topic, default: [:]][partition] = offset
        }
        if !logged.isUnused { forgotten[id] = logged }
    }

    /// Deletes a group with everything it holds.
    mutating func deleteGroup(_ id: Text) {
        guard let group = groups[id] else { return }
        for topics in [group.offsets] + group.pending.values {
            for (topic, partitions) in topics {
                for partition in partitions.keys { deleteOffset(of: id, topic, partition) }
            }
        }
        groups[id] = nil
    }

    /// Lets the groups of a slot have again what the log holds and their coordinator had forgotten.
    mutating func readLog(ofSlot slot: Int) {
        for (id, logged) in forgotten where self.slot(of: id) == slot {
            forgotten[id] = nil
            groups[id, default: ConsumerGroup()].recall(logged)
        }
    }
}
