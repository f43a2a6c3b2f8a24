/// Bytes under construction, in the elements of docs/format.md, 1.
struct ByteWriter {
    /// What has been written.
    private(set) var bytes: [UInt8] = []
    /// The length of the longest text so far.
    private var longestText = 0

    /// Makes room for so many bytes.
    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Forgets the bytes and keeps the room.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends bytes as they are.
    mutating func append(_ other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    /// Appends one byte.
    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    /// Appends an integer of fixed width, little-endian.
    mutating func append<Value: FixedWidthInteger & UnsignedInteger>(fixed value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    /// Appends a varint.
    @inline(__always)
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a count or an index as a varint.
    mutating func append(count: Int) {
        append(varint: UInt64(count))
    }

    /// Appends a signed number in zigzag coding.
    @inline(__always)
    mutating func append(zigzag value: Int64) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// What has been written, when every text in it is one that a reader takes.
    ///
    /// - Throws: ``FormatError/Code/tooLarge`` when one is above ``FormatLimits/text``.
    func checkedBytes() throws(FormatError) -> [UInt8] {
        guard longestText <= FormatLimits.text else {
            throw FormatError(
                .tooLarge,
                "a text of \(longestText) bytes, more than the \(FormatLimits.text) that a snapshot can hold"
            )
        }
        return bytes
    }

    /// Appends a string.
    mutating func append(_ text: String) {
        longestText = max(longestText, text.utf8.count)
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends an optional string.
    mutating func append(optional text: String?) {
        guard let text else { return append(varint: 0) }
        longestText = max(longestText, text.utf8.count)
        append(count: text.utf8.count + 1)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends an optional number.
    @inline(__always)
    mutating func append(optional number: UInt32?) {
        append(varint: number.map { UInt64($0) + 1 } ?? 0)
    }
}
