import FormatFuzz
import Offsets

@testable import SnapshotFormat

extension HandmadeFile {
    /// The sections of a snapshot, one content replaced, or added where the snapshot needs none.
    init(_ snapshot: Snapshot, replacing type: SectionType, by content: [UInt8]) throws {
        try self.init(snapshot)
        sections.removeAll { $0.type == type.rawValue }
        let place = sections.firstIndex { $0.type > type.rawValue } ?? sections.endIndex
        sections.insert(Section(type: type.rawValue, flags: type.flags, content: content), at: place)
    }
}
