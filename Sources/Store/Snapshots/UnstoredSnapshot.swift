public import Offsets
import SnapshotFormat

/// A snapshot in a file that is in no store, every byte verified.
public struct UnstoredSnapshot: Sendable {
    /// What such a file begins with.
    public static var magic: [UInt8] { SnapshotFile.magic }
    /// The largest file that is read.
    public static var largest: Int { StoredSnapshotReader.largestFile }
    /// What the names of such files end in, with the dot.
    public static var ending: String { ".\(SnapshotFile.fileExtension)" }

    /// Its entry; the file is what the operator called it.
    public let stored: StoredSnapshot
    /// Its content.
    public let content: Snapshot
    /// The whole file.
    public let bytes: [UInt8]

    /// The snapshot in the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - name: What messages call the file.
    /// - Throws: `damaged-snapshot` (exit 65) or `newer-format` (78), naming the file.
    public init(_ bytes: [UInt8], named name: String) throws(TidemarkError) {
        (stored, content) = try StoredSnapshotReader.decode(bytes, name)
        self.bytes = bytes
    }

    /// The snapshot in a file; a symbolic link is followed.
    ///
    /// - Throws: As ``init(_:named:)``; `no-such-file` (exit 66), `unusable-file` (64) for anything but a regular file and for
    ///   one that is too long, 74 or 77 when it cannot be read.
    public init(file path: String) throws(TidemarkError) {
        try self.init(try OperatorFile.read(path, upTo: Self.largest), named: path)
    }

    /// Whether one of some keys vouches for it.
    ///
    /// - Throws: As ``init(_:named:)``.
    public func authenticity(by keys: [AuthenticationKey]) throws(TidemarkError) -> Authenticity {
        try StoredSnapshotReader.authenticity(of: bytes, stored.file, by: keys).authenticity
    }

    /// Its content, and whether one of some keys vouches for it.
    ///
    /// - Throws: As ``init(_:named:)``.
    public func vouched(by keys: [AuthenticationKey]) throws(TidemarkError) -> Vouched<Snapshot> {
        Vouched(content: content, authenticity: try authenticity(by: keys))
    }

    /// Some of its groups, and what is known of the whole.
    public func excerpt(of wanted: WantedGroups) -> SnapshotExcerpt {
        SnapshotExcerpt(of: content, digest: stored.digest, wanted: wanted)
    }
}
