import CRDKafka
import Offsets

/// A record whose time a test decides.
public struct TimedRecord: Hashable, Sendable {
    /// What consumers see as its time, in milliseconds since 1970.
    public let milliseconds: Int64
    /// Its key, `nil` for none.
    public let key: String?
    /// Its value, `nil` for none.
    public let value: String?

    /// A record.
    public init(at milliseconds: Int64, key: String? = nil, value: String? = nil) {
        self.milliseconds = milliseconds
        self.key = key
        self.value = value
    }
}

/// How records are written.
public enum WritingMode: Hashable, Sendable {
    /// Each for itself.
    case plain
    /// In a transaction that is committed, behind which there is a marker in the log.
    case committed
    /// In a transaction that is aborted: consumers that read what is committed never see them.
    case aborted
}

extension TestCluster {
    /// Writes records to a partition, in order, and returns when the broker has acknowledged them.
    public func produce(
        topic: String,
        partition: Int32 = 0,
        _ records: [TimedRecord],
        _ mode: WritingMode = .plain
    ) async throws {
        try await Waiting.blocking { [self] in
            let operation = "write to \(topic)"
            let deadline = Deadline.after(Waiting.patience)
            // Idempotent, so that nothing changes places.
            var properties = ["linger.ms": "5", "acks": "all", "enable.idempotence": "true"]
            if mode != .plain { properties["transactional.id"] = Self.uniqueName("records") }
            let producer = try Handle(RD_KAFKA_PRODUCER, self, properties)
            if mode != .plain {
                try unsafe Self.check(rd_kafka_init_transactions(producer.client, deadline.milliseconds), operation)
                try unsafe Self.check(rd_kafka_begin_transaction(producer.client), operation)
            }
            for record in records { try Self.send(record, to: topic, partition, producer, operation) }
            let flushed = unsafe rd_kafka_flush(producer.client, deadline.milliseconds)
            guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure(operation, flushed) }
            switch mode {
            case .plain: break
            case .committed:
                try unsafe Self.check(rd_kafka_commit_transaction(producer.client, deadline.milliseconds), operation)
            case .aborted:
                try unsafe Self.check(rd_kafka_abort_transaction(producer.client, deadline.milliseconds), operation)
            }
        }
    }

    private static func check(_ error: OpaquePointer?, _ operation: String) throws(KafkaFailure) {
        guard let error = unsafe error else { return }
        defer { unsafe rd_kafka_error_destroy(error) }
        throw unsafe KafkaFailure(operation, rd_kafka_error_code(error))
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
        var value = Array((record.value ?? "").utf8)
        let (size, valueSize) = (key.count, value.count)
        let error = unsafe topic.withCString { name in
            unsafe key.withUnsafeMutableBytes { bytes in
                unsafe value.withUnsafeMutableBytes { valueBytes in
                    var units = unsafe [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 4)
                    unsafe units[0].vtype = RD_KAFKA_VTYPE_TOPIC
                    unsafe units[0].u.cstr = unsafe name
                    unsafe units[1].vtype = RD_KAFKA_VTYPE_PARTITION
                    unsafe units[1].u.i32 = partition
                    unsafe units[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP
                    unsafe units[2].u.i64 = record.milliseconds
                    unsafe units[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS
                    unsafe units[3].u.i = Int32(RD_KAFKA_MSG_F_COPY)
                    if record.key != nil {
                        var unit = unsafe rd_kafka_vu_t()
                        unsafe unit.vtype = RD_KAFKA_VTYPE_KEY
                        unsafe unit.u.mem.ptr = bytes.baseAddress
                        unsafe unit.u.mem.size = size
                        unsafe units.append(unit)
                    }
                    if record.value != nil {
                        var unit = unsafe rd_kafka_vu_t()
                        unsafe unit.vtype = RD_KAFKA_VTYPE_VALUE
                        unsafe unit.u.mem.ptr = valueBytes.baseAddress
                        unsafe unit.u.mem.size = valueSize
                        unsafe units.append(unit)
                    }
                    return unsafe rd_kafka_produceva(producer.client, units, units.count)
                }
            }
        }
        guard let error = unsafe error else { return }
        defer { unsafe rd_kafka_error_destroy(error) }
        throw unsafe KafkaFailure(operation, rd_kafka_error_code(error))
    }
}
