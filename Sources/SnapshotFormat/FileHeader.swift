import Digest

/// The first bytes of a file (docs/format.md, 2.1).
struct FileHeader {
    /// This reader's major version.
    let major: UInt16
    /// The minor version, which may be a higher one than this reader's.
    let minor: UInt16
    /// Mark and version, which the digest begins with.
    let checkedBytes: ArraySlice<UInt8>

    /// Reads the header of a file and checks mark, checksum and major version, in this order.
    init(of bytes: [UInt8]) throws(FormatError) {
        guard bytes.starts(with: ContainerWriter.magic) else {
            throw FormatError(.notASnapshot, "the file does not begin with the mark of a snapshot")
        }
        var reader = ByteReader(bytes, name: "header")
        checkedBytes = try reader.peek(ContainerWriter.checkedHeaderLength)
        _ = try reader.take(ContainerWriter.magic.count)
        major = try reader.fixed(UInt16.self)
        minor = try reader.fixed(UInt16.self)
        guard try reader.fixed(UInt32.self) == Checksum.crc32(checkedBytes) else {
            throw reader.damaged("it does not match its checksum")
        }
        guard major == FormatVersion.major else {
            throw FormatError(
                .unsupportedVersion,
                "the file has format \(major).\(minor); this version reads format \(FormatVersion.major) only"
            )
        }
    }
}
