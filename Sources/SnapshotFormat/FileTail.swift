import Digest
import Offsets

/// How much there is in a file, which a reader knows before it takes memory for it (docs/format.md, 2.4).
struct FileCounts: Hashable {
    /// The groups.
    var groups: Int
    /// The committed offsets.
    var rows: Int
    /// The partitions with log bounds.
    var bounds: Int
}

/// The last bytes of a file, and where they say its directory is (docs/format.md, 2.4).
struct FileTail {
    /// The length of a tail.
    static let length = 100

    /// The digest of the contents, as declared.
    let digest: ContentDigest
    /// The digest of the rows, as declared.
    let offsetsDigest: ContentDigest
    /// How much the contents hold, as declared.
    let counts: FileCounts
    /// Where the directory is.
    let directory: Range<Int>

    private static let checkedLength = 88

    /// Reads the tail of a file and checks it, the directory's checksum, and the file's length.
    init(of bytes: [UInt8]) throws(FormatError) {
        let start = bytes.count - Self.length
        guard start >= ContainerWriter.headerLength, bytes.suffix(8).elementsEqual(ContainerWriter.endMagic) else {
            throw FormatError(.damaged, "the file has no end: it was cut or something was appended")
        }
        var reader = ByteReader(bytes, in: start..<bytes.count, name: "tail")
        let offsetsDigest = try reader.digest()
        let digest = try reader.digest()
        let fileLength = try reader.fixed(UInt64.self)
        let sectionCount = Int(try reader.fixed(UInt32.self))
        let (groups, rows) = (try reader.fixed(UInt32.self), try reader.fixed(UInt32.self))
        let counts = FileCounts(groups: Int(groups), rows: Int(rows), bounds: Int(try reader.fixed(UInt32.self)))
        let checksum = try reader.fixed(UInt32.self)
        guard fileLength == UInt64(bytes.count) else {
            throw reader.damaged("the file is \(bytes.count) bytes long and says \(fileLength)")
        }
        for (what, count, limit) in [
            ("sections", sectionCount, FormatLimits.sections), ("groups", counts.groups, FormatLimits.groups),
            ("rows", counts.rows, FormatLimits.rows), ("log bounds", counts.bounds, FormatLimits.partitions),
        ] where count > limit {
            throw FormatError(.tooLarge, "the file declares \(count) \(what), more than the \(limit) allowed")
        }
        let directoryStart = start - sectionCount * ContainerWriter.entryLength
        guard directoryStart >= ContainerWriter.headerLength else {
            throw reader.damaged("\(sectionCount) sections do not fit into the file")
        }
        guard Checksum.crc32(bytes[directoryStart..<start + Self.checkedLength]) == checksum else {
            throw reader.damaged("the directory does not match its checksum")
        }
        self.digest = digest
        self.offsetsDigest = offsetsDigest
        self.counts = counts
        directory = directoryStart..<start
    }
}
