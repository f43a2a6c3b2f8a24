import Offsets
import Store

/// Which snapshot an operator means who names it by age; one rule for every command.
///
/// `latest` is the newest snapshot of the cluster that holds every selected group, `latest~1` the one before it of which
/// the same is true, and `@TIME` the newest of these that began at or before a moment. Passed over are suspicious ones, those
/// that were imported, and those that were taken of some groups alone, unless they hold all the groups that are named, were taken with the same
/// selection, or no snapshot of the cluster was taken of anything else. Newest means taken last, also where a clock was set
/// back. A file that is newer and damaged, or gone, may be the one that is meant, so an older one does not take its place.
struct SnapshotChoice {
    /// A snapshot, and why newer ones are not meant.
    struct Chosen {
        let stored: StoredSnapshot
        var passedOver: [PassedOver] = []
    }

    /// A snapshot that is newer than the one that is meant.
    struct PassedOver {
        let id: SnapshotID
        let reason: String
    }

    /// So many snapshots are read in search of a group; who looks for an older one knows its time or its id.
    static let readAtMost = 100

    let store: SnapshotStore
    /// What is selected of the snapshot.
    let selection: Selection
    private let rules: SelectionRules

    /// A choice among the snapshots of a store.
    ///
    /// - Throws: exit 64 for a selection that makes no sense.
    init(_ store: SnapshotStore, for selection: Selection) throws(TidemarkError) {
        self.store = store
        self.selection = selection
        rules = try SelectionRules(selection)
    }

    /// The snapshot that a reference means.
    ///
    /// - Parameters:
    ///   - reference: What the operator typed.
    ///   - cluster: The id or name of the cluster whose snapshots are meant by age; `nil` for the only one.
    /// - Returns: The snapshot; of its file no more was read than had to be.
    /// - Throws: exit 66 when there is none, 64 when it is not clear which, 65 when a damaged file may be the one that is
    ///   meant; 66 when a file that is gone may be.
    func choose(_ reference: SnapshotReference, of cluster: String? = nil) async throws -> Chosen {
        if case .id = reference {
            return Chosen(stored: try await store.resolve(reference))
        }
        var moment: Timestamp?
        if case .atOrBefore(let time) = reference { moment = time }
        for count in Self.looks {
            let found = await store.last(count, startedBy: moment)
            // Behind the snapshots: where it takes all of them to tell, all of them are known now.
            let kinds = try await kinds(of: cluster, for: reference)
            // Without a cluster that is named, it is the only one there is; what was imported may be of another one.
            let taken = Set(kinds.map(\.cluster.id))
            let snapshots = found.snapshots.filter { snapshot in
                cluster.map { snapshot.cluster.isCalled($0) } ?? (taken.isEmpty || taken.contains(snapshot.cluster.id))
            }
            let range = Range(snapshots: snapshots, isAll: found.isAll, kinds: kinds)
            if let chosen = try await choose(reference, among: range, of: cluster) { return chosen }
        }
        throw TidemarkError(.snapshotNotFound, "there is no snapshot '\(reference)'")
    }

    /// How many of the newest snapshots are looked at first, and in the end all of them.
    private static let looks = [16, 256, Int.max]

    /// Some of the snapshots of one cluster, oldest first, the newest of them or all.
    private struct Range {
        let snapshots: [StoredSnapshot]
        let isAll: Bool
        /// What there are snapshots of, beyond these as well.
        let kinds: [SnapshotKind]

        var selections: Set<Selection> { Set(kinds.map(\.selection)) }
    }

    /// - Returns: `nil` where there is none among these, and there are others.
    private func choose(
        _ reference: SnapshotReference,
        among range: Range,
        of cluster: String?
    ) async throws -> Chosen? {
        do {
            guard let chosen = try await newest(reference, among: range, of: cluster) else { return nil }
            try await refuseUnreadable(newerThan: chosen.stored, among: range, for: reference)
            return chosen
        } catch let error as TidemarkError where error.exitCode == .notFound {
            try await refuseUnreadable(newerThan: nil, among: range, for: reference)
            throw error
        }
    }

    /// What the snapshots of one cluster were taken of.
    private func kinds(of cluster: String?, for reference: SnapshotReference) async throws -> [SnapshotKind] {
        let all = await store.kinds()
        if let cluster { return all.filter { $0.cluster.isCalled(cluster) } }
        let clusters = Dictionary(all.map { ($0.cluster.id, $0.cluster) }) { $1.name == nil ? $0 : $1 }
        guard clusters.count > 1 else { return all }
        let names = clusters.values.sorted { $0.id < $1.id }.map { cluster in
            cluster.name.map { "\($0) (\(cluster.id))" } ?? cluster.id
        }
        throw TidemarkError(
            .ambiguousCluster,
            "the store has snapshots of \(clusters.count) clusters, and '\(reference)' may mean any of them: "
                + names.joined(separator: ", "),
            hint: "Name the snapshot by its id; `tidemark list` shows them. `show` takes --cluster, too."
        )
    }

