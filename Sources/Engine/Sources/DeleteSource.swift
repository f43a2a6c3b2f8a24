import Cluster
public import Offsets
public import Store

/// Which of the selected groups a deletion is about.
public struct GroupFilter: Hashable, Sendable {
    /// The states they may be in; empty for any.
    public var states: Set<GroupState>
    /// Whether only groups are meant that hold no offset.
    public var withoutOffsets: Bool
    /// How long they have to be known to have held the same, `nil` for not at all.
    public var unchangedFor: Duration?

    /// A filter; without arguments, every selected group.
    public init(states: Set<GroupState> = [], withoutOffsets: Bool = false, unchangedFor: Duration? = nil) {
        self.states = states
        self.withoutOffsets = withoutOffsets
        self.unchangedFor = unchangedFor
    }

    /// Why a group is not meant, to follow its name; `nil` when it is.
    func reason(against group: LiveGroup) -> String? {
        let state = group.listed?.state ?? .unknown
        if !states.isEmpty, !states.contains(state) {
            let wanted = states.map(\.rawValue).sorted().joined(separator: " or ")
            return "is \(state.rawValue), and not \(wanted)"
        }
        guard withoutOffsets, !group.held.isEmpty else { return nil }
        return "holds \(group.held.partitions.count) offsets"
    }
}

/// Nothing: groups are removed as a whole, or some of their offsets are (`delete`).
///
/// A selection of certain topics or partitions is about these offsets, and leaves the groups; any other about whole groups.
public struct DeleteSource: OffsetSource {
    private let selection: Selection
    private let filter: GroupFilter
    private let policy: PlanPolicy
    private let clusterName: String?
    private let context: EngineContext
    private let snapshots: SnapshotStore?
    private let began = Timestamp.now()

    /// A deletion.
    ///
    /// - Parameters:
    ///   - selection: Which groups, and which of their offsets.
    ///   - filter: Which of the groups, where whole groups are meant.
    ///   - context: Who is told of groups that are left out.
    ///   - snapshots: The store whose snapshots show for how long a group has held the same; without one, nothing is known.
    ///   - policy: What is allowed in unusual cases; its mode follows from the selection.
    ///   - clusterName: The operator's name of the cluster.
    public init(
        _ selection: Selection,
        filter: GroupFilter = GroupFilter(),
        in context: EngineContext,
        snapshots: SnapshotStore? = nil,
        policy: PlanPolicy = PlanPolicy(),
        clusterName: String? = nil
    ) {
        self.selection = selection
        self.filter = filter
        self.policy = policy
        self.clusterName = clusterName
        self.context = context
        self.snapshots = snapshots
    }

    /// The groups, each of which is to hold nothing of what was selected.
    ///
    /// - Throws: ``TidemarkError``: 64 for a selection that makes no sense; 66 when a group asked for by name is not there, or
    ///   is not what is to be deleted, and when a pattern fits none; 69 or 77 when the cluster cannot be read, or a group may
    ///   hold more than can be seen; 79 for a share group, whose deletion could not be undone.
    public func offsets(on cluster: PlannedCluster) async throws(TidemarkError) -> SourcedOffsets {
        let rules = try SelectionRules(selection)
        let removesGroups = rules.selectsEveryPartition
        // A group goes with everything that it holds, be that seen or not.
        if removesGroups { try await ViewCheck.refuseHiddenTopics(of: cluster.cluster, before: cluster.deadline) }
        let found = try await existing(try await cluster.liveGroups(rules), rules)
        let groups: [MappedGroup]
        if removesGroups {
            let meant = try meant(found, rules)
            groups = try await old(meant, rules, on: cluster).map {
                MappedGroup(deleting: $0.held.partitions, of: $0.group)
            }
        } else {
            groups = try offsets(of: found, rules)
        }
        if !removesGroups, policy.onMissing == .fail { try await cluster.refuseHiddenTopics(of: groups) }
        var policy = policy
        policy.mode = removesGroups ? .exact : .merge
        let isEverything = removesGroups && selection == Selection(groups: ["*"]) && filter == GroupFilter()
        return SourcedOffsets(from: .nothing, groups: groups, logs: [], clusterName: clusterName) {
            [policy, filter] (view: ClusterView) throws(TidemarkError) in
            Plan.make(
                kind: .delete,
                source: .nothing,
                // One that has got an offset meanwhile is not meant any more.
                groups: filter.withoutOffsets ? groups.filter { view.holdsNothing($0.target) } : groups,
                view: view,
                policy: policy,
                isOfWholeSource: isEverything
            )
        }
    }

