import Glibc
public import Offsets

/// What is noted of snapshots beside their files.
extension SnapshotStore {
    /// Changes what is noted of a snapshot; durable when this returns.
    ///
    /// - Parameters:
    ///   - id: The snapshot.
    ///   - change: Changes the marks that it has at this moment; it is given the snapshot as it is with them.
    /// - Returns: The snapshot as it is then.
    /// - Throws: `snapshot-not-found` (exit 66) when it is gone; `damaged-marks` (65) or `newer-format` (78) when those that
    ///   there are cannot be read; `store-busy` (75), 73, 74 or 77, and nothing is changed then.
    public func mark(
        _ id: SnapshotID,
        _ change: @Sendable (inout SnapshotMarks, StoredSnapshot) -> Void
    ) async throws(TidemarkError) -> StoredSnapshot {
        try await withLock { store throws(TidemarkError) in
            try store.lookAgain()
            guard let index = store.snapshots.firstIndex(where: { $0.id == id }) else {
                throw TidemarkError(
                    .snapshotNotFound,
                    "there is no snapshot \(id) any more",
                    hint: "`tidemark list` shows what is there, `tidemark undelete` what is in the trash."
                )
            }
            var stored = store.snapshots[index]
            // Throws where they cannot be read: nobody knows what a change would lose.
            var marks = try Self.marks(in: store.layout.marks(id)) ?? .none
            change(&marks, stored)
            try store.write(marks, of: id)
            stored.marks = marks
            stored.hasUnreadableMarks = false
            store.snapshots[index] = stored
            return stored
        }
    }

    /// Snapshots with what is noted of them.
    ///
    /// - Parameters:
    ///   - snapshots: The snapshots.
    ///   - names: The names in the directory, so that only files are looked for that are there.
    /// - Returns: The snapshots in the same order.
    func marked(_ snapshots: [StoredSnapshot], among names: [String]) -> [StoredSnapshot] {
        unreadableMarks = []
        let marked = Set(names.lazy.compactMap(StoreLayout.idOfMarks(named:)))
        let areNew = snapshots.allSatisfy { $0.marks.isEmpty && !$0.hasUnreadableMarks }
        guard !marked.isEmpty || !areNew else { return snapshots }
        return snapshots.map { snapshot in
            var snapshot = snapshot
            if marked.contains(snapshot.id) {
                readMarks(of: &snapshot)
            } else {
                snapshot.marks = .none
                snapshot.hasUnreadableMarks = false
            }
            return snapshot
        }
    }

    /// Reads what is noted of a snapshot; what cannot be read is kept for the operator to know.
    func readMarks(of snapshot: inout StoredSnapshot) {
        do throws(TidemarkError) {
            snapshot.marks = try Self.marks(in: layout.marks(snapshot.id)) ?? .none
            snapshot.hasUnreadableMarks = false
        } catch {
            snapshot.marks = .none
            snapshot.hasUnreadableMarks = true
            unreadableMarks.append(error)
            unreadableMarks.sort { $0.message < $1.message }
        }
    }

    /// Names, in the marks of those that stay, what they follow when others are gone.
    func markSuccessors(of going: [StoredSnapshot]) throws(TidemarkError) {
        let gone = Dictionary(going.map { ($0.digest, $0) }) { first, _ in first }
        let known = Dictionary(snapshots.map { ($0.digest, $0) }) { first, _ in first }
        for index in snapshots.indices where gone[snapshots[index].digest] == nil {
            let snapshot = snapshots[index]
            // Those whose predecessor went before follow what their marks say.
            let named =
                snapshot.previousDigest.flatMap { known[$0] } ?? snapshot.marks.successor?.digest.flatMap { known[$0] }
            guard var before = named, gone[before.digest] != nil, !snapshot.hasUnreadableMarks else { continue }
            var steps = 0
            var next: StoredSnapshot? = before
            while let link = next, gone[link.digest] != nil, steps <= snapshots.count {
                before = link
                next = link.previousDigest.flatMap { known[$0] } ?? link.marks.successor?.digest.flatMap { known[$0] }
                steps += 1
            }
            try mark(snapshot, after: next?.digest)
        }
    }

    /// Notes which snapshot one follows now; `nil` for none.
    func mark(_ snapshot: StoredSnapshot, after digest: ContentDigest?) throws(TidemarkError) {
        var marks = snapshot.marks
        marks.successor = digest.map { .of($0) } ?? .first
        guard marks != snapshot.marks, !snapshot.hasUnreadableMarks else { return }
        try write(marks, of: snapshot.id)
        for index in snapshots.indices where snapshots[index].id == snapshot.id { snapshots[index].marks = marks }
    }

    private static func marks(in path: String) throws(TidemarkError) -> SnapshotMarks? {
        guard let kind = FileKind.of(path) else { return nil }
        guard kind == .regular else { throw MarksFile.damaged(path, "it is \(kind.rawValue), not a file") }
        let file = try OpenFile(path, flags: O_RDONLY)
        let size = try file.size()
        guard size <= MarksFile.longest else { throw MarksFile.damaged(path, "it is larger than any such file") }
        return try MarksFile.decode(try file.read(size, at: 0), path)
    }

    /// Writes a file of marks in the place of the one that is there, or removes it where nothing is noted any more.
    private func write(_ marks: SnapshotMarks, of id: SnapshotID) throws(TidemarkError) {
        let path = layout.marks(id)
        if marks.isEmpty {
            try step(.publishMarks, .remove, path) { () throws(TidemarkError) in try Directory.remove(path) }
        } else {
            try replace(path, with: try MarksFile.encode(marks), by: layout.temporaryMarks(id, process: getpid()))
        }
        try step(.synchronizeMarksDirectory, .synchronize, layout.snapshots) { () throws(TidemarkError) in
            try Directory.synchronize(layout.snapshots)
        }
    }

    private func replace(_ path: String, with bytes: [UInt8], by temporary: String) throws(TidemarkError) {
        do throws(TidemarkError) {
            // What a process with the same number was killed over.
            try Directory.remove(temporary)
            let file = try step(.createMarks, .create, temporary) { () throws(TidemarkError) in
                try OpenFile.ofStore(temporary, isNew: true)
            }
            try step(.writeMarks, .write, temporary) { () throws(TidemarkError) in try file.write(bytes) }
            try step(.synchronizeMarks, .synchronize, temporary) { () throws(TidemarkError) in try file.synchronize() }
            try step(.publishMarks, .publish, path) { () throws(TidemarkError) in
                try Directory.replace(path, by: temporary)
            }
        } catch {
            // The next writer removes it when this cannot.
            try? Directory.remove(temporary)
            throw error
        }
    }
}
