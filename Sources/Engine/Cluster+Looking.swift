import Cluster
import Offsets

/// Questions whose answers make a message better and decide nothing: nobody waits for them long, and they never fail.
extension Cluster {
    /// What one of the brokers tells of its configuration, `nil` when it does not: it takes DESCRIBE_CONFIGS on the
    /// cluster.
    func settings(before deadline: Deadline) async -> BrokerSettings? {
        try? await brokerSettings(before: min(deadline, .after(RunLimits.explanation)))
    }

    /// The partition of `__consumer_offsets` that keeps a group's offsets, `nil` when that topic is not seen.
    func offsetsPartition(of group: GroupID, before deadline: Deadline) async -> Int32? {
        try? await metadata(before: min(deadline, .after(RunLimits.explanation))).offsetsPartition(of: group)
    }
}

extension ClusterMetadata {
    /// The partition of `__consumer_offsets` that keeps a group's offsets, `nil` when that topic is not seen.
    func offsetsPartition(of group: GroupID) -> Int32? {
        group.offsetsPartition(among: topics[OffsetsPartitions.topic]?.partitionCount ?? 0)
    }
}
