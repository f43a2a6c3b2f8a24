import Glibc
public import Offsets

/// Removing snapshots, and having them back.
///
/// A removal is a move into the directory `trash` of the store: at any moment a snapshot is in one of the two, whole.
extension SnapshotStore {
    /// What is in the trash, in the order of the names; nothing where it cannot be seen.
    public func trashed() -> [TrashedSnapshot] { (try? trash()) ?? [] }

    /// What is in the trash, in the order of the names.
    ///
    /// - Throws: 74 or 77 when it cannot be seen.
    public func trash() throws(TidemarkError) -> [TrashedSnapshot] {
        guard try Directory.isDirectory(layout.trash) else { return [] }
        var found: [TrashedSnapshot] = []
        for name in try Directory.names(in: layout.trash).sorted() {
            let path = "\(layout.trash)/\(name)"
            guard let (id, until) = TrashedSnapshot.parse(name), let stamp = try Directory.stampIfThere(path) else {
                continue
            }
            found.append(TrashedSnapshot(id: id, file: path, until: until, bytes: stamp.bytes))
        }
        return found
    }

    /// Moves snapshots to the trash.
    ///
    /// Whether each is still there and may go is looked at with the store's lock, since somebody may have held it since.
    ///
    /// - Parameters:
    ///   - removals: Which, the first to go first.
    ///   - now: The present moment.
    /// - Returns: What was moved, and what stopped it.
    /// - Throws: Before anything was moved: `store-busy` (exit 75), 73, 74 or 77.
    public func moveToTrash(_ removals: [Removal], at now: Timestamp) async throws(TidemarkError) -> RemovalOutcome {
        try await withLock { store throws(TidemarkError) in try store.move(removals, at: now) }
    }

    /// Removes for good what is in the trash and whose time has passed.
    ///
    /// - Parameter now: The present moment.
    /// - Returns: What was removed.
    /// - Throws: `store-busy` (exit 75), 74 or 77 naming the file; what was removed before is gone.
    public func emptyTrash(at now: Timestamp) async throws(TidemarkError) -> [TrashedSnapshot] {
        guard try trash().contains(where: { $0.until <= now }) else { return [] }
        return try await withLock { store throws(TidemarkError) in
            let due = try store.trash().filter { $0.until <= now }
            for snapshot in due {
                try store.step(.delete, .remove, snapshot.file) { () throws(TidemarkError) in
                    try Directory.remove(snapshot.file)
                }
            }
            // Those of a snapshot that is gone; also where somebody was killed between the two.
            let left = Set(try store.trash().map(\.id))
            for name in try Directory.names(in: store.layout.trash) {
                guard let id = StoreLayout.idOfMarks(named: name), !left.contains(id) else { continue }
                let path = "\(store.layout.trash)/\(name)"
                try store.step(.delete, .remove, path) { () throws(TidemarkError) in try Directory.remove(path) }
            }
            return due
        }
    }

    /// Puts a snapshot back from the trash, after its file was read whole.
    ///
    /// - Parameter snapshot: The snapshot.
    /// - Returns: Its entry.
    /// - Throws: `damaged-snapshot` (exit 65), and it stays in the trash; `file-exists` (73) when it is there already;
    ///   `store-busy` (75), 74 or 77.
    public func undelete(_ snapshot: TrashedSnapshot) async throws(TidemarkError) -> StoredSnapshot {
        try await withLock { store throws(TidemarkError) in try store.putBack(snapshot) }
    }

