public import Offsets

extension SnapshotStore {
    /// So many ids are named in a message.
    private static let namedAtMost = 10

    /// The snapshot that a reference means.
    ///
    /// - Parameters:
    ///   - reference: what the operator typed.
    ///   - cluster: a cluster's id or name, to look only at its snapshots; `nil` for all.
    /// - Returns: the one snapshot meant.
    /// - Throws: `snapshot-not-found` (exit 66) naming what there is; `ambiguous-snapshot` (exit 64) naming the
    ///   candidates; `damaged-snapshot` (exit 65) when what is meant is a damaged file: an older snapshot never takes its
    ///   place without a word.
    public func resolve(
        _ reference: SnapshotReference,
        cluster: String? = nil
    ) throws(TidemarkError) -> StoredSnapshot {
        func isMeant(_ snapshot: StoredSnapshot) -> Bool { cluster.map { snapshot.cluster.isCalled($0) } ?? true }
        if case .id(let prefix) = reference, let found = known(prefix), isMeant(found) { return found }
        let candidates = list().filter(isMeant)
        let damaged = damagedFiles.filter { file in
            guard let cluster, let known = file.known?.cluster else { return true }
            return known.isCalled(cluster)
        }
        // What was imported is never meant by age.
        let taken = candidates.filter { !$0.isImported }
        let unread = damaged.filter { !$0.isImported }.compactMap(\.id)
        switch reference {
        case .latest(let back):
            var ids = taken.map(\.id)
            for id in unread { ids.insert(id, at: ids.firstIndex { id < $0 } ?? ids.endIndex) }
            guard back >= 0, back < ids.count else {
                throw notFound(back == 0 ? "latest" : "latest~\(back)", candidates, cluster)
            }
            let id = ids[ids.count - 1 - back]
            try refuse(id, among: damaged)
            guard let match = taken.first(where: { $0.id == id }) else {
                throw notFound("\"\(id)\"", candidates, cluster)
            }
            return match
        case .atOrBefore(let moment):
            let last = SnapshotID(lastOf: moment)
            let ids = (taken.filter { $0.startedAt <= moment }.map(\.id) + unread).sorted()
            if let id = ids.last(where: { $0 <= last }) { try refuse(id, among: damaged) }
            guard let match = taken.last(where: { $0.startedAt <= moment }) else {
                throw notFound("at or before \(moment)", candidates, cluster)
            }
            return match
        case .id(let prefix):
            let matches = candidates.filter { $0.id.text.hasPrefix(prefix) }
            guard let match = matches.first else {
                try checkDamaged(prefix)
                throw notFound("\"\(prefix)\"", candidates, cluster)
            }
            guard matches.count == 1 || match.id.text == prefix else { throw ambiguous(prefix, matches) }
            return match
        }
    }

    private func refuse(_ id: SnapshotID, among damaged: [DamagedFile]) throws(TidemarkError) {
        guard let file = damaged.first(where: { $0.id == id }) else { return }
        throw TidemarkError(
            file.code,
            "the snapshot that is meant is \(id), and \(file.reason)",
            hint: "Name another one; `tidemark list` shows them."
        )
    }

    private func checkDamaged(_ prefix: String) throws(TidemarkError) {
        let start = "\(layout.snapshots)/\(prefix)"
        guard let damaged = damagedFiles.first(where: { $0.file.hasPrefix(start) }) else { return }
        throw TidemarkError(
            damaged.code,
            damaged.reason,
            hint: "Use another snapshot; `tidemark list` shows them."
        )
    }

    private func notFound(_ what: String, _ all: [StoredSnapshot], _ cluster: String?) -> TidemarkError {
        let place = cluster.map { "of cluster \($0) in \(directory)" } ?? "in \(directory)"
        let existing =
            switch all.count {
            case 0: "there are none \(place)"
            case 1...Self.namedAtMost: "there are \(all.map(\.id.text).joined(separator: ", ")) \(place)"
            default:
                "there are \(all.count) \(place), from \(all[0].id) to \(all[all.count - 1].id)"
            }
        return TidemarkError(
            .snapshotNotFound,
            "there is no snapshot \(what); \(existing)",
            hint: "`tidemark list` shows all of them."
        )
    }

    private func ambiguous(_ prefix: String, _ matches: [StoredSnapshot]) -> TidemarkError {
        let named = matches.prefix(Self.namedAtMost).map(\.id.text).joined(separator: ", ")
        let more = matches.count > Self.namedAtMost ? " and \(matches.count - Self.namedAtMost) more" : ""
        return TidemarkError(
            .ambiguousSnapshot,
            "'\(prefix)' is ambiguous: \(matches.count) snapshots match: \(named)\(more)",
            hint: "Type more of the id."
        )
    }
}

extension SnapshotID {
    /// An id behind those of all snapshots that began in the second of this moment or before.
    fileprivate init(lastOf moment: Timestamp) {
        self.init(text: "\(moment.compact)-\(String(repeating: "f", count: Self.digestDigits))")
    }
}
