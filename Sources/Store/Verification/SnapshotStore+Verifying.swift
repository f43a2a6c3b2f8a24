public import Offsets

/// Verifying what is in a store, and remembering it.
extension SnapshotStore {
    /// Every snapshot that there is or should be, those first that were never found intact or longest ago.
    ///
    /// - Parameter isWanted: Whether one of a cluster and job is meant; files that cannot be read are always meant.
    /// - Returns: The snapshots.
    public func leastVerified(_ isWanted: @Sendable (StoredSnapshot) -> Bool) -> [StoredSnapshot] {
        list().filter(isWanted).map { (key: ($0.verifiedAt ?? Timestamp(nanoseconds: .min), $0.id), snapshot: $0) }
            .sorted { $0.key < $1.key }
            .map(\.snapshot)
    }

    /// Reads a snapshot whole and compares it with all that is known of it; the result is remembered where this may write.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - keys: The keys that may have signed it.
    ///   - now: The present moment.
    /// - Returns: What was found; `nil` when it was removed on purpose meanwhile.
    public func verify(
        _ snapshot: StoredSnapshot,
        by keys: [AuthenticationKey] = [],
        at now: Timestamp
    ) -> VerifiedSnapshot? {
        lookAtAll()
        let before = verifications[snapshot.id]
        var found = VerifiedSnapshot(snapshot.id, .intact)
        do throws(TidemarkError) {
            let authenticity = try load(snapshot, vouchedBy: keys).authenticity
            if case .forged(let key) = authenticity { throw snapshot.forged(key) }
            found.authenticity = authenticity
            if let before, before.digest != snapshot.digest {
                let reason = "it is intact but not the snapshot that was verified before"
                found = VerifiedSnapshot(
                    snapshot.id,
                    "\(snapshot.file) is damaged: \(reason)",
                    .damagedSnapshot
                )
            }
        } catch {
            let isTrashed = error.code == .snapshotMissing && trashed().contains { $0.id == snapshot.id }
            guard !isTrashed else { return nil }
            found = VerifiedSnapshot(snapshot.id, error.message, error.code)
        }
        note(found, of: snapshot, before, at: now)
        return found
    }

    /// What the files that cannot be read as a snapshot are.
    public func unreadableSnapshots() -> [VerifiedSnapshot] {
        damagedFiles.map { VerifiedSnapshot($0.id, $0.reason, $0.code) }
    }

    /// Snapshots that should be there and are not: those that others follow, that were verified once, or that the catalog
    /// knows, and that were not removed on purpose.
    ///
    /// - Parameter removed: The digests of snapshots that the audit log says were removed; asked only where it matters.
    /// - Returns: What is gone.
    /// - Throws: What `removed` throws.
    public func missingSnapshots(
        removed: @Sendable () async throws(TidemarkError) -> Set<ContentDigest>
    ) async throws(TidemarkError) -> [VerifiedSnapshot] {
        let listed = list()
        let trash = Set(trashed().map(\.id))
        let present = Set(listed.map(\.id)).union(damagedFiles.compactMap(\.id)).union(trash)
        let endings = Set(present.map { $0.text.suffix(SnapshotID.digestDigits) })
        func isPresent(_ digest: ContentDigest) -> Bool {
            endings.contains(digest.description.prefix(SnapshotID.digestDigits))
        }
        var gone: [ContentDigest: (id: SnapshotID?, why: String)] = [:]
        for (id, verification) in verifications where !present.contains(id) {
            let last = verification.intactAt.map { ", which was intact at \($0)," } ?? ""
            gone[verification.digest] = (id, "the file of snapshot \(id)\(last) is gone: \(layout.file(id))")
        }
        for snapshot in missing {
            gone[snapshot.digest] = (snapshot.id, "the file of snapshot \(snapshot.id) is gone: \(snapshot.file)")
        }
        for snapshot in listed where snapshot.marks.successor == nil {
            guard let previous = snapshot.previousDigest, !isPresent(previous), gone[previous] == nil else { continue }
            let digits = previous.description.prefix(SnapshotID.digestDigits)
            gone[previous] = (nil, "the snapshot before \(snapshot.id) of its cluster and job, …-\(digits), is gone")
        }
        guard !gone.isEmpty else { return [] }
        let removed = try await removed()
        forgetVerifications(of: gone.filter { removed.contains($0.key) }.compactMap(\.value.id))
        return gone.filter { !removed.contains($0.key) }
            .map { digest, found in
                var missing = VerifiedSnapshot(found.id, .missing, found.why, code: .snapshotMissing)
                missing.digest = digest
                return missing
            }
            .sorted { ($0.detail ?? "") < ($1.detail ?? "") }
    }

    /// Takes down that snapshots are gone for good, so that they are not missed any more.
    ///
    /// - Parameter gone: What ``missingSnapshots(removed:)`` has found.
    /// - Throws: `store-busy` (exit 75), 73, 74 or 77; some may be taken down then, and the next attempt does the rest.
    public func forgetMissing(_ gone: [VerifiedSnapshot]) async throws(TidemarkError) {
        try await withLock { store throws(TidemarkError) in
            try store.lookAgain()
            let digests = Set(gone.compactMap(\.digest))
            var last: [RetentionGroup: ContentDigest] = [:]
            for snapshot in store.list() {
                let group = snapshot.retentionGroup
                if let previous = snapshot.previousDigest, digests.contains(previous) {
                    try store.mark(snapshot, after: last[group])
                }
                last[group] = snapshot.digest
            }
            let ids = gone.compactMap(\.id)
            try Catalog(layout: store.layout).update(
                removing: ids.map(\.text),
                overview: CatalogOverview(of: store.snapshots)
            )
            store.missing.removeAll { ids.contains($0.id) }
            store.forgetVerifications(of: ids)
        }
    }

    private func note(
        _ found: VerifiedSnapshot,
        of snapshot: StoredSnapshot,
        _ before: Verification?,
        at now: Timestamp
    ) {
        var verification = before ?? Verification(digest: snapshot.digest)
        switch found.state {
        case .intact:
            verification.intactAt = now
            verification.damagedSince = nil
        case .damaged:
            if verification.damagedSince == nil { verification.damagedSince = now }
        case .missing, .unknownFormat, .unreadable: return
        }
        verifications[snapshot.id] = verification
        unsavedVerifications[snapshot.id] = verification
        for index in snapshots.indices where snapshots[index].id == snapshot.id {
            snapshots[index].verifiedAt = verification.intactAt
        }
    }

    /// Writes down what was found since this was last called.
    ///
    /// - Throws: 65, 73, 74, 77 or 78 when it cannot be; it is forgotten with this process then.
    public func saveVerifications() throws(TidemarkError) {
        try VerificationRecords(layout: layout).update(unsavedVerifications)
        unsavedVerifications = [:]
    }

    /// Forgets what was found of snapshots that are removed; where that fails they are known as removed all the same.
    func forgetVerifications(of ids: [SnapshotID]) {
        let known = ids.filter { verifications[$0] != nil }
        guard !known.isEmpty else { return }
        for id in known { verifications[id] = nil }
        try? VerificationRecords(layout: layout).update([:], forgetting: known)
    }
}