    private func move(_ removals: [Removal], at now: Timestamp) throws(TidemarkError) -> RemovalOutcome {
        try lookAgain()
        let known = Dictionary(list().map { ($0.id, $0) }) { first, _ in first }
        var outcome = RemovalOutcome()
        var going: [(snapshot: StoredSnapshot, target: String)] = []
        for removal in removals {
            guard let stored = known[removal.id] else {
                outcome.left.append((removal.id, "it is not there any more"))
                continue
            }
            guard stored.protection(at: now) == .none else {
                outcome.left.append((removal.id, "it is held"))
                continue
            }
            let name = TrashedSnapshot.name(of: removal.id, until: removal.until)
            going.append((stored, "\(layout.trash)/\(name)"))
        }
        guard !going.isEmpty else { return outcome }
        try step(.createTrash, .create, layout.trash) { () throws(TidemarkError) in try Directory.create(layout.trash) }
        // Before the first goes, so that none is ever missing without a word.
        try markSuccessors(of: going.map(\.snapshot))
        do throws(TidemarkError) {
            for (snapshot, target) in going {
                try step(.move, .publish, target) { () throws(TidemarkError) in
                    // The same snapshot, removed in the same second before: nothing to move it beside.
                    guard try Directory.publish(snapshot.file, as: target) else {
                        throw TidemarkError.system(EEXIST, .publish, target)
                    }
                }
                outcome.moved.append(snapshot)
                try moveMarks(of: snapshot.id, from: layout.snapshots, to: layout.trash)
            }
        } catch {
            outcome.failure = error
        }
        forget(outcome.moved)
        do throws(TidemarkError) {
            try synchronizeMoves()
        } catch {
            if outcome.failure == nil { outcome.failure = error }
        }
        noteInCatalog(removing: outcome.moved.map(\.id.text))
        forgetVerifications(of: outcome.moved.map(\.id))
        return outcome
    }

    private func putBack(_ snapshot: TrashedSnapshot) throws(TidemarkError) -> StoredSnapshot {
        try lookAgain()
        let target = layout.file(snapshot.id)
        guard !Directory.exists(target) else { throw Self.isThere(target) }
        var (entry, _) = try StoredSnapshotReader.read(snapshot.file, id: snapshot.id)
        entry.file = target
        // First, so that a hold is there when the snapshot is.
        try moveMarks(of: snapshot.id, from: layout.trash, to: layout.snapshots)
        try step(.move, .publish, target) { () throws(TidemarkError) in
            guard try Directory.publish(snapshot.file, as: target) else { throw Self.isThere(target) }
        }
        remember(entry)
        try synchronizeMoves()
        if let stamp = Directory.stamp(target) {
            noteInCatalog(adding: [CatalogRow(snapshot: entry, stamp: stamp)])
        }
        return entry
    }

    private static func isThere(_ path: String) -> TidemarkError {
        TidemarkError(
            .fileExists,
            "\(path) already exists; the snapshot stays in the trash",
            hint: "`tidemark list` shows what is there."
        )
    }

    /// Moves what is noted of a snapshot, where there is anything.
    private func moveMarks(of id: SnapshotID, from source: String, to target: String) throws(TidemarkError) {
        let name = StoreLayout.marksName(id)
        guard FileKind.of("\(source)/\(name)") != nil else { return }
        let path = "\(target)/\(name)"
        try step(.moveMarks, .publish, path) { () throws(TidemarkError) in
            // Of two, those beside the snapshot in the store are the newer ones.
            if source == layout.snapshots {
                try Directory.replace(path, by: "\(source)/\(name)")
            } else if try !Directory.publish("\(source)/\(name)", as: path) {
                try Directory.remove("\(source)/\(name)")
            }
        }
    }

    private func forget(_ moved: [StoredSnapshot]) {
        let ids = Set(moved.map(\.id))
        snapshots.removeAll { ids.contains($0.id) }
    }

    private func synchronizeMoves() throws(TidemarkError) {
        try step(.synchronizeTrash, .synchronize, layout.trash) { () throws(TidemarkError) in
            try Directory.synchronize(layout.trash)
        }
        try step(.synchronizeSnapshots, .synchronize, layout.snapshots) { () throws(TidemarkError) in
            try Directory.synchronize(layout.snapshots)
        }
    }

    /// Brings the catalog up to date; where that fails, the next writer does it.
    private func noteInCatalog(adding added: [CatalogRow] = [], removing removed: [String] = []) {
        do throws(TidemarkError) {
            try step(.catalog, .write, layout.catalog) { () throws(TidemarkError) in
                try Catalog(layout: layout).update(
                    adding: added,
                    removing: removed,
                    overview: CatalogOverview(of: snapshots)
                )
            }
        } catch {
            notices.append(
                "\(error.message); the files are as they should be, and the catalog is filled from them next time"
            )
        }
    }

    func step<Result: ~Copyable>(
        _ step: UpkeepStep,
        _ act: FileAct,
        _ path: String,
        _ body: () throws(TidemarkError) -> Result
    ) throws(TidemarkError) -> Result {
        if let number = upkeepFault(step) { throw TidemarkError.system(number, act, path) }
        return try body()
    }
}
