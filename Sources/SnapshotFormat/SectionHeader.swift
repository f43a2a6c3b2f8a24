import Digest

/// The 32 bytes in front of a section (docs/format.md, 2.2).
struct SectionHeader: Hashable {
    /// The length of a header.
    static let length = 32
    /// The flag of a section that a reader must know.
    static let criticalFlag: UInt16 = 1
    /// The flag of a section that the digest does not cover.
    static let apartFlag: UInt16 = 2

    private static let checkedLength = 28

    /// Which section it is, known to this version or not.
    var type: UInt16
    /// ``criticalFlag``, ``apartFlag`` or none.
    var flags: UInt16
    /// The minor version that introduced the type.
    var since: UInt16
    /// The length in the file.
    var storedLength: UInt64
    /// The length of the content.
    var contentLength: UInt64
    /// The CRC-32 of the section as stored.
    var storedChecksum: UInt32

    /// Whether a reader that does not know the section has to refuse the file.
    var isCritical: Bool { flags & Self.criticalFlag != 0 }

    /// Whether the digest does not cover the section.
    var isApart: Bool { flags & Self.apartFlag != 0 }

    /// How messages name the section.
    var name: String { SectionType.name(type) }

    /// The header as stored.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(fixed: type)
        writer.append(fixed: flags)
        writer.append(fixed: since)
        writer.append(fixed: UInt16(0))
        writer.append(fixed: storedLength)
        writer.append(fixed: contentLength)
        writer.append(fixed: storedChecksum)
        writer.append(fixed: Checksum.crc32(writer.bytes))
        return writer.bytes
    }
}

extension SectionHeader {
    /// Reads a header.
    ///
    /// - Throws: ``FormatError/Code/damaged`` when it does not match its checksum or its unused bytes are in use.
    init(from reader: inout ByteReader) throws(FormatError) {
        let checksum = Checksum.crc32(try reader.peek(Self.checkedLength))
        self.type = try reader.fixed(UInt16.self)
        self.flags = try reader.fixed(UInt16.self)
        self.since = try reader.fixed(UInt16.self)
        let unused = try reader.fixed(UInt16.self)
        self.storedLength = try reader.fixed(UInt64.self)
        self.contentLength = try reader.fixed(UInt64.self)
        self.storedChecksum = try reader.fixed(UInt32.self)
        guard try reader.fixed(UInt32.self) == checksum, unused == 0 else {
            throw reader.damaged("a section header does not match its checksum")
        }
    }
}
