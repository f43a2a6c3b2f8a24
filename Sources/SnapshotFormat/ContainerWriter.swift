import Compression
import Digest
import Offsets

/// Puts sections together to a file: header, sections, directory, tail (docs/format.md, 2).
struct ContainerWriter {
    /// What a file begins with.
    static let magic = Array("TIDEMARK".utf8)
    /// What a file ends with.
    static let endMagic = Array("KRAMEDIT".utf8)
    /// The length of the header.
    static let headerLength = 16
    /// The part of the header that its checksum and the digest cover.
    static let checkedHeaderLength = 12
    /// The length of a section's entry in the directory: its header, its place, the digest of its content.
    static let entryLength = SectionHeader.length + 8 + ContentDigest.length

    private var image = ByteWriter()
    private var directory = ByteWriter()
    /// What the digest is made over (docs/format.md, 4).
    private var digested: [UInt8]
    private var sectionCount = 0
    private var totalContent = 0

    /// Begins a file of this version.
    init(major: UInt16 = FormatVersion.major, minor: UInt16 = FormatVersion.minor) {
        image.append(Self.magic)
        image.append(fixed: major)
        image.append(fixed: minor)
        digested = image.bytes
        image.append(fixed: Checksum.crc32(image.bytes))
    }

    /// Compresses and appends one of the sections of format 1.0; they come in the order of their types.
    mutating func append(_ type: SectionType, _ content: [UInt8]) throws(FormatError) {
        try append(type: type.rawValue, flags: type.flags, since: 0, content)
    }

    /// Compresses and appends a section.
    mutating func append(type: UInt16, flags: UInt16, since: UInt16, _ content: [UInt8]) throws(FormatError) {
        totalContent += content.count
        sectionCount += 1
        guard content.count <= FormatLimits.sectionContent, totalContent <= FormatLimits.totalContent else {
            throw FormatError(.tooLarge, "\(SectionType.name(type)) would be \(content.count) bytes")
        }
        let (stored, contentDigest): ([UInt8], ContentDigest)
        do {
            stored = try Zstandard.compress(content)
            contentDigest = try SHA256Hasher.digest(of: content)
        } catch {
            throw FormatError(.library, "\(SectionType.name(type)): \(error)")
        }
        let header = SectionHeader(
            type: type,
            flags: flags,
            since: since,
            storedLength: UInt64(stored.count),
            contentLength: UInt64(content.count),
            storedChecksum: Checksum.crc32(stored)
        )
        directory.append(header.bytes)
        directory.append(fixed: UInt64(image.bytes.count))
        directory.append(contentDigest.bytes)
        image.append(header.bytes)
        image.append(stored)
        if !header.isApart { digested += Self.digestPart(header, contentDigest) }
    }

    /// Ends the file and returns it with its digest, signed where there is a key.
    consuming func finish(
        offsetsDigest: ContentDigest,
        counts: FileCounts,
        signedBy key: AuthenticationKey? = nil
    ) throws(FormatError) -> (bytes: [UInt8], digest: ContentDigest) {
        let digest = try Self.digest(of: digested)
        if let key {
            let message = AuthenticationSection.message(
                header: Array(image.bytes.prefix(Self.headerLength)),
                digest: digest,
                offsetsDigest: offsetsDigest
            )
            try append(.authentication, try AuthenticationSection.content(signedBy: key, message))
        }
        let length = image.bytes.count + directory.bytes.count + FileTail.length
        directory.append(offsetsDigest.bytes)
        directory.append(digest.bytes)
        directory.append(fixed: UInt64(length))
        for count in [sectionCount, counts.groups, counts.rows, counts.bounds] {
            directory.append(fixed: UInt32(clamping: count))
        }
        directory.append(fixed: Checksum.crc32(directory.bytes))
        directory.append(Self.endMagic)
        image.append(directory.bytes)
        return (image.bytes, digest)
    }

    /// The SHA-256 of bytes.
    static func digest(of bytes: [UInt8]) throws(FormatError) -> ContentDigest {
        do {
            return try SHA256Hasher.digest(of: bytes)
        } catch {
            throw FormatError(.library, "\(error)")
        }
    }

    /// What the digest takes in of a section (docs/format.md, 4).
    static func digestPart(_ header: SectionHeader, _ contentDigest: ContentDigest) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(fixed: header.type)
        writer.append(fixed: header.flags)
        writer.append(fixed: header.contentLength)
        writer.append(contentDigest.bytes)
        return writer.bytes
    }
}
