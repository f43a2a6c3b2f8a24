import CRDKafka
public import Offsets

extension TestCluster {
    /// The leader of each partition of a topic, by the cluster's metadata; −1 where there is none.
    public func leaders(of topic: String) async throws -> [Int32: Int32] {
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            var reply: UnsafePointer<rd_kafka_metadata>?
            let code = unsafe rd_kafka_metadata(handle.client, 1, nil, &reply, deadline.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
                throw KafkaFailure("read the leaders of \(topic)", code)
            }
            defer { unsafe rd_kafka_metadata_destroy(reply) }
            var leaders: [Int32: Int32] = [:]
            for index in 0..<Int(unsafe reply.pointee.topic_cnt) {
                let found = unsafe reply.pointee.topics[index]
                guard unsafe String(cString: found.topic) == topic else { continue }
                for partition in 0..<Int(unsafe found.partition_cnt) {
                    let details = unsafe found.partitions[partition]
                    unsafe leaders[details.id] = details.leader
                }
            }
            return leaders
        }
    }

    /// What one broker says of a group's offsets, asked directly, whether it is the group's coordinator or not.
    ///
    /// - Parameters:
    ///   - group: The group.
    ///   - broker: The number of the broker.
    /// - Returns: The offsets, sorted.
    /// - Throws: ``KafkaFailure`` with `NOT_COORDINATOR` where another broker is the coordinator.
    public func committed(by group: GroupID, askedAt broker: Int32) async throws -> [CommittedOffset] {
        let operation = "read offsets of \(group) at broker \(broker)"
        let handle = try Handle.admin(self)
        let deadline = Deadline.after(Waiting.patience)
        var call = unsafe rd_kafka_ListConsumerGroupOffsets_new(group.name, nil)
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(call) }
        let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, by: deadline) {
            options in
            _ = unsafe rd_kafka_AdminOptions_set_broker(options, broker, nil, 0)
            unsafe rd_kafka_ListConsumerGroupOffsets(handle.client, &call, 1, options, handle.replies)
        }
        var count = 0
        let results = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(
            rd_kafka_event_ListConsumerGroupOffsets_result(reply.event),
            &count
        )
        if let failure = unsafe Self.failure(in: results, count, operation) { throw failure }
        guard let result = unsafe results?[0] else { return [] }
        return unsafe PartitionList.read(rd_kafka_group_result_partitions(result))
            .map(\.offset)
            .filter { $0.offset >= 0 }
            .sorted { $0.topicPartition < $1.topicPartition }
    }
}
