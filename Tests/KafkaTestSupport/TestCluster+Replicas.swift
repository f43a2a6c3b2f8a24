import CRDKafka

/// Where a partition is, by the cluster's metadata.
public struct PartitionReplicas: Hashable, Sendable {
    /// The broker that leads it, −1 for none.
    public let leader: Int32
    /// The brokers that hold it.
    public let replicas: Set<Int32>
    /// Those of them that have everything.
    public let inSync: Set<Int32>
}

extension TestCluster {
    /// Where the first partition of a topic is; `nil` where there is no such topic.
    public func replicas(of topic: String) async throws -> PartitionReplicas? {
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            var reply: UnsafePointer<rd_kafka_metadata>?
            let code = unsafe rd_kafka_metadata(handle.client, 1, nil, &reply, deadline.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
                throw KafkaFailure("read the replicas of \(topic)", code)
            }
            defer { unsafe rd_kafka_metadata_destroy(reply) }
            let topics = unsafe UnsafeBufferPointer(start: reply.pointee.topics, count: Int(reply.pointee.topic_cnt))
            guard let found = unsafe topics.first(where: { unsafe String(cString: $0.topic) == topic }),
                unsafe found.partition_cnt > 0
            else { return nil }
            let partition = unsafe found.partitions[0]
            return unsafe PartitionReplicas(
                leader: partition.leader,
                replicas: Set(UnsafeBufferPointer(start: partition.replicas, count: Int(partition.replica_cnt))),
                inSync: Set(UnsafeBufferPointer(start: partition.isrs, count: Int(partition.isr_cnt)))
            )
        }
    }
}
