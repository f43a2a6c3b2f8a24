import Compression
import Digest
package import Offsets
import SnapshotFormat

/// A file put together section by section, with all its checksums and digests right, for what no encoder writes.
///
/// It is written from docs/format.md and uses nothing of the encoder's.
package struct HandmadeFile: Sendable {
    /// A section by its content.
    package struct Section: Sendable {
        package var type: UInt16
        package var flags: UInt16
        package var since: UInt16
        package var content: [UInt8]

        /// A section; those of format 1.0 are critical.
        package init(type: UInt16, flags: UInt16 = 1, since: UInt16 = 0, content: [UInt8]) {
            self.type = type
            self.flags = flags
            self.since = since
            self.content = content
        }
    }

    /// What the tail says of the number of groups, rows and log bounds.
    package struct Counts: Hashable, Sendable {
        package var groups: Int
        package var rows: Int
        package var bounds: Int
    }

    package var major: UInt16 = 1
    package var minor: UInt16 = 0
    package var sections: [Section]
    package var counts: Counts
    package var offsetsDigest: ContentDigest

    private static let magic = Array("TIDEMARK".utf8)
    private static let endMagic = Array("KRAMEDIT".utf8)

    /// The sections that a snapshot is written as.
    package init(_ snapshot: Snapshot) throws {
        try self.init(SnapshotFile.encode(snapshot).bytes)
    }

    /// The sections of an intact file.
    package init(_ bytes: [UInt8]) throws {
        func number(_ place: Int, _ length: Int) -> Int {
            (0..<length).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
        }
        let tail = bytes.count - 100
        minor = UInt16(number(10, 2))
        counts = Counts(groups: number(tail + 76, 4), rows: number(tail + 80, 4), bounds: number(tail + 84, 4))
        guard let digest = ContentDigest(bytes: Array(bytes[tail..<tail + 32])) else {
            throw FormatError(.damaged, "no digest")
        }
        offsetsDigest = digest
        sections = try (0..<number(tail + 72, 4)).reversed().map { back in
            let entry = tail - 72 * (back + 1)
            let start = number(entry + 32, 8) + 32
            return Section(
                type: UInt16(number(entry, 2)),
                flags: UInt16(number(entry + 2, 2)),
                since: UInt16(number(entry + 4, 2)),
                content: try Zstandard.decompress(
                    bytes[start..<start + number(entry + 8, 8)],
                    limit: number(entry + 16, 8)
                )
            )
        }
    }

    /// The file, its checksums, lengths, places and digest right.
    package var bytes: [UInt8] {
        get throws {
            var header = Self.magic + Self.fixed(major) + Self.fixed(minor)
            var hasher = try SHA256Hasher()
            hasher.update(header)
            header += Self.fixed(Checksum.crc32(header))
            var (image, directory): ([UInt8], [UInt8]) = (header, [])
            for section in sections {
                let frame = try Zstandard.compress(section.content)
                let digest = try SHA256Hasher.digest(of: section.content)
                var part = Self.fixed(section.type) + Self.fixed(section.flags)
                if section.flags & 2 == 0 {
                    hasher.update(part + Self.fixed(UInt64(section.content.count)) + digest.bytes)
                }
                part += Self.fixed(section.since) + [0, 0] + Self.fixed(UInt64(frame.count))
                part += Self.fixed(UInt64(section.content.count)) + Self.fixed(Checksum.crc32(frame))
                part += Self.fixed(Checksum.crc32(part))
                directory += part + Self.fixed(UInt64(image.count)) + digest.bytes
                image += part + frame
            }
            directory += offsetsDigest.bytes + (try hasher.finish()).bytes
            directory += Self.fixed(UInt64(image.count + 72 * sections.count + 100))
            for count in [sections.count, counts.groups, counts.rows, counts.bounds] {
                directory += Self.fixed(UInt32(clamping: count))
            }
            return image + directory + Self.fixed(Checksum.crc32(directory)) + Self.endMagic
        }
    }

    /// Bytes of varints.
    package static func varints(_ values: UInt64...) -> [UInt8] {
        values.flatMap { value in
            var (bytes, rest): ([UInt8], UInt64) = ([], value)
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            return bytes + [UInt8(rest)]
        }
    }

    private static func fixed<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        stride(from: 0, to: Value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> Value($0)) }
    }
}
