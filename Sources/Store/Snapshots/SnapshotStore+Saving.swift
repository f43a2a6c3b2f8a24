public import Offsets
import SnapshotFormat

/// Snapshots that come into the store.
extension SnapshotStore {
    /// Commits a snapshot: when this returns it is on the disk, complete and read back.
    ///
    /// The same snapshot saved again is found in place and changes nothing.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - key: Who vouches for it; `nil` for nobody.
    /// - Returns: Its entry.
    /// - Throws: `store-busy` (exit 75) when others hold the store for longer than was to be waited; exit 74 naming needed and
    ///   free bytes when there is no room; 73, 74 or 77 for the step that failed. A catalog that cannot be written is a notice
    ///   and no error: the next writer fills it from the files.
    public func save(
        _ snapshot: Snapshot,
        signedBy key: AuthenticationKey? = nil
    ) async throws(TidemarkError) -> StoredSnapshot {
        try await withLock { store throws(TidemarkError) in try store.commit(snapshot, signedBy: key) }
    }

    /// Commits a snapshot as the newest of its cluster and job, which it follows and is compared with.
    ///
    /// Which one that is, is looked at with the store's lock: snapshots that are taken at the same time are one chain.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - percentage: It is suspicious when less of its groups or offsets is left, compared with the last complete one.
    ///   - key: Who vouches for it; `nil` for nobody.
    /// - Returns: The snapshot with its place in the chain, and its entry.
    /// - Throws: As ``save(_:)``.
    public func append(
        _ snapshot: Snapshot,
        suspiciousBelow percentage: Int = Suspicion.usualPercentage,
        signedBy key: AuthenticationKey? = nil
    ) async throws(TidemarkError) -> (snapshot: Snapshot, stored: StoredSnapshot) {
        try await withLock { store throws(TidemarkError) in
            try store.lookAgain()
            let linked = store.linked(snapshot, suspiciousBelow: percentage)
            return (linked, try store.commit(linked, signedBy: key))
        }
    }

    func commit(_ snapshot: Snapshot, signedBy key: AuthenticationKey?) throws(TidemarkError) -> StoredSnapshot {
        let encoded: EncodedSnapshot
        do throws(FormatError) {
            encoded = try SnapshotFile.encode(snapshot, signedBy: key)
        } catch {
            throw TidemarkError(.snapshotNotStorable, error.message, cause: error)
        }
        let entry = StoredSnapshot(
            snapshot,
            id: encoded.id,
            file: layout.file(encoded.id),
            bytes: encoded.bytes.count,
            digest: encoded.digest,
            offsetsDigest: encoded.offsetsDigest
        )
        guard try SnapshotCommit(layout: layout, fault: fault).write(encoded.bytes, id: encoded.id) else {
            return try existing(entry)
        }
        remember(entry)
        do throws(TidemarkError) {
            if let number = fault(.catalog) { throw TidemarkError.system(number, .write, layout.catalog) }
            if let stamp = Directory.stamp(entry.file) {
                try Catalog(layout: layout).update(
                    adding: [CatalogRow(snapshot: entry, stamp: stamp)],
                    overview: CatalogOverview(of: snapshots)
                )
            }
        } catch {
            notices.append("\(error.message); the snapshot is safe, and the catalog is filled from the files next time")
        }
        return entry
    }

    private func existing(_ entry: StoredSnapshot) throws(TidemarkError) -> StoredSnapshot {
        let (found, _) = try StoredSnapshotReader.read(entry.file, id: entry.id)
        guard found.digest == entry.digest else {
            throw TidemarkError(.fileExists, "\(entry.file) is another snapshot")
        }
        remember(found)
        return found
    }

    func remember(_ entry: StoredSnapshot) {
        snapshots.removeAll { $0.id == entry.id }
        var entry = entry
        readMarks(of: &entry)
        entry.verifiedAt = verifications[entry.id]?.intactAt
        snapshots.append(entry)
        snapshots = Succession.ordered(snapshots)
    }
}
