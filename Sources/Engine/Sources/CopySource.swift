import Cluster
public import Offsets

/// The offsets of groups under other names: `copy` and `rename`.
public struct CopySource: OffsetSource {
    let request: CopyRequest

    /// Groups as a source.
    public init(_ request: CopyRequest) {
        self.request = request
    }

    /// What was taken of the sources.
    struct Taken {
        var groups: [GroupOffsets]
        /// Where the sources hold numbers below 0, which clients take for none.
        var negative: [GroupID: [TopicPartition]] = [:]
        var source: PlanSource
        /// The logs of that time, where they are those of the cluster that is written to.
        var logs: [TopicLogs] = []
        var view = SourceView.everything
        /// Whether the sources are groups of the cluster that is written to.
        var isSameCluster = true
        /// The cluster of the logs, where that is another one that was reached.
        var logCluster: PlannedCluster?
    }

    /// What the targets are to hold, and of a rename that the sources are to hold nothing.
    ///
    /// Live groups are read so that no open transaction can change what was read.
    ///
    /// - Throws: ``TidemarkError``: 64 for a selection or mapping that makes no sense, 66 when a group asked for by name is
    ///   not there or has nothing of the selection, 69 or 77 when a cluster cannot be read or something of the sources may
    ///   be hidden, 79 when the sources are of another cluster and it was not said how their offsets are to be taken, and when
    ///   records that offsets are to be translated by are not there.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let rules = try SelectionRules(request.selection)
        var taken = try await taken(by: rules, for: cluster)
        if taken.isSameCluster { taken.groups = request.mapping.concerned(of: taken.groups) }
        // A pair that names what is not there is told by the mapping.
        guard !taken.groups.isEmpty || !request.mapping.namedGroups.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "no group is selected that a mapping gives another name",
                hint: "`tidemark groups` lists the groups of a cluster, `tidemark show` those of a snapshot."
            )
        }
        let mapped = try request.mapping.apply(to: taken.groups)
        if taken.isSameCluster, let itself = mapped.groups.first(where: { $0.source == $0.target }) {
            throw TidemarkError(
                .badMapping,
                "group \(itself.target) would be copied onto itself",
                hint: "Give it another name, or leave it out with --exclude-group."
            )
        }
        try refuseOtherTopics(mapped)
        try await cluster.refuseHiddenTopics(of: mapped, selectedBy: rules, request.policy)
        let (written, translated) = try await translated(mapped, of: taken, on: cluster)
        let groups = written + (request.kind == .rename ? sources(of: mapped.groups, taken) : [])
        // Offsets that were translated are of the present logs.
        let logs = request.translation == .timestamp ? [] : mapped.comparable(taken.logs)
        let (source, view, request) = (taken.source, taken.view, self.request)
        return SourcedOffsets(from: source, groups: groups, logs: logs, clusterName: request.clusterName) {
            (present: ClusterView) throws(TidemarkError) in
            Plan.copy(
                request.kind == .rename ? .rename : .copy,
                from: source,
                groups: groups,
                translated: translated,
                logs: logs,
                view: present,
                policy: request.policy,
                copyPolicy: request.copyPolicy,
                selection: rules,
                sourceView: view,
                renamedTopics: mapped.renamedTopics
            )
        }
    }

    /// The sources of a rename, which are to hold nothing afterwards.
    private func sources(of mapped: [MappedGroup], _ taken: Taken) -> [MappedGroup] {
        let held = Dictionary(taken.groups.map { ($0.group, $0.offsets.map(\.topicPartition)) }) { first, _ in first }
        return mapped.map { group in
            let partitions = (held[group.source] ?? []) + (taken.negative[group.source] ?? [])
            return MappedGroup(source: group.source, target: group.source, offsets: [], absent: partitions.sorted())
        }
    }

    private func taken(by rules: SelectionRules, for cluster: PlannedCluster) async throws(TidemarkError) -> Taken {
        switch request.origin {
        case .live:
            let (groups, negative) = try await live(rules, on: cluster)
            return Taken(
                groups: groups,
                negative: negative,
                source: .live(groups.map(\.group)),
                logs: request.translation == nil ? try await cluster.topicsOfToday(groups) : []
            )
        case .otherCluster(let other, let name):
            let sources = PlannedCluster(other, before: cluster.deadline, progress: cluster.progress)
            let identity = try await sources.metadata().identity
            let isSameCluster = try await isSame(identity.id, as: cluster, "the groups are")
            let groups = try await live(rules, on: sources).groups
            let names = groups.map(\.group)
            return Taken(
                groups: groups,
                source: isSameCluster
                    ? .live(names)
                    : .otherCluster(
                        ClusterName(id: identity.id, name: name),
                        groups: names,
                        by: request.translation ?? .offset
                    ),
                logs: isSameCluster && request.translation == nil ? try await cluster.topicsOfToday(groups) : [],
                isSameCluster: isSameCluster,
                logCluster: sources
            )
        case .snapshot(let snapshot, let id, let file, cluster: let other):
            let groups = try snapshot.groups(selectedBy: rules, of: id)
            let isSameCluster = try await isSame(snapshot.origin.cluster.id, as: cluster, "snapshot \(id) is")
            let logs = isSameCluster ? nil : try await logs(of: snapshot, id, on: other, for: cluster)
            return Taken(
                groups: groups,
                source: .snapshot(id, at: snapshot.origin.startedAt, file: file),
                logs: isSameCluster || logs != nil ? snapshot.topics : [],
                view: try SourceView(of: snapshot),
                isSameCluster: isSameCluster,
                logCluster: logs
            )
        }
    }

    /// Whether the sources are of the cluster that is written to.
    ///
    /// - Throws: `wrong-cluster` (exit 79) when they are not, and it was not said how their offsets are to be taken.
    private func isSame(
        _ id: String,
        as cluster: PlannedCluster,
        _ what: String
    ) async throws(TidemarkError) -> Bool {
        let target = try await cluster.metadata().identity.id
        guard id != target else { return true }
        guard request.translation != nil else {
            throw TidemarkError(
                .wrongCluster,
                "\(what) of cluster \(id), and this one is \(target): whether an offset means the same record in both "
                    + "cannot be seen",
                hint: Self.howToTranslate
            )
        }
        return false
    }

    /// The selected offsets of live groups, and where those hold numbers below 0.
    private func live(
        _ rules: SelectionRules,
        on cluster: PlannedCluster
    ) async throws(TidemarkError) -> (groups: [GroupOffsets], negative: [GroupID: [TopicPartition]]) {
        _ = try await cluster.metadata()
        try await cluster.refuseHiddenGroups(of: rules)
        try await ViewCheck.refuseHiddenTopics(
            of: cluster.cluster,
            among: rules,
            otherwise: "what cannot be seen would not be copied",
            before: cluster.deadline
        )
        let live = try await cluster.liveGroups(rules)
        let named = Set(rules.literalGroups)
        for group in live where !group.exists && named.contains(group.group) {
            throw .noSuchGroup(group.group)
        }
        let stable = try await cluster.stableOffsets(of: live)
        let groups = live.compactMap { group -> GroupOffsets? in
            let offsets = (stable[group.group] ?? [:]).values.sorted { $0.topicPartition < $1.topicPartition }
            let selected = rules.selectedOffsets(
                of: GroupOffsets(
                    group: group.group,
                    state: group.listed?.state ?? .unknown,
                    type: group.listed?.type ?? .unknown,
                    offsets: offsets
                )
            )
            return selected.offsets.isEmpty ? nil : selected
        }
        let found = Set(groups.map(\.group))
        if let group = rules.literalGroups.first(where: { !found.contains($0) }) {
            throw TidemarkError(
                .nothingSelected,
                "group \(group) has no offset"
                    + (rules.selectsEveryPartition ? "" : " of the selected topics and partitions"),
                hint: "`tidemark describe` shows what a group holds."
            )
        }
        let negative = live.filter { !$0.held.negative.isEmpty }
        return (groups, Dictionary(negative.map { ($0.group, Array($0.held.negative.keys)) }) { first, _ in first })
    }
}

