import Digest
import Offsets

@testable import SnapshotFormat

/// A file put together section by section, with all its checksums right, for what no encoder writes.
struct HandmadeFile {
    struct Section {
        var type: UInt16
        var flags: UInt16 = 1
        var since: UInt16 = 0
        var content: [UInt8]
    }

    var major: UInt16 = 1
    var minor: UInt16 = 0
    var sections: [Section]
    var offsetsDigest: ContentDigest

    /// The sections that a snapshot is written as.
    init(_ snapshot: Snapshot) throws {
        let encoded = try SnapshotFile.encode(snapshot)
        var reader = try ContainerReader(encoded.bytes)
        sections = []
        for type in SectionType.allCases {
            guard var content = try reader.contentWherePresent(of: type) else { continue }
            sections.append(Section(type: type.rawValue, content: Array(try content.take(content.remaining))))
        }
        offsetsDigest = encoded.offsetsDigest
    }

    /// The same with one content replaced, or added where the snapshot needs none.
    init(_ snapshot: Snapshot, replacing type: SectionType, by content: [UInt8]) throws {
        try self.init(snapshot)
        sections.removeAll { $0.type == type.rawValue }
        let place = sections.firstIndex { $0.type > type.rawValue } ?? sections.endIndex
        sections.insert(Section(type: type.rawValue, content: content), at: place)
    }

    var bytes: [UInt8] {
        get throws {
            var writer = try ContainerWriter(major: major, minor: minor)
            for section in sections {
                try writer.append(
                    type: section.type,
                    flags: section.flags,
                    since: section.since,
                    section.content
                )
            }
            return try writer.finish(offsetsDigest: offsetsDigest).bytes
        }
    }

    /// Bytes of varints.
    static func varints(_ values: UInt64...) -> [UInt8] {
        var writer = ByteWriter()
        for value in values { writer.append(varint: value) }
        return writer.bytes
    }
}
