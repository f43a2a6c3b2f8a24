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
    ///   candidates; `damaged-snapshot` (exit 65) when the only match is a damaged file.
    public func resolve(
        _ reference: SnapshotReference,
        cluster: String? = nil
    ) throws(TidemarkError) -> StoredSnapshot {
        let candidates = list().filter { cluster == nil || $0.cluster.id == cluster || $0.cluster.name == cluster }
        switch reference {
        case .latest(let back):
            guard back >= 0, back < candidates.count else {
                throw notFound(back == 0 ? "latest" : "latest~\(back)", candidates, cluster)
            }
            return candidates[candidates.count - 1 - back]
        case .atOrBefore(let moment):
            guard let match = candidates.last(where: { $0.startedAt <= moment }) else {
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

    private func checkDamaged(_ prefix: String) throws(TidemarkError) {
        let start = "\(layout.snapshots)/\(prefix)"
        guard let damaged = damagedFiles.first(where: { $0.file.hasPrefix(start) }) else { return }
        throw TidemarkError(
            "damaged-snapshot",
            damaged.reason,
            hint: "Use another snapshot; `tidemark list` shows them.",
            exitCode: damaged.exitCode
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
            "snapshot-not-found",
            "there is no snapshot \(what); \(existing)",
            hint: "`tidemark list` shows all of them.",
            exitCode: .notFound
        )
    }

    private func ambiguous(_ prefix: String, _ matches: [StoredSnapshot]) -> TidemarkError {
        let named = matches.prefix(Self.namedAtMost).map(\.id.text).joined(separator: ", ")
        let more = matches.count > Self.namedAtMost ? " and \(matches.count - Self.namedAtMost) more" : ""
        return TidemarkError(
            "ambiguous-snapshot",
            "'\(prefix)' is ambiguous: \(matches.count) snapshots match: \(named)\(more)",
            hint: "Type more of the id.",
            exitCode: .usage
        )
    }
}
