import CRDKafka
import Offsets

/// A record whose time a test decides.
public struct TimedRecord: Hashable, Sendable {
    /// What consumers see as its time, in milliseconds since 1970.
    public let milliseconds: Int64
    /// Its key, `nil` for none.
    public let key: String?

    /// A record.
    public init(at milliseconds: Int64, key: String? = nil) {
        self.milliseconds = milliseconds
        self.key = key
    }
}

extension TestCluster {
    /// Writes records to a partition, in order, and returns when the broker has acknowledged them.
    public func produce(topic: String, partition: Int32 = 0, _ records: [TimedRecord]) async throws {
        try await Waiting.blocking { [self] in
            let operation = "write to \(topic)"
            let deadline = Deadline.after(Waiting.patience)
            // Idempotent, so that nothing changes places.
            let properties = ["linger.ms": "5", "acks": "all", "enable.idempotence": "true"]
            let producer = try Handle(RD_KAFKA_PRODUCER, self, properties)
            for record in records { try Self.send(record, to: topic, partition, producer, operation) }
            let flushed = unsafe rd_kafka_flush(producer.client, deadline.milliseconds)
            guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(operation, flushed) }
        }
    }

    /// The first offset of a partition at or after a time, `nil` where no record is as young; not asked with the product's code.
    public func firstOffset(topic: String, partition: Int32 = 0, since milliseconds: Int64) async throws -> Int64? {
        try await Waiting.retrying { [self] deadline in
            let handle = try Handle.admin(self)
            let place = TopicPartition(topic: topic, partition: partition)
            let list = PartitionList([CommittedOffset(place, offset: milliseconds)])
            let error = unsafe rd_kafka_offsets_for_times(handle.client, list.list, deadline.milliseconds)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("look for times in \(place)", error) }
            guard let (found, error) = unsafe PartitionList.read(list.list).first else { return nil }
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("look for times in \(place)", error) }
            return found.offset < 0 ? nil : found.offset
        }
    }

    private static func send(
        _ record: TimedRecord,
        to topic: String,
        _ partition: Int32,
        _ producer: borrowing Handle,
        _ operation: String
    ) throws(KafkaFailure) {
        var key = Array((record.key ?? "").utf8)
        let size = key.count
        let error = unsafe topic.withCString { name in
            unsafe key.withUnsafeMutableBytes { bytes in
                var units = unsafe [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: record.key == nil ? 4 : 5)
                unsafe units[0].vtype = RD_KAFKA_VTYPE_TOPIC
                unsafe units[0].u.cstr = unsafe name
                unsafe units[1].vtype = RD_KAFKA_VTYPE_PARTITION
                unsafe units[1].u.i32 = partition
                unsafe units[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP
                unsafe units[2].u.i64 = record.milliseconds
                unsafe units[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS
                unsafe units[3].u.i = Int32(RD_KAFKA_MSG_F_COPY)
                if record.key != nil {
                    unsafe units[4].vtype = RD_KAFKA_VTYPE_KEY
                    unsafe units[4].u.mem.ptr = bytes.baseAddress
                    unsafe units[4].u.mem.size = size
                }
                return unsafe rd_kafka_produceva(producer.client, units, units.count)
            }
        }
        guard let error = unsafe error else { return }
        defer { unsafe rd_kafka_error_destroy(error) }
        throw unsafe KafkaFailure(operation, rd_kafka_error_code(error))
    }
}
