import CRDKafka
import Offsets

extension TestCluster {
    /// Creates a topic and returns once every partition has a leader that answers; on as many brokers as the cluster chooses
    /// where that is not said.
    public func createTopic(
        _ name: String,
        partitions: Int = 1,
        replicas: Int32? = nil,
        configuration: [String: String] = [:]
    ) async throws {
        try await Waiting.retrying { [self] deadline in
            let operation = "create topic \(name)"
            let handle = try Handle.admin(self)
            var reason = [CChar](repeating: 0, count: 512)
            var topic = unsafe rd_kafka_NewTopic_new(
                name,
                Int32(clamping: partitions),
                replicas ?? Self.brokersDefault,
                &reason,
                reason.count
            )
            guard unsafe topic != nil else { throw KafkaFailure(operation, message: "refused by the client library") }
            defer { unsafe rd_kafka_NewTopic_destroy(topic) }
            for (key, value) in configuration {
                unsafe rd_kafka_NewTopic_set_config(topic, key, value)
            }
            let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_CREATETOPICS, by: deadline) { options in
                unsafe rd_kafka_CreateTopics(handle.client, &topic, 1, options, handle.replies)
            }
            var count = 0
            let results = unsafe rd_kafka_CreateTopics_result_topics(
                rd_kafka_event_CreateTopics_result(reply.event),
                &count
            )
            try unsafe Self.checkTopics(results, count, operation)
        }
        try await waitUntilReady(name, partitions: partitions)
    }

    /// Deletes a topic and returns once metadata has it no more.
    public func deleteTopic(_ name: String) async throws {
        try await Waiting.retrying { [self] deadline in
            let operation = "delete topic \(name)"
            let handle = try Handle.admin(self)
            var topic = unsafe rd_kafka_DeleteTopic_new(name)
            defer { unsafe rd_kafka_DeleteTopic_destroy(topic) }
            let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_DELETETOPICS, by: deadline) { options in
                unsafe rd_kafka_DeleteTopics(handle.client, &topic, 1, options, handle.replies)
            }
            var count = 0
            let results = unsafe rd_kafka_DeleteTopics_result_topics(
                rd_kafka_event_DeleteTopics_result(reply.event),
                &count
            )
            try unsafe Self.checkTopics(results, count, operation)
        }
        try await Waiting.until("topic \(name) is gone") { try await leaders(of: name) == nil }
    }

    /// Raises a topic's partitions to a number and returns once the new ones have leaders.
    public func raisePartitions(of name: String, to partitions: Int) async throws {
        try await Waiting.retrying { [self] deadline in
            let operation = "raise \(name) to \(partitions) partitions"
            let handle = try Handle.admin(self)
            var reason = [CChar](repeating: 0, count: 512)
            var raise = unsafe rd_kafka_NewPartitions_new(name, partitions, &reason, reason.count)
            defer { unsafe rd_kafka_NewPartitions_destroy(raise) }
            let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, by: deadline) { options in
                unsafe rd_kafka_CreatePartitions(handle.client, &raise, 1, options, handle.replies)
            }
            var count = 0
            let results = unsafe rd_kafka_CreatePartitions_result_topics(
                rd_kafka_event_CreatePartitions_result(reply.event),
                &count
            )
            try unsafe Self.checkTopics(results, count, operation)
        }
        try await waitUntilReady(name, partitions: partitions)
    }

    /// Waits until metadata has a leader for every partition, and then until each leader knows that it leads.
    private func waitUntilReady(_ name: String, partitions: Int) async throws {
        try await Waiting.until("topic \(name) has \(partitions) leaders") {
            try await leaders(of: name) == partitions
        }
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            let list = PartitionList(
                (0..<partitions).map {
                    CommittedOffset(TopicPartition(topic: name, partition: Int32($0)), offset: Self.latest)
                }
            )
            let error = unsafe rd_kafka_offsets_for_times(handle.client, list.list, deadline.milliseconds)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaFailure("look at topic \(name)", Self.passing(error))
            }
            for (offset, error) in unsafe PartitionList.read(list.list) where error != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaFailure("look at \(offset.topicPartition)", Self.passing(error))
            }
        }
    }

    /// Of a topic that was just created a broker may not have heard yet: then its leaders are not there yet.
    static func passing(_ error: rd_kafka_resp_err_t) -> rd_kafka_resp_err_t {
        let unheard = [RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION]
        return unheard.contains(error) ? RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE : error
    }

    /// How many partitions of the topic have a leader; `nil` when there is no such topic.
    func leaders(of name: String) async throws -> Int? {
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            var answer: UnsafePointer<rd_kafka_metadata>?
            // All topics are asked for: a question for one name keeps the name alive in the client's cache.
            let error = unsafe rd_kafka_metadata(handle.client, 1, nil, &answer, deadline.milliseconds)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata = unsafe answer else {
                throw KafkaFailure("read metadata", error)
            }
            defer { unsafe rd_kafka_metadata_destroy(metadata) }
            let topics = unsafe UnsafeBufferPointer(
                start: metadata.pointee.topics,
                count: Int(metadata.pointee.topic_cnt)
            )
            guard let topic = unsafe topics.first(where: { unsafe String(cString: $0.topic) == name }) else {
                return nil
            }
            let partitions = unsafe UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
            return unsafe partitions.count { unsafe $0.leader >= 0 }
        }
    }

    /// The timestamp that stands for the end of a log in ListOffsets.
    private static let latest: Int64 = -1

    /// The broker chooses the number of replicas (KIP-464).
    private static let brokersDefault: Int32 = -1

    private static func checkTopics(
        _ results: UnsafeMutablePointer<OpaquePointer?>?,
        _ count: Int,
        _ operation: String
    ) throws(KafkaFailure) {
        for index in 0..<count {
            guard let result = unsafe results?[index] else { continue }
            let error = unsafe rd_kafka_topic_result_error(result)
            guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let message = unsafe rd_kafka_topic_result_error_string(result)
            throw unsafe KafkaFailure(
                operation,
                code: error.rawValue,
                message: message.map { unsafe String(cString: $0) } ?? "no reason given"
            )
        }
    }
}
