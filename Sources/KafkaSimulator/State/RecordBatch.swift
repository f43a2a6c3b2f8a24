import KafkaProtocol

/// A record batch of the second format, opaque but for its header.
struct RecordBatch: Hashable, Sendable {
    let bytes: [UInt8]
    let baseOffset: Int64
    let lastOffset: Int64
    let baseTimestamp: Int64
    let maxTimestamp: Int64
    let producerID: Int64
    let producerEpoch: Int16
    let baseSequence: Int32
    private let attributes: Int16

    /// Where the fields of the header are.
    enum Layout {
        static let length = 8
        static let leaderEpoch = 12
        static let magic = 16
        static let checksum = 17
        static let attributes = 21
        static let headerSize = 61
        /// What of a batch its length does not count: the offset and the length itself.
        static let lengthEnd = 12
    }

    private enum Attribute {
        static let compression: Int16 = 0x07
        static let logAppendTime: Int16 = 0x08
        static let transactional: Int16 = 0x10
        static let control: Int16 = 0x20
    }

    /// Whether the bytes are those the producer wrote.
    var isIntact: Bool {
        var reader = MessageReader(bytes, at: Layout.checksum)
        return (try? reader.integer(UInt32.self)) == Checksum.ofRecords(bytes[Layout.attributes...])
    }
    var isTransactional: Bool { attributes & Attribute.transactional != 0 }
    var isControl: Bool { attributes & Attribute.control != 0 }

    /// Splits what a producer sent; `nil` when it is not a whole number of batches of the second format.
    static func split(_ bytes: [UInt8]) -> [RecordBatch]? {
        var batches: [RecordBatch] = []
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= Layout.headerSize else { return nil }
            var reader = MessageReader(bytes, at: position + Layout.length)
            guard let length = try? reader.integer(Int32.self), length >= 0 else { return nil }
            let end = position + Layout.lengthEnd + Int(length)
            guard end <= bytes.count, let batch = RecordBatch(Array(bytes[position..<end])) else { return nil }
            batches.append(batch)
            position = end
        }
        return batches
    }

    /// Reads the header; `nil` when it makes no sense.
    init?(_ bytes: [UInt8]) {
        var reader = MessageReader(bytes)
        guard bytes.count >= Layout.headerSize, bytes[Layout.magic] == 2,
            let base = try? reader.integer(Int64.self)
        else { return nil }
        reader = MessageReader(bytes, at: Layout.attributes)
        guard let attributes = try? reader.integer(Int16.self),
            let lastDelta = try? reader.integer(Int32.self), lastDelta >= 0,
            let first = try? reader.integer(Int64.self),
            let newest = try? reader.integer(Int64.self),
            let producer = try? reader.integer(Int64.self),
            let epoch = try? reader.integer(Int16.self),
            let sequence = try? reader.integer(Int32.self),
            base >= 0, base < Int64.max - Int64(lastDelta)
        else { return nil }
        self.bytes = bytes
        self.attributes = attributes
        baseOffset = base
        lastOffset = base + Int64(lastDelta)
        baseTimestamp = first
        maxTimestamp = newest
        producerID = producer
        producerEpoch = epoch
        baseSequence = sequence
    }

    /// The marker of these bytes, made here and so not to be read again.
    init(marker bytes: [UInt8], producerID: Int64, epoch: Int16, at time: Int64) {
        self.bytes = bytes
        attributes = Attribute.transactional | Attribute.control
        baseOffset = 0
        lastOffset = 0
        baseTimestamp = time
        maxTimestamp = time
        self.producerID = producerID
        producerEpoch = epoch
        baseSequence = -1
    }

    /// The batch at an offset of a log; its checksum does not cover what changes.
    func placed(at offset: Int64) -> RecordBatch {
        var moved = MessageWriter()
        moved.integer(offset)
        var copy = bytes
        copy.replaceSubrange(0..<Layout.length, with: moved.bytes)
        copy.replaceSubrange(Layout.leaderEpoch..<Layout.magic, with: [0, 0, 0, 0])
        return RecordBatch(copy) ?? self
    }

    /// Whether both are one batch of one producer, sent twice.
    func isSame(as other: RecordBatch) -> Bool {
        producerID == other.producerID && producerEpoch == other.producerEpoch && baseSequence == other.baseSequence
            && baseSequence >= 0 && lastOffset - baseOffset == other.lastOffset - other.baseOffset
    }

    /// The first record at or after a time; the batch's first offset when its records are compressed.
    func firstRecord(since time: Int64, notBefore start: Int64) -> (timestamp: Int64, offset: Int64)? {
        if attributes & Attribute.logAppendTime != 0 { return (maxTimestamp, max(baseOffset, start)) }
        guard attributes & Attribute.compression == 0 else { return (maxTimestamp, max(baseOffset, start)) }
        var reader = MessageReader(bytes, at: Layout.headerSize)
        while reader.remaining > 0 {
            guard let length = try? reader.signed(), 0...reader.remaining ~= length else { return nil }
            let next = reader.position + length
            guard (try? reader.integer(Int8.self)) != nil,
                let timestampDelta = try? reader.signed(),
                let offsetDelta = try? reader.signed()
            else { return nil }
            let timestamp = baseTimestamp &+ Int64(timestampDelta)
            let offset = baseOffset &+ Int64(offsetDelta)
            if timestamp >= time, offset >= start { return (timestamp, offset) }
            reader = MessageReader(bytes, at: next)
        }
        return nil
    }
}

/// The checksum of record batches: CRC-32C, the polynomial of Castagnoli.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
    }

    /// The checksum of the bytes.
    static func ofRecords(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0 as UInt32) { value, byte in
            table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
    }
}
