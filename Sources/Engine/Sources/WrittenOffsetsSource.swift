import Cluster
public import Offsets

/// Offsets that somebody has written down, in a file of Kafka's own tool for instance: `reset --from-file`.
public struct WrittenOffsetsSource: OffsetSource {
    private let groups: [MappedGroup]
    private let words: String
    private let policy: PlanPolicy
    private let clusterName: String?

    /// Offsets as a source.
    ///
    /// - Parameters:
    ///   - groups: The offsets.
    ///   - file: Where they stand, as the operator named it.
    ///   - selection: What of them is meant.
    ///   - policy: What is allowed in unusual cases.
    ///   - clusterName: The operator's name of the cluster.
    /// - Throws: ``TidemarkError``: 64 for a selection that makes no sense, `nothing-selected` (66) when a group asked for by
    ///   name is not there or nothing is.
    public init(
        _ groups: [GroupOffsets],
        in file: String,
        selection: Selection,
        policy: PlanPolicy = PlanPolicy(),
        clusterName: String? = nil
    ) throws(TidemarkError) {
        let rules = try SelectionRules(selection)
        let selected = rules.selected(from: groups)
        let found = Set(selected.map(\.group))
        if let missing = rules.literalGroups.first(where: { !found.contains($0) }) {
            throw TidemarkError(
                .nothingSelected,
                "\(file) has no offset of group \(missing) that is selected; nothing was written",
                hint:
                    "Its lines are group,topic,partition,offset; leave the group out, or widen --topic and --partition."
            )
        }
        guard !selected.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(groups.count) groups in \(file); nothing was written"
            )
        }
        self.groups = selected.map { MappedGroup(source: $0.group, target: $0.group, offsets: $0.offsets) }
        words = "from-file \(file)"
        self.policy = policy
        self.clusterName = clusterName
    }

    /// The offsets.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        if policy.onMissing == .fail { try await cluster.refuseHiddenTopics(of: groups) }
        return SourcedOffsets(
            .reset,
            from: .positions(words),
            groups: groups,
            policy: policy,
            clusterName: clusterName
        )
    }
}
