import Digest
import FormatFuzz
import Offsets
import Testing

@testable import SnapshotFormat

/// Files of a few hundred bytes that declare more than can be; each has to be refused before memory is taken.
struct LimitTests {
    private static let huge: [UInt64] = [(1 << 24) + 1, 1 << 31, 1 << 32, 1 << 40, 1 << 62, 1 << 63, .max]

    @Test(arguments: SectionType.allCases.filter { $0 != .authentication }, huge)
    func `a huge number at the beginning of a section is refused`(_ type: SectionType, _ value: UInt64) throws {
        let file = try HandmadeFile(Samples.small, replacing: type, by: HandmadeFile.varints(value))
        let bytes = try file.bytes
        #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
    }

    @Test(arguments: huge)
    func `more rows than offsets are refused`(_ rows: UInt64) throws {
        let runs = HandmadeFile.varints(1, 0, 1, 0, rows &- 1)
        let longRun = try HandmadeFile(Samples.small, replacing: .rows, by: runs).bytes
        #expect(throws: FormatError.self) { try SnapshotFile.decode(longRun) }
        var groups = HandmadeFile.varints(1, 1) + Array("g".utf8) + [0, 0, 0]
        groups += HandmadeFile.varints(rows)
        var file = try HandmadeFile(Samples.small, replacing: .groups, by: groups)
        file.counts.rows = Int(clamping: rows)
        let bytes = try file.bytes
        #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
    }

    @Test(arguments: huge)
    func `more bounds than bytes are refused`(_ partitions: UInt64) throws {
        let bounds = HandmadeFile.varints(1, 0, partitions &- 1)
        let bytes = try HandmadeFile(Samples.small, replacing: .logBounds, by: bounds).bytes
        #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
    }

    @Test(arguments: 0..<6, [UInt64(256 << 20) + 1, 1 << 40, 1 << 63, .max])
    func `a huge declared length of a section is refused`(_ index: Int, _ length: UInt64) throws {
        for field in [8, 16] {
            let bytes = try Self.resealed(try SnapshotFile.encode(Samples.small).bytes, section: index) { header in
                header.replaceSubrange(field..<field + 8, with: (0..<8).map { UInt8(length >> (8 * $0) & 0xFF) })
            }
            #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
        }
    }

    @Test func `a content longer or shorter than declared is refused`() throws {
        for difference in [UInt8(1), 255] {
            let bytes = try Self.resealed(try SnapshotFile.encode(Samples.small).bytes, section: 0) { header in
                header[16] &+= difference
            }
            #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
        }
    }

    @Test func `a content above the limit is not written`() throws {
        var snapshot = Samples.small
        snapshot.origin.note = String(repeating: "x", count: FormatLimits.sectionContent)
        #expect { try SnapshotFile.encode(snapshot) } throws: { ($0 as? FormatError)?.code == .tooLarge }
        snapshot.origin.note = nil
        snapshot.origin.tags = [String](repeating: "", count: FormatLimits.listItems + 1)
        #expect { try SnapshotFile.encode(snapshot) } throws: { ($0 as? FormatError)?.code == .tooLarge }
    }

    /// The file with one section header changed, in both places, and the checksums made right again.
    static func resealed(_ bytes: [UInt8], section: Int, change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        var bytes = bytes
        let directory = try FileTail(of: bytes).directory
        let entry = directory.lowerBound + section * ContainerWriter.entryLength
        var reader = ByteReader(bytes, in: entry + 32..<entry + 40, name: "entry")
        let place = Int(try reader.fixed(UInt64.self))
        var header = Array(bytes[entry..<entry + 32])
        change(&header)
        header.replaceSubrange(28..<32, with: checksum(header[..<28]))
        bytes.replaceSubrange(entry..<entry + 32, with: header)
        bytes.replaceSubrange(place..<place + 32, with: header)
        try seal(&bytes, directory)
        let end = bytes.count - 12
        bytes.replaceSubrange(end..<end + 4, with: checksum(bytes[directory.lowerBound..<end]))
        return bytes
    }

    /// The file with its first frame changed, and lengths, places and checksums made right again.
    static func reframed(_ bytes: [UInt8], change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        let first = ContainerWriter.headerLength
        var reader = ByteReader(bytes, in: first..<bytes.count, name: "section")
        var header = try SectionHeader(from: &reader)
        let stored = reader.position..<reader.position + Int(header.storedLength)
        var frame = Array(bytes[stored])
        change(&frame)
        let shift = frame.count - stored.count
        header.storedLength = UInt64(frame.count)
        header.storedChecksum = Checksum.crc32(frame)
        let directory = try FileTail(of: bytes).directory
        var entries = Array(bytes[directory])
        for start in stride(from: 0, to: entries.count, by: ContainerWriter.entryLength) where start > 0 {
            var entry = ByteReader(entries, in: start + SectionHeader.length..<start + 40, name: "entry")
            let place = try entry.fixed(UInt64.self) &+ UInt64(bitPattern: Int64(shift))
            entries.replaceSubrange(start + 32..<start + 40, with: (0..<8).map { UInt8(place >> (8 * $0) & 0xFF) })
        }
        entries.replaceSubrange(0..<32, with: header.bytes)
        var tail = Array(bytes[directory.upperBound...])
        let length = UInt64(bytes.count + shift)
        tail.replaceSubrange(64..<72, with: (0..<8).map { UInt8(length >> (8 * $0) & 0xFF) })
        tail.replaceSubrange(88..<92, with: checksum((entries + tail[..<88])[...]))
        return bytes[..<first] + header.bytes + frame + bytes[stored.upperBound..<directory.lowerBound] + entries + tail
    }

    /// Makes the digest what the directory says.
    private static func seal(_ bytes: inout [UInt8], _ directory: Range<Int>) throws {
        var hasher = try SHA256Hasher()
        hasher.update(bytes[..<ContainerWriter.checkedHeaderLength])
        var entries = ByteReader(bytes, in: directory, name: "directory")
        while entries.remaining > 0 {
            let header = try SectionHeader(from: &entries)
            _ = try entries.take(8)
            let digest = try #require(ContentDigest(bytes: Array(try entries.take(ContentDigest.length))))
            hasher.update(ContainerWriter.digestPart(header, digest))
        }
        bytes.replaceSubrange(directory.upperBound + 32..<directory.upperBound + 64, with: try hasher.finish().bytes)
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let checksum = Checksum.crc32(bytes)
        return (0..<4).map { UInt8(checksum >> (8 * $0) & 0xFF) }
    }
}
