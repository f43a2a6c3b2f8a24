public import Offsets

/// What was read of a snapshot's file, and whether a key vouches for just those bytes.
public struct Vouched<Content: Sendable>: Sendable {
    /// What was read.
    public let content: Content
    /// What is known of who has written it.
    public let authenticity: Authenticity
}

extension SnapshotStore {
    /// The content of a snapshot, every byte of its file verified, and whether one of some keys vouches for it.
    ///
    /// - Throws: As ``load(_:)``.
    public func load(
        _ stored: StoredSnapshot,
        vouchedBy keys: [AuthenticationKey]
    ) throws(TidemarkError) -> Vouched<Snapshot> {
        try vouched(stored, keys) { (bytes: [UInt8]) throws(TidemarkError) in
            let (entry, snapshot) = try StoredSnapshotReader.read(bytes, stored.file, id: stored.id)
            return (entry.digest, snapshot)
        }
    }

    /// Some groups of a snapshot, and whether one of some keys vouches for it.
    ///
    /// - Throws: As ``excerpt(_:of:)``.
    public func excerpt(
        _ stored: StoredSnapshot,
        vouchedBy keys: [AuthenticationKey],
        of wanted: WantedGroups
    ) throws(TidemarkError) -> Vouched<SnapshotExcerpt> {
        try vouched(stored, keys) { (bytes: [UInt8]) throws(TidemarkError) in
            let excerpt = try StoredSnapshotReader.excerpt(bytes, stored.file, id: stored.id, of: wanted)
            return (excerpt.digest, excerpt)
        }
    }

    /// What is read of the bytes of a file, and who vouches for them.
    private func vouched<Content>(
        _ stored: StoredSnapshot,
        _ keys: [AuthenticationKey],
        _ read: ([UInt8]) throws(TidemarkError) -> (ContentDigest, Content)
    ) throws(TidemarkError) -> Vouched<Content> {
        try reading(stored) { () throws(TidemarkError) in
            let bytes = try StoredSnapshotReader.content(of: stored.file)
            let (digest, content) = try read(bytes)
            let (_, authenticity) = try StoredSnapshotReader.authenticity(of: bytes, stored.file, by: keys)
            return (digest, Vouched(content: content, authenticity: authenticity))
        }
    }
}

extension StoredSnapshot {
    /// The error of a snapshot that a key is said to have signed and has not.
    public func forged(_ key: String) -> TidemarkError {
        TidemarkError(
            .forgedSnapshot,
            "\(file) says that the key \(key) has signed it, and the signature does not fit",
            hint: "Somebody without the key wrote the file, or the name now belongs to another key: see [store.keys]."
        )
    }
}
