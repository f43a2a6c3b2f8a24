/// A column of times under construction (docs/format.md, 3.6).
struct TimesWriter {
    /// The times that a file can hold, in milliseconds: differences of two of them fit into 63 bits.
    static let limit: Int64 = 1 << 62

    private var column = ByteWriter()
    private var rowCount = 0
    private var previous: Int64 = 0
    private var hasSome = false

    /// Begins anew and keeps the room.
    mutating func removeAll() {
        column.removeAll()
        (rowCount, previous, hasSome) = (0, 0, false)
    }

    /// Adds the time of the next row, `nil` for unknown; `false` when it is out of range.
    @inline(__always)
    mutating func append(_ time: Int64?) -> Bool {
        guard let time else {
            if hasSome { column.append(varint: 0) } else { rowCount += 1 }
            return true
        }
        guard (0..<Self.limit).contains(time) else { return false }
        if !hasSome {
            hasSome = true
            for _ in 0..<rowCount { column.append(varint: 0) }
        }
        let difference = time - previous
        column.append(varint: UInt64(bitPattern: (difference << 1) ^ (difference >> 63)) + 1)
        previous = time
        return true
    }

    /// The column, which is one byte where no time is known.
    var bytes: [UInt8] { hasSome ? [1] + column.bytes : [0] }
}
