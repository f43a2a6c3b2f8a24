import CRDKafka
public import Offsets

/// A record as a consumer got it.
public struct DeliveredRecord: Hashable, Sendable {
    /// Where it is.
    public let offset: Int64
    /// What it holds, empty for nothing.
    public let value: String
}

extension TestCluster {
    /// What a real consumer gets that subscribes to a topic and goes on to the end of each partition.
    ///
    /// It begins where its group stands, and without a position with the first record. It commits nothing, and leaves the group.
    /// Only what is committed is delivered, as librdkafka's consumers read by default.
    public func delivered(
        to group: GroupID,
        of topic: String,
        partitions: Int
    ) async throws -> [Int32: [DeliveredRecord]] {
        let found = try await Waiting.blocking { [self] () -> [Int32: [DeliveredRecord]] in
            let operation = "consume \(topic) as \(group)"
            let deadline = Deadline.after(Waiting.patience)
            let consumer = try Handle(
                RD_KAFKA_CONSUMER,
                self,
                [
                    "group.id": group.name, "enable.auto.commit": "false", "auto.offset.reset": "earliest",
                    "enable.partition.eof": "true", "fetch.wait.max.ms": "100",
                ]
            )
            let subscription = PartitionList([topic])
            let subscribed = unsafe rd_kafka_subscribe(consumer.client, subscription.list)
            guard subscribed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(operation, subscribed) }
            defer { unsafe rd_kafka_consumer_close(consumer.client) }
            var found: [Int32: [DeliveredRecord]] = [:]
            var ended: Set<Int32> = []
            while ended.count < partitions {
                guard !deadline.hasPassed else {
                    throw KafkaFailure(
                        operation,
                        message: "only \(ended.count) of \(partitions) partitions came to an end"
                    )
                }
                guard let message = unsafe rd_kafka_consumer_poll(consumer.client, 100) else { continue }
                defer { unsafe rd_kafka_message_destroy(message) }
                let partition = unsafe message.pointee.partition
                switch unsafe message.pointee.err {
                case RD_KAFKA_RESP_ERR__PARTITION_EOF: ended.insert(partition)
                case RD_KAFKA_RESP_ERR_NO_ERROR:
                    let bytes = unsafe UnsafeRawBufferPointer(
                        start: message.pointee.payload,
                        count: message.pointee.len
                    )
                    let value = unsafe String(decoding: bytes, as: UTF8.self)
                    found[partition, default: []].append(
                        DeliveredRecord(offset: unsafe message.pointee.offset, value: value)
                    )
                default: continue
                }
            }
            return found
        }
        try await Waiting.until("group \(group) has no members") {
            let state = try await state(of: group)
            return state == nil || state == .empty
        }
        return found
    }
}
