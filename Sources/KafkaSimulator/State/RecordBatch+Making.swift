import KafkaProtocol

extension RecordBatch {
    /// A batch of records with keys and values, all of one time.
    static func of(_ records: [(key: [UInt8]?, value: [UInt8]?)], at time: Int64) -> RecordBatch? {
        make(records, at: time, producerID: -1, epoch: -1, attributes: 0)
    }

    /// The marker that ends a transaction in a log.
    static func marker(producerID: Int64, epoch: Int16, isCommitted: Bool, at time: Int64) -> RecordBatch {
        // The key is a version and the kind of marker, the value a version and the coordinator's epoch.
        let key: [UInt8] = [0, 0, 0, isCommitted ? 1 : 0]
        let value = [UInt8](repeating: 0, count: 6)
        let bytes = encode([(key, value)], at: time, producerID: producerID, epoch: epoch, attributes: 0x30)
        return RecordBatch(marker: bytes, producerID: producerID, epoch: epoch, at: time)
    }

    private static func make(
        _ records: [(key: [UInt8]?, value: [UInt8]?)],
        at time: Int64,
        producerID: Int64,
        epoch: Int16,
        attributes: Int16
    ) -> RecordBatch? {
        guard !records.isEmpty else { return nil }
        return RecordBatch(encode(records, at: time, producerID: producerID, epoch: epoch, attributes: attributes))
    }

    private static func encode(
        _ records: [(key: [UInt8]?, value: [UInt8]?)],
        at time: Int64,
        producerID: Int64,
        epoch: Int16,
        attributes: Int16
    ) -> [UInt8] {
        var checked = MessageWriter()
        checked.integer(attributes)
        checked.integer(Int32(clamping: records.count - 1))
        checked.integer(time)
        checked.integer(time)
        checked.integer(producerID)
        checked.integer(epoch)
        checked.integer(Int32(-1))
        checked.integer(Int32(clamping: records.count))
        for (index, record) in records.enumerated() {
            var body = MessageWriter()
            body.integer(Int8(0))
            body.signed(0)
            body.signed(index)
            body.sized(record.key)
            body.sized(record.value)
            body.signed(0)
            checked.signed(body.bytes.count)
            checked.append(body.bytes)
        }
        var batch = MessageWriter()
        batch.integer(Int64(0))
        let afterLength = Layout.attributes - Layout.lengthEnd
        batch.integer(Int32(clamping: checked.bytes.count + afterLength))
        batch.integer(Int32(0))
        batch.integer(Int8(2))
        batch.integer(Checksum.ofRecords(checked.bytes))
        batch.append(checked.bytes)
        return batch.bytes
    }
}
