import Digest
import Offsets

/// The digest over group, topic, partition, offset and metadata alone (docs/format.md, 5).
struct OffsetsDigest: ~Copyable {
    /// How much is gathered before it is hashed: calls cost more than copies.
    private static let bufferLength = 1 << 16
    /// Tag, partition, offset, length of the metadata.
    private static let rowLength = 1 + 4 + 8 + 4

    private var hasher: SHA256Hasher
    private var buffer = [UInt8](repeating: 0, count: bufferLength)
    private var used = 0
    private var previousGroup: GroupID?

    /// Begins.
    init() throws(FormatError) {
        do {
            hasher = try SHA256Hasher()
        } catch {
            throw FormatError(.library, "\(error)")
        }
        hasher.update("tidemark-offsets-1")
    }

    /// Returns the digest of a snapshot's offsets.
    ///
    /// - Throws: ``FormatError/Code/invalidValue`` when groups or offsets are out of order, twice there or negative.
    static func digest(of snapshot: Snapshot) throws(FormatError) -> ContentDigest {
        var digest = try OffsetsDigest()
        for group in snapshot.groups { try digest.append(group) }
        return try digest.finish()
    }

    /// Adds the next group; without offsets it makes no difference.
    mutating func append(_ group: GroupOffsets) throws(FormatError) {
        guard previousGroup.map({ $0 < group.group }) ?? true else {
            throw FormatError(.invalidValue, "group \(group.group.name) is out of order or twice there")
        }
        previousGroup = group.group
        guard !group.offsets.isEmpty else { return }
        append(tag: UInt8(ascii: "G"), group.group.name)
        var topic: String?
        var previous: Int32 = -1
        for committed in group.offsets {
            // Swift calls some texts equal that differ in bytes; those of a legal topic's length do not.
            if let topic, topic == committed.topic, topic.utf8.count == committed.topic.utf8.count {
                guard committed.partition > previous else { throw Self.outOfOrder(group, committed) }
            } else {
                guard topic.map({ $0 < committed.topic }) ?? true, committed.partition >= 0 else {
                    throw Self.outOfOrder(group, committed)
                }
                topic = committed.topic
                append(tag: UInt8(ascii: "T"), committed.topic)
            }
            guard committed.offset >= 0 else { throw Self.outOfOrder(group, committed) }
            previous = committed.partition
            append(committed)
        }
    }

    private mutating func append(_ committed: CommittedOffset) {
        if used + Self.rowLength > Self.bufferLength { flush() }
        let text = committed.metadata.text.utf8
        let start = used
        var span = buffer.mutableSpan
        span[start] = UInt8(ascii: "P")
        // Every pattern of bits is a byte, and a whole integer is one instruction.
        var bytes = unsafe span.mutableBytes
        bytes.storeBytes(of: committed.partition.littleEndian, toByteOffset: start + 1, as: Int32.self)
        bytes.storeBytes(of: committed.offset.littleEndian, toByteOffset: start + 5, as: Int64.self)
        bytes.storeBytes(of: Self.length(text).littleEndian, toByteOffset: start + 13, as: UInt32.self)
        used += Self.rowLength
        if !text.isEmpty { append(committed.metadata.text) }
    }

    /// The length of a text; none of a snapshot's comes near 32 bits (docs/format.md, 2.6).
    private static func length(_ text: String.UTF8View) -> UInt32 {
        UInt32(clamping: text.count)
    }

    private mutating func append(tag: UInt8, _ text: String) {
        var length = ByteWriter()
        length.append(byte: tag)
        length.append(fixed: Self.length(text.utf8))
        if used + length.bytes.count > Self.bufferLength { flush() }
        for byte in length.bytes {
            buffer[used] = byte
            used += 1
        }
        append(text)
    }

    private mutating func append(_ text: String) {
        let bytes = text.utf8.span
        guard used + bytes.count <= Self.bufferLength else {
            flush()
            return hasher.update(bytes)
        }
        for index in bytes.indices {
            buffer[used] = bytes[index]
            used += 1
        }
    }

    private mutating func flush() {
        hasher.update(buffer[..<used])
        used = 0
    }

    /// Ends the digest.
    consuming func finish() throws(FormatError) -> ContentDigest {
        flush()
        do {
            return try hasher.finish()
        } catch {
            throw FormatError(.library, "\(error)")
        }
    }

    private static func outOfOrder(_ group: GroupOffsets, _ committed: CommittedOffset) -> FormatError {
        FormatError(
            .invalidValue,
            "group \(group.group.name), \(committed.topicPartition): out of order, twice there, or negative"
        )
    }
}
