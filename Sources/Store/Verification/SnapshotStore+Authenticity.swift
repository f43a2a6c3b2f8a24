public import Offsets

extension SnapshotStore {
    /// Whether one of some keys vouches for a snapshot.
    ///
    /// The answer is about the snapshot of the digest that the catalog knows, whatever has been read of its file.
    ///
    /// - Parameters:
    ///   - stored: The snapshot.
    ///   - keys: The keys that are known.
    /// - Returns: What is known of it.
    /// - Throws: As ``load(_:)``, for what is looked at.
    public func authenticity(
        of stored: StoredSnapshot,
        by keys: [AuthenticationKey]
    ) throws(TidemarkError) -> Authenticity {
        try reading(stored) { () throws(TidemarkError) in
            let (digest, authenticity) = try StoredSnapshotReader.authenticity(stored.file, by: keys)
            return (digest, authenticity)
        }
    }
}

extension StoredSnapshot {
    /// The error of a snapshot that a key is said to have signed and has not.
    public func forged(_ key: String) -> TidemarkError {
        TidemarkError(
            .forgedSnapshot,
            "\(file) says that the key \(key) has signed it, and the signature does not fit",
            hint: "Somebody without the key has written the file, or another key has this name now: see [store.keys]."
        )
    }
}
