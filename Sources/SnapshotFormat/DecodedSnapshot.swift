public import Offsets

/// A snapshot as read from an intact file.
public struct DecodedSnapshot: Hashable, Sendable {
    /// The snapshot.
    public let snapshot: Snapshot
    /// The SHA-256 of the uncompressed content, compared with the content.
    public let digest: ContentDigest
    /// The SHA-256 of the committed offsets alone, compared with the offsets.
    public let offsetsDigest: ContentDigest
    /// The snapshot's name, from its start and its digest.
    public let id: SnapshotID
    /// The major version of the file's format.
    public let formatMajor: Int
    /// The minor version of the file's format.
    public let formatMinor: Int
}
