internal import CRDKafka
public import Offsets
internal import Synchronization

extension KafkaClient {
    /// The longest wait for a first answer from any broker: enough for a restarting broker, short for a wrong port.
    public static let firstContactLimit: Duration = .seconds(20)

    /// The cluster's id, its brokers, and every topic the principal may see.
    ///
    /// - Throws: ``KafkaError``: `_TRANSPORT` when no broker answers within ``firstContactLimit`` or the deadline,
    ///   whichever is sooner.
    public func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        let limit = min(deadline, .after(Self.firstContactLimit))
        let handle = lookups
        let (metadata, found) = try await blocking.run("metadata", before: limit) {
            unsafe handle.use { instance in unsafe Self.metadata(of: instance, before: limit) }
                ?? .failure(KafkaError(.handleDestroyed))
        }
        coordinators.withLock { $0 = found }
        return metadata
    }

    private static func metadata(
        of instance: OpaquePointer,
        before deadline: Deadline
    ) -> Result<(ClusterMetadata, GroupCoordinators?), KafkaError> {
        var reply: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(instance, 1, nil, &reply, deadline.remaining.wholeMilliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
            return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
        }
        defer { unsafe rd_kafka_metadata_destroy(reply) }
        guard let id = unsafe rd_kafka_clusterid(instance, deadline.remaining.wholeMilliseconds) else {
            return .failure(KafkaError(.timedOut, "the brokers did not tell the cluster's id"))
        }
        defer { unsafe rd_kafka_mem_free(instance, id) }
        let list = unsafe reply.pointee
        let brokerCount = max(0, Int(unsafe list.broker_cnt))
        let brokers = unsafe UnsafeBufferPointer(start: list.brokers, count: brokerCount).map { broker in
            unsafe BrokerAddress(id: broker.id, host: String(cString: broker.host), port: broker.port)
        }
        var topics: [String: TopicMetadata] = [:]
        var coordinators: GroupCoordinators?
        for index in 0..<max(0, Int(unsafe list.topic_cnt))
        where unsafe list.topics[index].err == RD_KAFKA_RESP_ERR_NO_ERROR {
            let topic = unsafe list.topics[index]
            let partitionCount = max(0, Int(unsafe topic.partition_cnt))
            let partitions = unsafe UnsafeBufferPointer(start: topic.partitions, count: partitionCount)
            let leaderless = unsafe partitions.filter { unsafe $0.leader < 0 }.map { unsafe $0.id }
            let name = unsafe String(cString: topic.topic)
            if name == CoordinatorPartition.offsetsTopic {
                let leaders = unsafe partitions.map { unsafe ($0.id, $0.leader) }
                coordinators = GroupCoordinators(leaders: Dictionary(leaders) { $1 })
            }
            topics[name] = unsafe TopicMetadata(
                name: name,
                partitionCount: topic.partition_cnt,
                leaderless: leaderless.sorted()
            )
        }
        let identity = unsafe ClusterIdentity(id: String(cString: id), brokers: brokers.sorted { $0.id < $1.id })
        return .success((ClusterMetadata(identity: identity, topics: topics), coordinators))
    }
}