extension PlannedCluster {
    /// The topics of groups that were just read, of which nothing is known but what they are.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    fileprivate func topicsOfToday(_ groups: [GroupOffsets]) async throws(TidemarkError) -> [TopicLogs] {
        let topics = try await metadata().topics
        let names = Set(groups.lazy.flatMap(\.offsets).map(\.topic))
        let ids = await cluster.ids(of: names, in: topics, before: deadline)
        return names.sorted().map {
            TopicLogs(topic: $0, id: ids[$0], partitionCount: topics[$0]?.partitionCount, bounds: [:])
        }
    }

    /// What live groups hold that no open transaction can change any more.
    ///
    /// - Throws: ``TidemarkError`` naming the first group that could not be read, or that somebody's transaction is open on.
    fileprivate func stableOffsets(
        of groups: [LiveGroup]
    ) async throws(TidemarkError) -> [GroupID: [TopicPartition: CommittedOffset]] {
        let items = groups.flatMap { group in
            group.held.offsets.map { RunItem(group: group.group, topicPartition: $0.topicPartition, action: .keep) }
        }
        return try await TargetReading(cluster: cluster, progress: progress)
            .read(
                items,
                waitsForTransactions: true,
                activity: "reading what the groups hold",
                patience: RunLimits.unknownSize.foreignTransaction,
                before: deadline
            )
    }

    /// Refuses a pattern where groups that it means may be hidden.
    ///
    /// - Throws: ``TidemarkError`` with exit 77 naming the right.
    fileprivate func refuseHiddenGroups(of rules: SelectionRules) async throws(TidemarkError) {
        let identity = try await metadata().identity
        let view = await ViewCheck(cluster: cluster, rules: rules).listingView(of: identity, before: deadline)
        guard view.state != .all else { return }
        let isHidden = view.state == .limited
        throw TidemarkError(
            isHidden ? .denied : .unreachable,
            "groups that cannot be seen would be left out: " + view.limits.map(\.reason).joined(separator: "; "),
            hint: isHidden
                ? "Grant it: \(MissingRight(.describe, on: .cluster).grant); or name the groups in full." : "Try again."
        )
    }
}
