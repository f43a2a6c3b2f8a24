/// Section 8, row by row: the leader epochs (docs/format.md, 3.8).
struct EpochRuns {
    private var reader: ByteReader
    private var epoch: Int32?
    private var left: UInt64 = 0
    private var isFirst = true

    /// Begins with the first row.
    init(_ reader: consuming ByteReader) {
        self.reader = reader
    }

    /// The epoch of the next row, `nil` for unknown.
    @inline(__always)
    mutating func next() throws(FormatError) -> Int32? {
        if left == 0 { try open() }
        left -= 1
        return epoch
    }

    /// Checks that nothing is left.
    func finish() throws(FormatError) {
        guard left == 0 else { throw reader.damaged("more epochs than rows") }
        try reader.finish()
    }

    private mutating func open() throws(FormatError) {
        let next = try reader.optionalNumber()
        guard isFirst || next != epoch else { throw reader.damaged("two runs of epochs are one") }
        isFirst = false
        epoch = next
        left = UInt64(try reader.number("a run of epochs", atMost: FormatLimits.rows)) + 1
    }
}
