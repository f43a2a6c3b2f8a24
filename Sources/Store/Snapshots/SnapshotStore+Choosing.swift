public import Offsets

/// One snapshot out of many, without looking at all of them where that need not be.
extension SnapshotStore {
    /// What snapshots were taken of, each once; what was imported was not taken.
    public func kinds() -> [SnapshotKind] { outlook?.overview.kinds ?? Array(SnapshotKind.all(of: snapshots)) }

    /// The last of the snapshots in the order of ``list()``, oldest first.
    ///
    /// Each of them is as the catalog knows it, by its row's checksum and by what the file system says of its file; where one
    /// is not, every snapshot is looked at, and all of them are returned.
    ///
    /// - Parameters:
    ///   - count: How many are wanted; perhaps there are more.
    ///   - moment: Those that began later may be left out; `nil` for none.
    /// - Returns: The snapshots, and whether that is all there are.
    public func last(
        _ count: Int,
        startedBy moment: Timestamp? = nil
    ) -> (snapshots: [StoredSnapshot], isAll: Bool) {
        if let outlook, count < outlook.ids.count {
            let ids = outlook.last(count, startedBy: moment)
            if let found = known(ids, outlook) { return (found, false) }
        }
        return (list(), true)
    }

    /// The snapshot with an id, or with the only one that begins so; `nil` where that takes a look at all of them.
    func known(_ prefix: String) -> StoredSnapshot? {
        guard let outlook else { return nil }
        let matches = outlook.ids.filter { $0.text.hasPrefix(prefix) }
        guard let match = matches.first(where: { $0.text == prefix }) ?? matches.first,
            matches.count == 1 || match.text == prefix
        else { return nil }
        return known([match], outlook)?.first
    }

    /// Some snapshots in the order in which they were taken; `nil` where one of them is not as the catalog knows it.
    private func known(_ ids: [SnapshotID], _ outlook: StoreOutlook) -> [StoredSnapshot]? {
        guard let rows = try? Catalog(layout: layout).rows(of: ids), rows.count == ids.count else { return nil }
        // Where it cannot be read, nothing is known to be verified, and that is what is shown.
        let verifications = (try? VerificationRecords(layout: layout).all(of: ids)) ?? [:]
        let marked = Set(outlook.names.lazy.compactMap(StoreLayout.idOfMarks(named:)))
        var found: [(place: Succession.Place, snapshot: StoredSnapshot)] = []
        for row in rows {
            guard Directory.stamp(row.snapshot.file) == row.stamp else { return nil }
            var snapshot = row.snapshot
            if marked.contains(snapshot.id) { readMarks(of: &snapshot) }
            snapshot.verifiedAt = verifications[snapshot.id]?.intactAt
            let place = outlook.overview.places[snapshot.id]
            found.append((place ?? Succession.Place(time: snapshot.startedAt, steps: 0), snapshot))
        }
        return found.sorted { ($0.place, $0.snapshot.id) < ($1.place, $1.snapshot.id) }.map(\.snapshot)
    }
}
