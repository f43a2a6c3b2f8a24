import Offsets

/// Section 9, row by row: the metadata (docs/format.md, 3.9).
struct MetadataRuns {
    private var reader: ByteReader
    private var text = OffsetMetadata.none
    private var left: UInt64 = 0
    private var isFirst = true

    /// Begins with the first row.
    init(_ reader: consuming ByteReader) {
        self.reader = reader
    }

    /// The metadata of the next row.
    @inline(__always)
    mutating func next() throws(FormatError) -> OffsetMetadata {
        if left == 0 { try open() }
        left -= 1
        return text
    }

    /// Checks that nothing is left.
    func finish() throws(FormatError) {
        guard left == 0 else { throw reader.damaged("more metadata than rows") }
        try reader.finish()
    }

    private mutating func open() throws(FormatError) {
        let next = OffsetMetadata(try reader.string())
        guard isFirst || next != text else { throw reader.damaged("two runs of metadata are one") }
        isFirst = false
        text = next
        left = UInt64(try reader.number("a run of metadata", atMost: FormatLimits.rows)) + 1
    }
}
