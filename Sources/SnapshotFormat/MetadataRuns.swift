import Offsets

/// Section 9, row by row: the metadata (docs/format.md, 3.9).
struct MetadataRuns {
    private var reader: ByteReader
    private var text = OffsetMetadata.none
    private var left: UInt64 = 0
    private var isFirst = true
    private var total = 0

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
        let count = try reader.number("a run of metadata", atMost: FormatLimits.rows) + 1
        left = UInt64(count)
        // A text has 2²⁰ bytes and a run 2²⁴ rows at most, so neither product nor sum overflow.
        total += text.text.utf8.count * count
        guard total <= FormatLimits.totalMetadata else {
            throw FormatError(
                .tooLarge,
                "\(reader.name): \(total) bytes of metadata and more, where \(FormatLimits.totalMetadata) are allowed"
            )
        }
    }
}
