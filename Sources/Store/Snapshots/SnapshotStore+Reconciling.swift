import Glibc
import Offsets
import SQLite

/// Making catalog and files agree: the files are the truth.
extension SnapshotStore {
    /// Makes the snapshots known for who looks.
    func look() throws(TidemarkError) {
        outlook = nil
        let (content, flaw) = try contentForLooking()
        let found = try reconcile(content.rows, among: try Directory.names(in: layout.snapshots))
        heal(flaw, found)
    }

    /// Makes the names known, and looks at the snapshots only where that has to be.
    func lookAtNames() throws(TidemarkError) {
        var overview: CatalogOverview?
        do throws(SQLiteError) {
            overview = try Catalog(layout: layout).overview()
        } catch  where error.code == .newerSchema {
            throw TidemarkError.database(error, layout.catalog)
        } catch {
            // Looking at all of them finds out what is wrong with it.
        }
        guard let overview else { return try look() }
        outlook = StoreOutlook(overview, try Directory.names(in: layout.snapshots))
        if outlook == nil { try look() }
    }

    /// Makes every snapshot known, where that has not been done yet.
    func lookAtAll() {
        guard let outlook else { return }
        self.outlook = nil
        // It was of this version when the store was opened; where it is not any more, the files answer.
        let (content, flaw) = (try? contentForLooking()) ?? (Catalog.Content(), nil)
        // Behind the catalog, which may have a snapshot that came since the names were read.
        let names = (try? Directory.names(in: layout.snapshots)) ?? outlook.names
        if let found = try? reconcile(content.rows, among: names) { heal(flaw, found) }
    }

    /// Makes what others have saved or removed since known to a writer.
    ///
    /// A complete snapshot is never written again, so that the names tell.
    func lookAgain() throws(TidemarkError) {
        let known = Set(snapshots.map(\.id)).union(damagedFiles.compactMap(\.id))
        let names = try Directory.names(in: layout.snapshots)
        guard Set(names.compactMap(StoreLayout.id)) == known else {
            try putRight()
            return
        }
        // Somebody may have held one since.
        snapshots = Succession.ordered(marked(snapshots, among: names))
    }

    /// Makes the snapshots known for a writer, and the catalog and the directory what they should be.
    ///
    /// - Parameter rereads: Whether every file is read, whatever the catalog says.
    /// - Returns: What was found, where every file was read.
    /// - Throws: 73, 74 or 77 naming the file that could not be read or written; 78 for a catalog of a newer Tidemark.
    @discardableResult
    func putRight(rereading rereads: Bool = false) throws(TidemarkError) -> ReindexOutcome {
        outlook = nil
        try removeUnfinished()
        let (content, known) = try contentForWriting()
        var flaw = known
        if rereads { adopted = [:] }
        let found = try reconcile(
            content.rows,
            among: try Directory.names(in: layout.snapshots),
            isWriting: true,
            rereading: rereads
        )
        for row in found.adopted {
            // Its writer may have been killed between the name and the mode.
            try OpenFile(row.snapshot.file, flags: O_RDONLY).setMode(StoreLayout.snapshotMode)
        }
        if !found.adopted.isEmpty { try Directory.synchronize(layout.snapshots) }
        // What is not as it should be may not be all that is wrong: only then every page is looked at.
        if flaw == nil, rereads || !content.unfit.isEmpty || !found.adopted.isEmpty {
            flaw = try flawOfPages()
        }
        try write(found, content, isNew: flaw != nil || rereads)
        if let flaw {
            // A first catalog is made without a word.
            if flaw.isDamage || !found.rows.isEmpty { notices.append(rebuilt(flaw)) }
        } else if !rereads {
            tell(found, content)
        }
        return rereads ? outcome(found, content) : ReindexOutcome()
    }

