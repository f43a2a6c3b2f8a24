import Offsets
import Store
import Syntax

/// Which snapshot a command is about.
enum SnapshotArgument {
    /// The argument.
    static let snapshot = Argument<String>(
        .nonEmptyText("SNAPSHOT"),
        help: "an id or the beginning of one, latest, latest~2, or @2026-11-21T03:00Z (the newest at or before)"
    )

    /// What the argument says; asked before a store is opened, so that a mistake changes nothing.
    ///
    /// - Throws: exit 64 when it makes no sense.
    static func reference(_ arguments: ParsedArguments) throws -> SnapshotReference {
        try SnapshotReference(try arguments[snapshot])
    }

    /// The snapshot that a reference means, and its content.
    ///
    /// - Parameters:
    ///   - reference: what the argument says.
    ///   - store: where the snapshots are.
    ///   - cluster: asked, where the reference is by age, for the id of the cluster that is meant: its snapshots go
    ///     before those of others.
    /// - Returns: the snapshot and its content.
    /// - Throws: exit 66 when there is none, 64 when it is not clear which, 65 when its file is damaged, or when a
    ///   damaged file may be the one that is meant; what `cluster` throws.
    static func load(
        _ reference: SnapshotReference,
        from store: SnapshotStore,
        preferring cluster: (() async throws -> String)? = nil
    ) async throws -> (stored: StoredSnapshot, content: Snapshot) {
        let damaged = await store.damagedFiles
        do {
            let stored = try await resolve(reference, in: store, preferring: cluster)
            try refuse(damaged, newerThan: stored.id, for: reference)
            return (stored, try await store.load(stored))
        } catch let error as TidemarkError where error.exitCode == .notFound {
            try refuse(damaged, newerThan: nil, for: reference)
            throw error
        }
    }

    private static func resolve(
        _ reference: SnapshotReference,
        in store: SnapshotStore,
        preferring cluster: (() async throws -> String)?
    ) async throws -> StoredSnapshot {
        if case .id = reference { return try await store.resolve(reference) }
        let clusters = Set(await store.list().map(\.cluster.id))
        // With one cluster there is nothing to choose, so none has to be reached to find a mistake.
        guard clusters.count > 1, let id = try await cluster?(), clusters.contains(id) else {
            return try await store.resolve(reference)
        }
        return try await store.resolve(reference, cluster: id)
    }

    /// Refuses a reference by age when a file that cannot be read is newer than what was found: the operator may mean
    /// that one, and an older snapshot in its place would be a silent substitute.
    private static func refuse(
        _ damaged: [DamagedFile],
        newerThan found: SnapshotID?,
        for reference: SnapshotReference
    ) throws(TidemarkError) {
        var latest: String?
        switch reference {
        case .id: return
        case .latest: break
        case .atOrBefore(let moment): latest = moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        }
        for file in damaged.reversed() {
            let name = String(file.file.split(separator: "/").last ?? "")
            let isNewer = found.map { name > $0.text } ?? true
            let isInTime = latest.map { name.prefix($0.count) <= $0 } ?? true
            guard isNewer, isInTime else { continue }
            throw TidemarkError(
                "damaged-snapshot",
                "a newer snapshot may be meant and cannot be read: \(file.reason)",
                hint: "Name an older snapshot by its id; `tidemark list` shows them.",
                exitCode: file.exitCode
            )
        }
    }
}