    /// The groups that are there and whose deletion can be undone.
    private func existing(
        _ live: [LiveGroup],
        _ rules: SelectionRules
    ) async throws(TidemarkError) -> [LiveGroup] {
        if let missing = live.first(where: { !$0.exists }) {
            throw .noSuchGroup(missing.group)
        }
        guard !live.isEmpty else {
            throw TidemarkError(
                .noSuchGroup,
                "no group matches \(selection.groups.joined(separator: ", "))",
                hint: "`tidemark groups` shows what the cluster has."
            )
        }
        let named = Set(rules.literalGroups)
        let shared = live.filter(\.mayBeShareGroup)
        if let group = shared.first(where: { named.contains($0.group) }) {
            throw TidemarkError(
                .groupOfAnotherKind,
                "group \(group.group) is a share group, or may be one: what it holds cannot be read, so that its deletion "
                    + "could not be undone",
                hint: "Delete it with Kafka's own kafka-share-groups.sh, or leave it out."
            )
        }
        guard !shared.isEmpty else { return live }
        context.news(
            .leftOut(shared.map(\.group), because: "share groups cannot be read, so that this could not be undone")
        )
        return live.filter { !$0.mayBeShareGroup }
    }

    /// The groups that are in the wanted states and hold what they have to.
    private func meant(_ live: [LiveGroup], _ rules: SelectionRules) throws(TidemarkError) -> [LiveGroup] {
        let named = Set(rules.literalGroups)
        var groups: [LiveGroup] = []
        for group in live {
            if let reason = filter.reason(against: group) {
                guard named.contains(group.group) else { continue }
                // What was asked for by name is never left out without a word.
                throw TidemarkError(
                    .nothingSelected,
                    "group \(group.group) \(reason)",
                    hint: "Leave it out, or ask for it without --state and --with-no-offsets."
                )
            }
            groups.append(group)
        }
        return groups
    }

    /// The groups that are known to have held the same for long enough; those of which it is not known are told.
    private func old(
        _ live: [LiveGroup],
        _ rules: SelectionRules,
        on cluster: PlannedCluster
    ) async throws(TidemarkError) -> [LiveGroup] {
        guard let age = filter.unchangedFor else { return live }
        var verdicts: [GroupID: UnchangedGroups.Verdict] = [:]
        if let snapshots {
            context.progress(Progress("reading snapshots"))
            let id = try await cluster.metadata().identity.id
            let moment = began.advanced(by: .zero - age)
            verdicts = await UnchangedGroups(store: snapshots).verdicts(of: live, on: id, since: moment)
        }
        let words = DurationText.text(age)
        let named = Set(rules.literalGroups)
        if let group = live.first(where: { named.contains($0.group) && verdicts[$0.group] != .unchanged }) {
            let hasChanged = verdicts[group.group] == .changed
            throw TidemarkError(
                .nothingSelected,
                "group \(group.group) "
                    + (hasChanged
                        ? "has changed within \(words)" : "is not known to have been unchanged for \(words)"),
                hint: "`tidemark history` shows what the snapshots of a group hold; or ask for it without --older-than."
            )
        }
        let unknown = live.map(\.group).filter { (verdicts[$0] ?? .unknown) == .unknown }
        if !unknown.isEmpty {
            context.news(.leftOut(unknown, because: "no snapshots show that they have been unchanged for \(words)"))
        }
        return live.filter { verdicts[$0.group] == .unchanged }
    }

    /// The groups that have offsets of the selection, and those.
    private func offsets(of live: [LiveGroup], _ rules: SelectionRules) throws(TidemarkError) -> [MappedGroup] {
        let named = Set(rules.literalGroups)
        var groups: [MappedGroup] = []
        for group in live {
            let selected = group.held.offsets.map(\.topicPartition).filter { rules.selects($0) }
            if !selected.isEmpty {
                groups.append(MappedGroup(deleting: selected, of: group.group))
            } else if named.contains(group.group) {
                throw TidemarkError(
                    .nothingSelected,
                    "group \(group.group) holds no offset of the selected topics and partitions",
                    hint: "`tidemark describe \(group.group)` shows what it holds."
                )
            }
        }
        guard !groups.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "none of the \(live.count) selected groups holds an offset of the selected topics and partitions",
                hint: "`tidemark describe` shows what a group holds."
            )
        }
        return groups
    }
}

extension MappedGroup {
    /// A group that is not to hold an offset of these partitions.
    fileprivate init(deleting partitions: [TopicPartition], of group: GroupID) {
        self.init(source: group, target: group, offsets: [], absent: partitions)
    }
}

extension ClusterView {
    fileprivate func holdsNothing(_ group: GroupID) -> Bool {
        committed[group]?.isEmpty != false && negative[group]?.isEmpty != false
    }
}