    private func outcome(_ found: Reconciliation, _ content: Catalog.Content) -> ReindexOutcome {
        let before = Dictionary(content.rows.map { ($0.snapshot.id, $0) }) { first, _ in first }
        var outcome = ReindexOutcome(snapshots: snapshots.count)
        outcome.bytes = snapshots.reduce(0) { $0 + $1.bytes }
        for row in found.adopted {
            guard let known = before[row.snapshot.id] else {
                if content.unfit.contains(row.snapshot.id.text) { outcome.changed += 1 } else { outcome.added += 1 }
                continue
            }
            if !known.isSame(as: row) { outcome.changed += 1 }
        }
        outcome.removed = found.gone.count + found.trashed.count
        return outcome
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

    /// A lost row or file is worth a word, and not each row of a catalog that is filled for the first time.
    private func tell(_ found: Reconciliation, _ content: Catalog.Content) {
        let unfit = Set(content.unfit).union(found.unfit.lazy.map(\.text))
        for row in found.adopted where !(content.rows.isEmpty && content.unfit.isEmpty) {
            let isKnown = unfit.contains(row.snapshot.id.text)
            let why = isKnown ? "its entry in the catalog did not fit it any more" : "it was not in the catalog"
            notices.append("read \(row.snapshot.file) again: \(why)")
        }
        notices += found.gone.map { "removed \($0) from the catalog: its file is gone" }
    }

    /// Makes `snapshots` what the files are, reading only files that no row fits, or all of them.
    ///
    /// - Parameters:
    ///   - rows: The rows of the catalog.
    ///   - names: The names in the directory.
    ///   - isWriting: Whether what is found is written to the catalog.
    ///   - rereads: Whether every file is read.
    /// - Returns: What was found beside the rows that fit.
    /// - Throws: Nothing that a file is the reason of.
    private func reconcile(
        _ rows: [CatalogRow],
        among names: [String],
        isWriting: Bool = false,
        rereading rereads: Bool = false
    ) throws(TidemarkError) -> Reconciliation {
        var there: [StoredSnapshot] = []
        var found = Reconciliation()
        damagedFiles = []
        // Both in the order of the ids; a row whose file is not among the names is left over.
        let isOrdered = zip(rows, rows.dropFirst()).allSatisfy { $0.snapshot.id < $1.snapshot.id }
        let rows = isOrdered ? rows : rows.sorted { $0.snapshot.id < $1.snapshot.id }
        var next = 0
        var left: [CatalogRow] = []
        let ids = names.compactMap(StoreLayout.id).sorted()
        there.reserveCapacity(ids.count)
        for id in ids {
            while next < rows.count, rows[next].snapshot.id < id {
                left.append(rows[next])
                next += 1
            }
            let place = next < rows.count && rows[next].snapshot.id == id ? next : nil
            if place != nil { next += 1 }
            let path = place.map { rows[$0].snapshot.file } ?? layout.file(id)
            let stamp: FileStamp
            do throws(TidemarkError) {
                // A removal since the listing is no damage.
                guard let there = try Directory.stampIfThere(path) else {
                    if let place { left.append(rows[place]) }
                    continue
                }
                stamp = there
            } catch {
                note(damaged: path, error, known: place.map { rows[$0].snapshot })
                if let place { found.rows.append(rows[place]) }
                continue
            }
            // Nearly always, and for thousands: a row is looked at where it is.
            if let place, rows[place].stamp == stamp, !rereads {
                there.append(rows[place].snapshot)
                if isWriting { found.rows.append(rows[place]) }
                continue
            }
            let row = place.map { rows[$0] }
            if row != nil { found.unfit.insert(id) }
            do throws(TidemarkError) {
                let row = try read(id, stamp)
                there.append(row.snapshot)
                found.adopted.append(row)
                found.rows.append(row)
            } catch {
                note(damaged: path, error, known: row?.snapshot)
                if let row { found.rows.append(CatalogRow(unfit: row.snapshot)) }
            }
        }
        left += rows[next...]
        // Where it cannot be read, nothing is known to be verified, and that is what is shown.
        verifications = (try? VerificationRecords(layout: layout).all()) ?? [:]
        if !verifications.isEmpty {
            for index in there.indices { there[index].verifiedAt = verifications[there[index].id]?.intactAt }
        }
        snapshots = Succession.ordered(marked(there, among: names))
        let trashed = left.isEmpty ? [] : Set(trashed().map(\.id))
        found.trashed = left.map(\.snapshot.id).filter(trashed.contains)
        let gone = left.map(\.snapshot).filter { !trashed.contains($0.id) }
        missing = Self.newest(of: gone, beside: there)
        let missed = Set(missing.map(\.id))
        found.rows += left.filter { missed.contains($0.snapshot.id) }
        found.gone = Set(gone.map(\.id)).subtracting(missing.map(\.id)).sorted()
        return found
    }

    /// The row of a file that no row fits; read once, unless it is written to.
    private func read(_ id: SnapshotID, _ stamp: FileStamp) throws(TidemarkError) -> CatalogRow {
        if let row = adopted[id], row.stamp == stamp { return row }
        let (entry, _) = try StoredSnapshotReader.read(layout.file(id), id: id)
        let row = CatalogRow(snapshot: entry, stamp: stamp)
        adopted[id] = row
        return row
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
