public import Offsets

/// Reading the snapshots' files.
extension SnapshotStore {
    /// The content of a snapshot, every byte of its file verified.
    ///
    /// - Throws: `damaged-snapshot` (exit 65) naming the file; exit 66 when the file is gone; 74 or 77 when it cannot be
    ///   read.
    public func load(_ stored: StoredSnapshot) throws(TidemarkError) -> Snapshot {
        try reading(stored) { () throws(TidemarkError) in
            let (entry, snapshot) = try StoredSnapshotReader.read(stored.file, id: stored.id)
            return (entry.digest, snapshot)
        }
    }

    /// Some groups of a snapshot, and what is known of the whole, without looking at the offsets of the others.
    ///
    /// What is returned is verified, by checksums and by the digest that the catalog knows; damage in what was not looked at
    /// is not noticed. With no group wanted no offset is read at all.
    ///
    /// - Parameters:
    ///   - stored: The snapshot.
    ///   - wanted: The groups that are asked for.
    /// - Returns: The groups that are there, the names of all, and what is known of the whole.
    /// - Throws: As ``load(_:)``, for what is looked at.
    public func excerpt(
        _ stored: StoredSnapshot,
        of wanted: WantedGroups
    ) throws(TidemarkError) -> SnapshotExcerpt {
        try reading(stored) { () throws(TidemarkError) in
            let excerpt = try StoredSnapshotReader.excerpt(stored.file, id: stored.id, of: wanted)
            return (excerpt.digest, excerpt)
        }
    }

    /// The bytes of a snapshot's file, every one verified.
    ///
    /// - Throws: As ``load(_:)``.
    public func bytes(of stored: StoredSnapshot) throws(TidemarkError) -> [UInt8] {
        try reading(stored) { () throws(TidemarkError) in
            let (bytes, digest) = try StoredSnapshotReader.bytes(of: stored.file)
            return (digest, bytes)
        }
    }

    /// What is read of a snapshot's file, its digest compared with the catalog's; a file that is damaged is remembered as such.
    func reading<Content>(
        _ stored: StoredSnapshot,
        _ read: () throws(TidemarkError) -> (digest: ContentDigest, content: Content)
    ) throws(TidemarkError) -> Content {
        do throws(TidemarkError) {
            let (digest, content) = try read()
            guard digest == stored.digest else {
                throw StoredSnapshotReader.damaged(
                    stored.file,
                    "it is intact but not the snapshot that the catalog knows"
                )
            }
            return content
        } catch {
            guard Directory.exists(stored.file) else {
                throw TidemarkError(
                    .snapshotMissing,
                    "the file of snapshot \(stored.id) is gone: \(stored.file)",
                    hint: "`tidemark list` shows what is there."
                )
            }
            if error.exitCode == .damagedData { forget(stored, because: error) }
            throw error
        }
    }

    /// Keeps a file that was found damaged from being listed as a snapshot, by later commands too where this one may write.
    private func forget(_ stored: StoredSnapshot, because error: TidemarkError) {
        lookAtAll()
        guard snapshots.contains(where: { $0.id == stored.id }) else { return }
        snapshots.removeAll { $0.id == stored.id }
        adopted[stored.id] = nil
        note(damaged: stored.file, error, known: stored)
        guard access != .reading else { return }
        let row = CatalogRow(unfit: stored)
        try? withLockIfFree { () throws(TidemarkError) in try Catalog(layout: layout).update(adding: [row]) }
    }

    func note(damaged file: String, _ error: TidemarkError, known: StoredSnapshot?) {
        damagedFiles.append(
            DamagedFile(file: file, reason: error.message, code: error.code, known: known)
        )
        damagedFiles.sort { $0.file < $1.file }
    }
}
