import CRDKafka
import Offsets

extension TestCluster {
    /// Writes records of random-looking payload to one partition and returns when the broker has acknowledged them.
    public func produce(topic: String, partition: Int32 = 0, count: Int, payloadBytes: Int = 16) async throws {
        try await produce(topic: topic, partitions: [partition], count: count, payloadBytes: payloadBytes)
    }

    /// Writes `count` records to each of the partitions and returns when the broker has acknowledged all.
    public func produce(topic: String, partitions: [Int32], count: Int, payloadBytes: Int = 16) async throws {
        let operation = "write to \(topic)"
        let before = try await ends(of: topic, partitions)
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(Waiting.patience)
            let producer = try Handle(RD_KAFKA_PRODUCER, self, ["linger.ms": "5", "acks": "all"])
            guard let handle = unsafe rd_kafka_topic_new(producer.client, topic, nil) else {
                throw KafkaFailure(operation, rd_kafka_last_error())
            }
            defer { unsafe rd_kafka_topic_destroy(handle) }
            for number in 0..<count {
                var payload = (0..<payloadBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number &* 7) }
                for partition in partitions {
                    try unsafe Self.send(&payload, to: handle, partition, producer, operation, by: deadline)
                }
            }
            let flushed = unsafe rd_kafka_flush(producer.client, deadline.milliseconds)
            guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(operation, flushed) }
        }
        let after = try await ends(of: topic, partitions)
        for (partition, (end, new)) in zip(partitions, zip(before, after)) where new < end + Int64(count) {
            throw KafkaFailure(operation, message: "\(topic)[\(partition)] went from \(end) only to \(new)")
        }
    }

    /// Deletes the records of a partition below an offset, so that its log starts there.
    public func deleteRecords(topic: String, partition: Int32 = 0, before offset: Int64) async throws {
        try await Waiting.retrying { [self] deadline in
            let operation = "delete records of \(topic)[\(partition)] before \(offset)"
            let handle = try Handle.admin(self)
            let list = PartitionList([
                CommittedOffset(TopicPartition(topic: topic, partition: partition), offset: offset)
            ])
            var call = unsafe rd_kafka_DeleteRecords_new(list.list)
            defer { unsafe rd_kafka_DeleteRecords_destroy(call) }
            let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_DELETERECORDS, by: deadline) { options in
                unsafe rd_kafka_DeleteRecords(handle.client, &call, 1, options, handle.replies)
            }
            let result = unsafe rd_kafka_event_DeleteRecords_result(reply.event)
            for (_, error) in unsafe PartitionList.read(rd_kafka_DeleteRecords_result_offsets(result))
            where error != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaFailure(operation, error)
            }
        }
    }

    /// Where the log of a partition starts and ends: the oldest offset it holds and the one the next record will get.
    public func logBounds(topic: String, partition: Int32 = 0) async throws -> (start: Int64, end: Int64) {
        try await Waiting.retrying { [self] deadline in
            try Self.bounds(Handle.admin(self), topic, partition, by: deadline)
        }
    }

    /// Where the logs of some partitions end; while a leader is being elected, they are asked again.
    private func ends(of topic: String, _ partitions: [Int32]) async throws -> [Int64] {
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            do throws(KafkaFailure) {
                var ends: [Int64] = []
                for partition in partitions {
                    ends.append(try Self.bounds(handle, topic, partition, by: deadline).end)
                }
                return ends
            } catch {
                throw KafkaFailure(error.operation, Self.passing(rd_kafka_resp_err_t(error.code)))
            }
        }
    }

    private static func bounds(
        _ handle: borrowing Handle,
        _ topic: String,
        _ partition: Int32,
        by deadline: Deadline
    ) throws(KafkaFailure) -> (start: Int64, end: Int64) {
        var start: Int64 = 0
        var end: Int64 = 0
        let error = unsafe rd_kafka_query_watermark_offsets(
            handle.client,
            topic,
            partition,
            &start,
            &end,
            deadline.milliseconds
        )
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("bounds of \(topic)[\(partition)]", error) }
        return (start, end)
    }

    /// Hands one record to the producer, waiting for room in its queue.
    private static func send(
        _ payload: inout [UInt8],
        to topic: OpaquePointer,
        _ partition: Int32,
        _ producer: borrowing Handle,
        _ operation: String,
        by deadline: Deadline
    ) throws(KafkaFailure) {
        while true {
            let size = payload.count
            let refused = unsafe rd_kafka_produce(
                topic,
                partition,
                RD_KAFKA_MSG_F_COPY,
                &payload,
                size,
                nil,
                0,
                nil
            )
            guard refused != 0 else { return }
            let error = rd_kafka_last_error()
            guard error == RD_KAFKA_RESP_ERR__QUEUE_FULL, !deadline.hasPassed else {
                throw KafkaFailure(operation, error)
            }
            _ = unsafe rd_kafka_poll(producer.client, 100)
        }
    }
}
