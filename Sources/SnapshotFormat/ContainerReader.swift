import Compression
import Digest
import Offsets

/// Takes a file apart, checking every byte of it (docs/format.md, 2).
///
/// Beginning to read checks everything that can be checked without decompressing; ``content(of:)`` then returns the
/// sections in the order of the file, and ``finish()`` compares the digest.
struct ContainerReader: ~Copyable {
    /// The version the file says it has; the major version is this reader's.
    let major: UInt16
    /// The version the file says it has.
    let minor: UInt16
    /// The digest the file says it has, checked by ``finish()``.
    let digest: ContentDigest
    /// The offsets digest the file says it has; to be compared with the rows.
    let offsetsDigest: ContentDigest

    private let bytes: [UInt8]
    private let sections: [(header: SectionHeader, stored: Range<Int>)]
    private var nextSection = 0
    private var hasher: SHA256Hasher

    /// Checks header, tail, directory, and the place, limits and checksum of every section.
    init(_ bytes: [UInt8]) throws(FormatError) {
        let header = try FileHeader(of: bytes)
        let tail = try FileTail(of: bytes)
        let sections = try Self.sections(of: bytes, directory: tail.directory, minor: header.minor)
        var hasher = try ContainerWriter.hasher()
        hasher.update(header.checkedBytes)
        self.hasher = hasher
        self.bytes = bytes
        self.sections = sections
        self.major = header.major
        self.minor = header.minor
        self.digest = tail.digest
        self.offsetsDigest = tail.offsetsDigest
    }

    /// The content of the next section, which has to be this one; optional sections in between are checked and skipped.
    mutating func content(of type: SectionType) throws(FormatError) -> ByteReader {
        guard let content = try contentWherePresent(of: type) else {
            throw FormatError(.damaged, "\(SectionType.name(type.rawValue)) is missing")
        }
        return content
    }

    /// The content of a section that a file may lack, `nil` when it does; sections in between are checked and skipped.
    mutating func contentWherePresent(of type: SectionType) throws(FormatError) -> ByteReader? {
        while nextSection < sections.count, sections[nextSection].header.type <= type.rawValue {
            let found = sections[nextSection].header.type
            let content = try nextContent()
            if found == type.rawValue { return ByteReader(content, name: SectionType.name(type.rawValue)) }
        }
        return nil
    }

    /// Checks the sections that are left, and the digest.
    consuming func finish() throws(FormatError) {
        while nextSection < sections.count { _ = try nextContent() }
        let actual: ContentDigest
        do {
            actual = try hasher.finish()
        } catch {
            throw FormatError(.library, "\(error)")
        }
        guard actual == digest else {
            throw FormatError(.damaged, "the digest is \(actual), the file says \(digest)")
        }
    }

    private mutating func nextContent() throws(FormatError) -> [UInt8] {
        let (header, stored) = sections[nextSection]
        nextSection += 1
        let content: [UInt8]
        do {
            content = try Zstandard.decompress(bytes[stored], limit: Int(header.contentLength))
        } catch {
            throw FormatError(error.code == .library ? .library : .damaged, "\(header.name): \(error)")
        }
        guard content.count == Int(header.contentLength) else {
            throw FormatError(.damaged, "\(header.name): \(content.count) bytes, not \(header.contentLength)")
        }
        hasher.update(ContainerWriter.digestPrefix(header))
        hasher.update(content)
        return content
    }

    private static func sections(
        of bytes: [UInt8],
        directory: Range<Int>,
        minor: UInt16
    ) throws(FormatError) -> [(header: SectionHeader, stored: Range<Int>)] {
        var directoryReader = ByteReader(bytes, in: directory, name: "directory")
        var body = ByteReader(bytes, in: ContainerWriter.headerLength..<directory.lowerBound, name: "sections")
        var sections: [(header: SectionHeader, stored: Range<Int>)] = []
        var totalContent: UInt64 = 0
        while directoryReader.remaining > 0 {
            let offset = body.position
            let header = try SectionHeader(from: &body)
            guard try SectionHeader(from: &directoryReader) == header,
                try directoryReader.fixed(UInt64.self) == UInt64(offset)
            else { throw directoryReader.damaged("\(header.name) is not where or what it says") }
            guard sections.last.map({ $0.header.type < header.type }) ?? true, header.since <= minor else {
                throw directoryReader.damaged("\(header.name) is out of place")
            }
            guard header.flags & ~SectionHeader.criticalFlag == 0 else {
                throw FormatError(.unsupportedVersion, "\(header.name) has flags that this version does not know")
            }
            if header.isCritical, SectionType(rawValue: header.type) == nil {
                throw FormatError(
                    .unsupportedVersion,
                    "\(header.name) needs format \(FormatVersion.major).\(header.since); "
                        + "this version reads \(FormatVersion.major).\(FormatVersion.minor)"
                )
            }
            guard header.contentLength <= UInt64(FormatLimits.sectionContent) else {
                throw FormatError(.tooLarge, "\(header.name) declares \(header.contentLength) bytes")
            }
            totalContent += header.contentLength
            guard totalContent <= UInt64(FormatLimits.totalContent) else {
                throw FormatError(.tooLarge, "the sections declare \(totalContent) bytes and more")
            }
            guard header.storedLength <= UInt64(body.remaining) else {
                throw body.damaged("\(header.name) ends too early")
            }
            let start = body.position
            guard Checksum.crc32(try body.take(Int(header.storedLength))) == header.storedChecksum else {
                throw FormatError(.damaged, "\(header.name) does not match its checksum")
            }
            sections.append((header, start..<body.position))
        }
        try body.finish()
        return sections
    }
}
