internal import CRDKafka
public import Cluster
public import Offsets
internal import Synchronization

extension KafkaClient {
    /// The longest wait for a first answer from any broker: enough for a restarting broker, short for a wrong port.
    public static let firstContactLimit: Duration = .seconds(20)

    /// The cluster's id, its brokers, and every topic the principal may see.
    ///
    /// As long as none has ever answered, it is given up as soon as every server that the operator named has failed in a
    /// way that trying on does not mend: it has denied access, or has refused the connection twice, a second apart.
    ///
    /// - Throws: ``KafkaError``: `_AUTHENTICATION` or `_SSL` when the servers deny access, `_TRANSPORT` or `_RESOLVE` when
    ///   none can be reached, or none answers within ``firstContactLimit`` or the deadline, whichever is sooner.
    public func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        let limit = min(deadline, .after(Self.firstContactLimit))
        let handle = lookups
        let (metadata, found) = try await blocking.run("metadata", before: limit, watching: handle.connections) {
            unsafe handle.use { instance in unsafe Self.metadata(of: instance, before: limit) }
                ?? .failure(KafkaError(.handleDestroyed))
        }
        handle.connections.noteSuccess()
        coordinators.withLock { $0 = found }
        return metadata
    }

    private static func metadata(
        of instance: OpaquePointer,
        before deadline: Deadline
    ) -> Result<(ClusterMetadata, GroupCoordinators?), KafkaError> {
        unsafe metadataReply(of: instance, before: deadline) { list in
            guard let id = unsafe rd_kafka_clusterid(instance, deadline.remaining.wholeMilliseconds) else {
                return .failure(KafkaError(.timedOut, "the brokers did not tell the cluster's id"))
            }
            defer { unsafe rd_kafka_mem_free(instance, id) }
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
                if name == OffsetsPartitions.topic {
                    coordinators = unsafe OffsetsTopicMetadata.leaders(of: topic).flatMap(GroupCoordinators.init)
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

    /// The brokers that are alive and the leaders of `__consumer_offsets`, as the cluster tells at this moment.
    ///
    /// A handle knows every broker afterwards. A listing asks the brokers that its handle knows, and says nothing of
    /// others: on a handle of which only the look-up of its own group's coordinator has been answered yet that is a
    /// single one. The topic is asked for by name, which tells one that is not there from one that may not be seen.
    func offsetsTopic(
        on handle: ClientHandle,
        before deadline: Deadline
    ) async throws(KafkaError) -> OffsetsTopicMetadata {
        try await blocking.run("metadata", before: deadline) {
            unsafe handle.use { instance in unsafe Self.offsetsTopic(of: instance, before: deadline) }
                ?? .failure(KafkaError(.handleDestroyed))
        }
    }

    /// The same, for a call that blocks by itself.
    static func offsetsTopic(
        of instance: OpaquePointer,
        before deadline: Deadline
    ) -> Result<OffsetsTopicMetadata, KafkaError> {
        guard let topic = unsafe rd_kafka_topic_new(instance, OffsetsPartitions.topic, nil) else {
            return .failure(KafkaError(KafkaErrorCode(rawValue: rd_kafka_last_error().rawValue)))
        }
        defer { unsafe rd_kafka_topic_destroy(topic) }
        return unsafe metadataReply(of: instance, topic: topic, before: deadline) { list in
            let brokerCount = max(0, Int(unsafe list.broker_cnt))
            let brokers = unsafe UnsafeBufferPointer(start: list.brokers, count: brokerCount)
            let found = unsafe list.topic_cnt == 1 ? list.topics[0] : nil
            return .success(
                unsafe OffsetsTopicMetadata(
                    brokers: Set(brokers.map { unsafe $0.id }),
                    leaders: found.flatMap(OffsetsTopicMetadata.leaders)
                )
            )
        }
    }

    /// The leaders of all partitions of these topics, −1 where there is none; a topic that is not told of is missing.
    public func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32] {
        let handle = lookups
        return try await blocking.run("metadata", before: deadline) {
            unsafe handle.use { instance in
                unsafe Self.metadataReply(of: instance, before: deadline) { list in
                    var leaders: [TopicPartition: Int32] = [:]
                    for index in 0..<max(0, Int(unsafe list.topic_cnt)) {
                        let topic = unsafe list.topics[index]
                        let name = unsafe String(cString: topic.topic)
                        guard topics.contains(name) else { continue }
                        for index in 0..<max(0, Int(unsafe topic.partition_cnt)) {
                            let partition = unsafe topic.partitions[index]
                            unsafe leaders[TopicPartition(topic: name, partition: partition.id)] = partition.leader
                        }
                    }
                    return .success(leaders)
                }
            } ?? .failure(KafkaError(.handleDestroyed))
        }
    }

    /// Asks for the metadata of one topic, or of all, and decodes the reply.
    private static func metadataReply<Value>(
        of instance: OpaquePointer,
        topic: OpaquePointer? = nil,
        before deadline: Deadline,
        _ decode: (rd_kafka_metadata) -> Result<Value, KafkaError>
    ) -> Result<Value, KafkaError> {
        var reply: UnsafePointer<rd_kafka_metadata>?
        let isAll: Int32 = unsafe topic == nil ? 1 : 0
        let limit = deadline.remaining.wholeMilliseconds
        let code = unsafe rd_kafka_metadata(instance, isAll, topic, &reply, limit)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
            return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
        }
        defer { unsafe rd_kafka_metadata_destroy(reply) }
        return unsafe decode(reply.pointee)
    }
}
