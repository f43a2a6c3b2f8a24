import Glibc
import Offsets
import SQLite

/// Making catalog and files agree: the files are the truth.
extension SnapshotStore {
    /// Makes the snapshots known for a reader, which changes nothing.
    func look() throws(TidemarkError) {
        var content = Catalog.Content()
        do throws(SQLiteError) {
            content = try Catalog(layout: layout).read(.read)
        } catch  where error.code == .newerSchema {
            throw TidemarkError.database(error, layout.catalog)
        } catch {
            // The files answer as well; a writer will repair the catalog.
        }
        _ = try reconcile(content.rows)
    }

    /// Makes what others have saved or removed since known to a writer.
    ///
    /// A complete snapshot is never written again, so that the names tell.
    func lookAgain() throws(TidemarkError) {
        let known = Set(snapshots.map(\.id)).union(damagedFiles.compactMap(\.id))
        let names = try Directory.names(in: layout.snapshots)
        guard Set(names.compactMap(StoreLayout.id)) == known else { return try putRight() }
        // Somebody may have held one since.
        snapshots = Succession.ordered(marked(snapshots, among: names))
    }

    /// Makes the snapshots known for a writer, and the catalog and the directory what they should be.
    func putRight() throws(TidemarkError) {
        try removeUnfinished()
        let catalog = Catalog(layout: layout)
        var content = Catalog.Content()
        if FileKind.of(layout.catalog) != nil {
            do throws(SQLiteError) {
                content = try catalog.read(.write)
            } catch  where [.damaged, .mismatch, .notAFile].contains(error.code) {
                try catalog.setAside()
                notices.append("\(layout.catalog) was damaged (\(error)); it is rebuilt from the files")
            } catch {
                throw TidemarkError.database(error, layout.catalog)
            }
        }
        let found = try reconcile(content.rows)
        for row in found.adopted {
            // Its writer may have been killed between the name and the mode.
            try OpenFile(row.snapshot.file, flags: O_RDONLY).setMode(StoreLayout.snapshotMode)
        }
        if !found.adopted.isEmpty { try Directory.synchronize(layout.snapshots) }
        try catalog.prepare()
        let removed = (found.gone + found.trashed).map(\.text)
        try catalog.update(adding: found.adopted, removing: removed + content.unfit)
        tell(found, content)
    }

    /// Removes files that a killed writer left; what else has such a name is not ours.
    private func removeUnfinished() throws(TidemarkError) {
        for name in try Directory.names(in: layout.snapshots).filter(StoreLayout.isTemporary).sorted() {
            let path = "\(layout.snapshots)/\(name)"
            let kind = FileKind.of(path)
            if let kind, kind != .regular {
                notices.append("left \(path) alone: it is \(kind.rawValue), not an unfinished snapshot")
            } else {
                try Directory.remove(path)
                notices.append("removed \(name), which a run that was killed left unfinished")
            }
        }
    }

    /// A first catalog, or a new one, is filled without a word; a lost row or file is worth one.
    private func tell(_ found: Reconciliation, _ content: Catalog.Content) {
        let unfit = Set(content.unfit).union(found.unfit.lazy.map(\.text))
        for row in found.adopted where !(content.rows.isEmpty && content.unfit.isEmpty) {
            let isKnown = unfit.contains(row.snapshot.id.text)
            let why = isKnown ? "its entry in the catalog did not fit it any more" : "it was not in the catalog"
            notices.append("read \(row.snapshot.file) again: \(why)")
        }
        notices += found.gone.map { "removed \($0) from the catalog: its file is gone" }
    }

    /// What was found beside the rows of the catalog that fit.
    private struct Reconciliation {
        /// Files that were read because no row fits them.
        var adopted: [CatalogRow] = []
        /// Rows whose file is gone.
        var gone: [SnapshotID] = []
        /// Rows whose file is in the trash: whoever moved it there was killed before it could say so here.
        var trashed: [SnapshotID] = []
        /// Rows that do not fit their file; the one of a file that is damaged says what it held.
        var unfit: Set<SnapshotID> = []
    }

    /// Makes `snapshots` what the files are, reading only files that no row fits.
    private func reconcile(_ rows: [CatalogRow]) throws(TidemarkError) -> Reconciliation {
        var known = Dictionary(rows.map { ($0.snapshot.id, $0) }, uniquingKeysWith: { first, _ in first })
        var there: [StoredSnapshot] = []
        var found = Reconciliation()
        damagedFiles = []
        let names = try Directory.names(in: layout.snapshots)
        for id in names.compactMap(StoreLayout.id).sorted() {
            let path = layout.file(id)
            // A removal since the listing is no damage.
            guard let stamp = Directory.stamp(path) else { continue }
            let row = known.removeValue(forKey: id)
            if let row, row.stamp == stamp {
                there.append(row.snapshot)
                continue
            }
            if row != nil { found.unfit.insert(id) }
            do throws(TidemarkError) {
                let (entry, _) = try StoredSnapshotReader.read(path, id: id)
                there.append(entry)
                found.adopted.append(CatalogRow(snapshot: entry, stamp: stamp))
            } catch {
                note(damaged: path, error, known: row?.snapshot)
            }
        }
        // Where it cannot be read, nothing is known to be verified, and that is what is shown.
        verifications = (try? VerificationRecords(layout: layout).all()) ?? [:]
        for index in there.indices { there[index].verifiedAt = verifications[there[index].id]?.intactAt }
        snapshots = Succession.ordered(marked(there, among: names))
        let trashed = known.isEmpty ? [] : Set(trashed().map(\.id))
        found.trashed = known.keys.filter(trashed.contains).sorted()
        let gone = known.values.map(\.snapshot).filter { !trashed.contains($0.id) }
        missing = Self.newest(of: gone, beside: there)
        found.gone = Set(gone.map(\.id)).subtracting(missing.map(\.id)).sorted()
        return found
    }

    /// Those of the snapshots that are gone after which none of their cluster was taken that is there.
    private static func newest(of gone: [StoredSnapshot], beside found: [StoredSnapshot]) -> [StoredSnapshot] {
        guard !gone.isEmpty else { return [] }
        // What was imported is not meant by age, so that nothing takes its place, and it takes nobody's.
        let taken = (found + gone).filter { !$0.isImported }
        let (isGone, all) = (Set(gone.map(\.id)), Succession.ordered(taken))
        return gone.map(\.cluster.id).reduce(into: Set()) { $0.insert($1) }.sorted().flatMap { cluster in
            let newest = all.reversed().filter { $0.cluster.id == cluster }.prefix { isGone.contains($0.id) }
            return newest.reversed()
        }
    }
}
