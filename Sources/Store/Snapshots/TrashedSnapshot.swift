public import Offsets
import SnapshotFormat

/// A snapshot in the trash of a store.
///
/// Its file has the name `ID.until-TIME.tidemark`, so that nothing but the file is needed to know how long it stays.
public struct TrashedSnapshot: Hashable, Sendable {
    /// Its name.
    public let id: SnapshotID
    /// Its file, with the path.
    public let file: String
    /// Until when it can be had back; the first prune after that removes it for good.
    public let until: Timestamp
    /// The size of the file.
    public let bytes: Int

    /// What is between the id and the time in the file's name.
    private static let mark = ".until-"
    /// As many characters as a time has in a file's name.
    private static let timeLength = 16

    /// The name of a snapshot's file in the trash; the time is to the second.
    static func name(of id: SnapshotID, until moment: Timestamp) -> String {
        "\(id)\(mark)\(moment.compact).\(SnapshotFile.fileExtension)"
    }

    /// The snapshot and the time in a file's name; `nil` for any other name.
    static func parse(_ name: String) -> (id: SnapshotID, until: Timestamp)? {
        let ending = ".\(SnapshotFile.fileExtension)"
        guard name.hasSuffix(ending), !name.hasPrefix(".") else { return nil }
        let parts = name.dropLast(ending.count).split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].count == timeLength else { return nil }
        let digits = Array(parts[1])
        func text(_ range: Range<Int>) -> String { String(digits[range]) }
        let civil = "\(text(0..<4))-\(text(4..<6))-\(text(6..<11)):\(text(11..<13)):\(text(13..<16))"
        guard let until = Timestamp(rfc3339: civil) else { return nil }
        return (SnapshotID(text: String(parts[0])), until)
    }
}

/// A snapshot that is to be moved to the trash.
public struct Removal: Hashable, Sendable {
    /// The snapshot.
    public let id: SnapshotID
    /// Until when it can be had back.
    public let until: Timestamp

    /// A removal.
    public init(_ id: SnapshotID, until: Timestamp) {
        self.id = id
        self.until = until
    }
}

/// What came of a removal.
public struct RemovalOutcome: Sendable {
    /// Those that are in the trash now, in the order in which they were to go.
    public var moved: [StoredSnapshot] = []
    /// Those that were left where they are, and why, in words.
    public var left: [(id: SnapshotID, reason: String)] = []
    /// What stopped it, after which nothing more was moved; `nil` when all was done.
    public var failure: TidemarkError?
}
