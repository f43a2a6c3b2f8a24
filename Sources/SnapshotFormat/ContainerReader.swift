import Compression
import Digest
import Offsets

/// Takes a file apart (docs/format.md, 2).
///
/// Beginning to read checks everything but the sections themselves; each of them is checked when it is read, by its
/// checksum and by the digest of its content, of which the digest of the file is made. So each part that is read is a part
/// of the file that has this digest, whatever is read of the others.
struct ContainerReader {
    /// A section of the file.
    struct Section {
        /// Its header.
        let header: SectionHeader
        /// Where it is, compressed.
        let stored: Range<Int>
        /// The digest of its content, which the digest of the file covers unless the section is apart.
        let contentDigest: ContentDigest
    }

    /// The version the file says it has; the major version is this reader's.
    let major: UInt16
    /// The version the file says it has.
    let minor: UInt16
    /// The end of the file, its digest compared with what the directory says of the contents.
    let tail: FileTail
    /// Every section in the order of the file.
    let sections: [Section]

    private let bytes: [UInt8]

    /// Checks header, tail, directory, the place and the limits of every section, and the digest.
    init(_ bytes: [UInt8]) throws(FormatError) {
        let header = try FileHeader(of: bytes)
        let tail = try FileTail(of: bytes)
        let sections = try Self.sections(of: bytes, directory: tail.directory, minor: header.minor)
        var digested = Array(header.checkedBytes)
        for section in sections where !section.header.isApart {
            digested += ContainerWriter.digestPart(section.header, section.contentDigest)
        }
        let actual = try ContainerWriter.digest(of: digested)
        guard actual == tail.digest else {
            throw FormatError(.damaged, "the digest is \(actual), the file says \(tail.digest)")
        }
        self.bytes = bytes
        self.sections = sections
        self.tail = tail
        self.major = header.major
        self.minor = header.minor
    }

    /// The sections with rows, in their order.
    var blocks: [Section] { sections.filter { $0.header.type == SectionType.rows.rawValue } }

    /// Whether there is a section of a type.
    func has(_ type: SectionType) -> Bool { sections.contains { $0.header.type == type.rawValue } }

    /// The content of the section of a type that comes once.
    func content(of type: SectionType) throws(FormatError) -> ByteReader {
        guard let section = sections.first(where: { $0.header.type == type.rawValue }) else {
            throw FormatError(.damaged, "\(SectionType.name(type.rawValue)) is missing")
        }
        return try content(of: section)
    }

    /// The content of a section, checked.
    func content(of section: Section) throws(FormatError) -> ByteReader {
        let header = section.header
        guard Checksum.crc32(bytes[section.stored]) == header.storedChecksum else {
            throw FormatError(.damaged, "\(header.name) does not match its checksum")
        }
        let (content, digest): ([UInt8], ContentDigest)
        do {
            content = try Zstandard.decompress(bytes[section.stored], limit: Int(header.contentLength))
        } catch {
            throw FormatError(error.code == .library ? .library : .damaged, "\(header.name): \(error)")
        }
        guard content.count == Int(header.contentLength) else {
            throw FormatError(.damaged, "\(header.name): \(content.count) bytes, not \(header.contentLength)")
        }
        do {
            digest = try SHA256Hasher.digest(of: content)
        } catch {
            throw FormatError(.library, "\(error)")
        }
        guard digest == section.contentDigest else {
            throw FormatError(.damaged, "\(header.name) does not match its digest")
        }
        return ByteReader(content, name: header.name)
    }

    /// Checks the sections that this version does not read.
    func checkSkipped() throws(FormatError) {
        for section in sections where !Self.isRead(section.header) { _ = try content(of: section) }
    }

    private static func isRead(_ header: SectionHeader) -> Bool {
        SectionType(rawValue: header.type).map { $0 != .authentication } ?? false
    }

    private static func sections(
        of bytes: [UInt8],
        directory: Range<Int>,
        minor: UInt16
    ) throws(FormatError) -> [Section] {
        var entries = ByteReader(bytes, in: directory, name: "directory")
        var body = ByteReader(bytes, in: ContainerWriter.headerLength..<directory.lowerBound, name: "sections")
        var sections: [Section] = []
        var totalContent: UInt64 = 0
        while entries.remaining > 0 {
            let offset = body.position
            let header = try SectionHeader(from: &body)
            guard try SectionHeader(from: &entries) == header, try entries.fixed(UInt64.self) == UInt64(offset) else {
                throw entries.damaged("\(header.name) is not where or what it says")
            }
            let digest = try entries.digest()
            try check(header, after: sections.last?.header.type ?? 0, minor: minor)
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
            _ = try body.take(Int(header.storedLength))
            sections.append(Section(header: header, stored: start..<body.position, contentDigest: digest))
        }
        try body.finish()
        return sections
    }

    /// Checks the type of a section, its version and its flags.
    private static func check(
        _ header: SectionHeader,
        after previous: UInt16,
        minor: UInt16
    ) throws(FormatError) {
        let isInOrder =
            header.type > previous || (header.type == previous && header.type == SectionType.rows.rawValue)
        guard isInOrder, header.since <= minor else {
            throw FormatError(.damaged, "directory: \(header.name) is out of place")
        }
        guard header.flags & ~(SectionHeader.criticalFlag | SectionHeader.apartFlag) == 0 else {
            throw FormatError(.unsupportedVersion, "\(header.name) has flags that this version does not know")
        }
        if let known = SectionType(rawValue: header.type) {
            guard header.flags == known.flags, header.since == 0 else {
                throw FormatError(.damaged, "directory: \(header.name) is not marked as it has to be")
            }
        } else if header.isCritical {
            throw FormatError(
                .unsupportedVersion,
                "\(header.name) needs format \(FormatVersion.major).\(header.since); "
                    + "this version reads \(FormatVersion.major).\(FormatVersion.minor)"
            )
        }
    }
}
