import Cluster
public import Offsets

/// The offsets of a snapshot, or of a part of it: `restore`, and `reset --to-snapshot`.
public struct SnapshotSource: OffsetSource {
    private let snapshot: Snapshot
    private let id: SnapshotID
    private let file: String?
    private let request: PlanRequest
    private let kind: PlanKind

    /// A snapshot as a source.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - id: Its name.
    ///   - file: The path of its file where that is in no store.
    ///   - request: What of it, where to, and what is allowed.
    ///   - kind: What the plan is for.
    public init(
        _ snapshot: Snapshot,
        id: SnapshotID,
        file: String? = nil,
        request: PlanRequest = PlanRequest(),
        for kind: PlanKind = .restore
    ) {
        self.snapshot = snapshot
        self.id = id
        self.file = file
        self.request = request
        self.kind = kind
    }

    /// What the targets are to hold.
    ///
    /// - Throws: ``TidemarkError``: 64 for a selection or mapping that makes no sense, 66 when a group asked for by name
    ///   is not in the snapshot or has nothing of the selection, 69 or 77 when the cluster cannot be read, 79 when it is
    ///   another cluster.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let rules = try SelectionRules(request.selection)
        if request.policy.only == .missing { try refuseNarrowView(rules) }
        let mapped = try request.mapping.apply(to: try snapshot.groups(selectedBy: rules, of: id))
        let identity = try await cluster.metadata().identity
        let isSameCluster = identity.id == snapshot.origin.cluster.id
        guard isSameCluster || request.allowsOtherCluster else {
            throw TidemarkError(
                .wrongCluster,
                "snapshot \(id) is of cluster \(snapshot.origin.cluster.id), and this one is \(identity.id)",
                hint:
                    "Check --cluster or --bootstrap-server; to restore into another cluster on purpose, add --other-cluster."
            )
        }
        try await cluster.refuseHiddenTopics(of: mapped, selectedBy: rules, request.policy)
        let source = PlanSource.snapshot(id, at: snapshot.origin.startedAt, file: file)
        let logs = isSameCluster ? mapped.comparable(snapshot.topics) : []
        return SourcedOffsets(from: source, groups: mapped.groups, logs: logs, clusterName: request.clusterName) {
            (view: ClusterView) throws(TidemarkError) in
            Plan.make(
                kind: kind,
                source: source,
                groups: mapped.groups,
                logs: logs,
                view: view,
                policy: request.policy,
                selection: rules,
                isOfWholeSource: !snapshot.origin.selection.asksForSomething,
                sourceView: try SourceView(of: snapshot),
                renamedTopics: mapped.renamedTopics
            )
        }
    }

    /// Refuses `--only missing` where the snapshot may lack what is missing: what it does not have cannot be put back, and
    /// would go on missing without a word.
    ///
    /// - Throws: ``TidemarkError`` with exit 79.
    private func refuseNarrowView(_ rules: SelectionRules) throws(TidemarkError) {
        let view = snapshot.coverage.visibility
        guard view.state == .limited else { return }
        let captured = Set(snapshot.topics.map(\.topic))
        let hasTopics = view.showsEveryTopic || rules.namedTopics.map { $0.allSatisfy(captured.contains) } ?? false
        guard !hasTopics || !(view.showsEveryGroup || rules.namesEveryGroup) else { return }
        throw TidemarkError(
            .outsideView,
            "snapshot \(id) was taken by a user who could not see everything, so it does not tell what is missing: "
                + view.limits.map(\.reason).joined(separator: "; "),
            hint: "Name what it holds with --group and --topic in full, or restore without --only missing."
        )
    }
}

extension SourceView {
    /// What a snapshot could see.
    init(of snapshot: Snapshot) throws(TidemarkError) {
        self.init(
            selection: try SelectionRules(snapshot.origin.selection),
            topics: snapshot.coverage.visibility.showsEveryTopic ? nil : Set(snapshot.topics.map(\.topic))
        )
    }
}

extension Snapshot {
    /// The selected groups of the snapshot; every group asked for by its full name must be there.
    ///
    /// - Parameters:
    ///   - rules: The selection.
    ///   - id: The name of the snapshot, for messages.
    /// - Returns: The groups with what is selected of them.
    /// - Throws: ``TidemarkError`` with exit 66 naming the group that is not, or that has nothing of the selection.
    func groups(selectedBy rules: SelectionRules, of id: SnapshotID) throws(TidemarkError) -> [GroupOffsets] {
        let selected = rules.selected(from: groups)
        let names = Set(groups.map(\.group))
        for group in rules.literalGroups where !names.contains(group) {
            if let failure = coverage.failed.first(where: { $0.group == group }) {
                throw TidemarkError(
                    .groupNotCaptured,
                    "snapshot \(id) lacks group \(group): it could not be read then (\(failure.code): \(failure.reason))",
                    hint: "An older snapshot may hold it; see `tidemark list`."
                )
            }
            throw TidemarkError(
                .noSuchGroup,
                "snapshot \(id) does not hold group \(group)",
                hint: "`tidemark show \(id)` lists its groups."
            )
        }
        // What was asked for by name is never left out without a word, be there other groups or not.
        let found = Set(selected.map(\.group))
        if let group = rules.literalGroups.first(where: { !found.contains($0) }) {
            throw TidemarkError(
                .nothingSelected,
                "group \(group) of snapshot \(id) has no offset of the selected topics and partitions",
                hint: "Leave it out of --group, or widen --topic and --partition."
            )
        }
        guard !selected.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(groups.count) groups of snapshot \(id)",
                hint: "`tidemark show \(id)` lists its groups."
            )
        }
        return selected
    }
}
