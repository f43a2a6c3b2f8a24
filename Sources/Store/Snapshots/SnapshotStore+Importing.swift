public import Offsets
import SnapshotFormat

/// Snapshots that were not taken here.
///
/// They stand beside the chains of the jobs: such a one follows none and is followed by none, is never meant by age, and is
/// counted apart by retention. So a file from somewhere else never takes the place of what was captured.
extension SnapshotStore {
    /// The most offsets that a snapshot holds.
    public static var mostOffsets: Int { SnapshotFile.mostRows }

    /// Commits a snapshot that says where it was imported from, unless it was imported before.
    ///
    /// The same is one of the same cluster with the same offsets from the same source.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - key: Who vouches for it; `nil` for nobody.
    ///   - isDated: Whether somebody has said when its offsets were read; then it is another one where the time is.
    /// - Returns: Its entry, and whether it is new.
    /// - Throws: As ``save(_:)``.
    public func importing(
        _ snapshot: Snapshot,
        signedBy key: AuthenticationKey? = nil,
        isDated: Bool
    ) async throws(TidemarkError) -> (stored: StoredSnapshot, isNew: Bool) {
        let source = snapshot.origin.importedFrom.flatMap { ImportSource.digest(in: $0) }
        let digest: ContentDigest
        do throws(FormatError) {
            digest = try SnapshotFile.offsetsDigest(of: snapshot)
        } catch {
            throw TidemarkError(.snapshotNotStorable, error.message, cause: error)
        }
        return try await withLock { store throws(TidemarkError) in
            try store.lookAgain()
            let same = store.snapshots.first { known in
                known.importedFrom.flatMap { ImportSource.digest(in: $0) } == source && source != nil
                    && known.offsetsDigest == digest && known.cluster.id == snapshot.origin.cluster.id
                    && (!isDated || known.startedAt == snapshot.origin.startedAt)
            }
            if let same { return (same, false) }
            return (try store.commit(snapshot, signedBy: key), true)
        }
    }

    /// The snapshot of this digest, such as the one that a file was made from.
    public func snapshot(withDigest digest: ContentDigest) -> StoredSnapshot? {
        list().first { $0.digest == digest }
    }
}
