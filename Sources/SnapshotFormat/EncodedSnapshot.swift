public import Offsets

/// A snapshot as the bytes of a file, and what the bytes are known by.
public struct EncodedSnapshot: Hashable, Sendable {
    /// The whole file.
    public let bytes: [UInt8]
    /// The SHA-256 of the uncompressed content (docs/format.md, 4).
    public let digest: ContentDigest
    /// The SHA-256 of the committed offsets alone (docs/format.md, 5).
    public let offsetsDigest: ContentDigest
    /// The snapshot's name, from its start and its digest.
    public let id: SnapshotID
}