    private func newest(
        _ reference: SnapshotReference,
        among range: Range,
        of cluster: String?
    ) async throws -> Chosen? {
        let kinds = range.selections
        var (back, readCount) = (0, 0)
        if case .latest(let count) = reference { back = count }
        var passedOver: [PassedOver] = []
        for candidate in range.snapshots.reversed() {
            if case .atOrBefore(let moment) = reference, candidate.startedAt > moment { continue }
            if let reason = reason(against: candidate, amongKinds: kinds) {
                passedOver.append(PassedOver(id: candidate.id, reason: reason))
                continue
            }
            // Nothing has to be read where no group is named.
            if !rules.literalGroups.isEmpty {
                guard readCount < Self.readAtMost else { break }
                readCount += 1
                if let reason = reason(against: try await store.excerpt(candidate, of: .none)) {
                    passedOver.append(PassedOver(id: candidate.id, reason: reason))
                    continue
                }
            }
            guard back > 0 else { return Chosen(stored: candidate, passedOver: passedOver) }
            back -= 1
        }
        guard range.isAll || readCount == Self.readAtMost else { return nil }
        throw try await notFound(reference, of: cluster, passedOver)
    }

    /// Why a snapshot is not meant, as far as its entry tells; `nil` when it may be.
    private func reason(against candidate: StoredSnapshot, amongKinds kinds: Set<Selection>) -> String? {
        if let source = candidate.importedFrom { return "was imported from \(ImportSource.brief(source))" }
        if candidate.state == .suspicious { return "is suspicious" }
        let taken = candidate.selection
        guard taken.asksForSomething, taken != selection, kinds.count > 1 else { return nil }
        let hasPartitions =
            !taken.asksForSomePartitions
            || (taken.topics == selection.topics && taken.partitions == selection.partitions)
        if rules.namesEveryGroup, hasPartitions { return nil }
        return "was taken of \(Counted.text(candidate.groups, "selected group"))"
    }

    /// Why a snapshot is not meant that lacks a group which is named; `nil` when it has all of them.
    private func reason(against content: SnapshotExcerpt) -> String? {
        guard let group = rules.literalGroups.first(where: { content.names.index(of: $0) == nil }) else { return nil }
        guard let failure = content.coverage.failed.first(where: { $0.group == group }) else {
            return "does not hold group \(group)"
        }
        return "lacks group \(group), which could not be read then (\(failure.code): \(failure.reason))"
    }

    /// Refuses a reference by age when a file that cannot be read, or is gone, is newer than what was found: the operator may
    /// mean that one, and an older snapshot in its place would be a silent substitute.
    private func refuseUnreadable(
        newerThan found: StoredSnapshot?,
        among range: Range,
        for reference: SnapshotReference
    ) async throws {
        var latest: String?
        if case .atOrBefore(let moment) = reference {
            latest = moment.compact
        }
        func mayBeMeant(_ name: String) -> Bool {
            (found.map { name > $0.id.text } ?? true) && (latest.map { name.prefix($0.count) <= $0 } ?? true)
        }
        let damaged = await store.damagedFiles.filter { !$0.isImported }
        if let file = damaged.last(where: { mayBeMeant(String($0.file.split(separator: "/").last ?? "")) }) {
            throw Self.refusal(file.code, "cannot be read: \(file.reason)")
        }
        let cluster = found?.cluster.id ?? range.snapshots.last?.cluster.id
        let kinds = range.selections
        for gone in await store.missing.reversed() where cluster == nil || gone.cluster.id == cluster {
            // Where the clock was set back, the one that is gone is the newer one all the same.
            guard latest == nil || mayBeMeant(gone.id.text) else { continue }
            guard reason(against: gone, amongKinds: kinds.union([gone.selection])) == nil else {
                continue
            }
            throw Self.refusal(.snapshotMissing, "is gone: \(gone.file)")
        }
    }

    private static func refusal(_ code: TidemarkError.Code, _ what: String) -> TidemarkError {
        TidemarkError(
            code,
            "a newer snapshot may be meant, and it \(what)",
            hint: "Name an older snapshot by its id; `tidemark list` shows them."
        )
    }

    private func notFound(
        _ reference: SnapshotReference,
        of cluster: String?,
        _ passedOver: [PassedOver]
    ) async throws -> TidemarkError {
        guard let newest = passedOver.first else {
            // Names what there is.
            _ = try await store.resolve(reference, cluster: cluster)
            return TidemarkError(.snapshotNotFound, "there is no snapshot '\(reference)'")
        }
        let others = passedOver.count == 1 ? "" : "; none of the other \(passedOver.count - 1) can be meant, either"
        return TidemarkError(
            .snapshotNotFound,
            "'\(reference)' means no snapshot: \(newest.id) \(newest.reason)\(others)",
            hint: "To use one all the same, name it by its id; `tidemark show \(newest.id)` lists its groups."
        )
    }
}
