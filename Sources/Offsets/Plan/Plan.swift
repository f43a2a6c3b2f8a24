/// The exact offsets that a run will write and remove, partition by partition, each with the reason for it.
///
/// A plan is made from a source of offsets, the cluster's present state and a policy, and from nothing else; the same
/// three make the same plan. `restore`, `undo`, `copy`, `rename` and `reset` differ in the source only.
public struct Plan: Hashable, Sendable {
    /// What the plan is for.
    public let kind: PlanKind
    /// Where the offsets come from.
    public let source: PlanSource
    /// The cluster it was made for, and must be carried out on.
    public let cluster: ClusterName
    /// How the offsets are written.
    public private(set) var commitProtocol: CommitProtocol
    /// What the operator decided for unusual cases.
    public let policy: PlanPolicy
    /// Whether it is about every group there was: nothing was asked for in particular, neither now nor when the source was
    /// taken.
    public private(set) var isOfEverything = false
    /// The steps, sorted by group, topic and partition, each partition of a group once.
    public let steps: [PlanStep]
    /// The groups that have steps, sorted; where whole groups are removed, those without offsets as well.
    public let targets: [PlanTarget]
    /// The ids of the topics that have steps, as far as they were known when the plan was made.
    public let topicIDs: [String: TopicID]
    /// The plan in numbers, and what stops it.
    public private(set) var summary: PlanSummary

    /// Whether a finding stops the plan: then nothing of it may be written.
    public var isBlocked: Bool { !summary.blocking.isEmpty }

    /// Whether every partition already holds what it is to hold, or is left alone.
    public var changesNothing: Bool { summary.set == 0 && summary.delete == 0 && summary.removedGroups == 0 }

    /// The groups that go as a whole, with all they hold, sorted.
    public var removedGroups: [GroupID] { targets.lazy.filter(removes).map(\.group) }

    /// Whether a target goes as a whole.
    public func removes(_ target: PlanTarget) -> Bool {
        kind.removesGroups(policy.mode) && !leavesOut(target)
    }

    /// Whether a target is left out as a whole, because it has members and the policy is to go on without it.
    public func leavesOut(_ target: PlanTarget) -> Bool { policy.onActive == .skip && target.present.isActive }

    /// The same steps, written in another way.
    public func written(by commitProtocol: CommitProtocol) -> Plan {
        var plan = self
        plan.commitProtocol = commitProtocol
        return plan
    }

    /// Whether the plan says what its groups hold altogether, and not of some partitions alone.
    ///
    /// Mode `exact` leaves nothing that the source lacks, and an undo or a rename may remove a group as a whole.
    public var coversWholeGroups: Bool { Self.coversWholeGroups(kind, policy.mode) }

    static func coversWholeGroups(_ kind: PlanKind, _ mode: PlanMode) -> Bool {
        mode == .exact || kind == .undo || kind == .rename
    }

    private static func removal(_ source: PlanSource) -> String {
        switch source {
        case .snapshot: "the snapshot has no offset here"
        case .run(let id): "run \(id) created this offset"
        case .group, .groups, .otherCluster, .positions: "the source has no offset here"
        case .nothing: "it is to go"
        }
    }

    /// Makes a plan.
    ///
    /// - A group without offsets appears in no step in mode `merge`: there is nothing to set. Sentinel groups are left
    ///   out.
    /// - A partition that already holds the wanted offset and metadata is kept, whatever its log looks like.
    /// - An active group blocks the plan, also when all its partitions could be kept: it is about to move.
    /// - Where the policy is to go on without active groups, each partition of such a group is skipped.
    /// - A deletion in mode `exact` removes its groups as a whole; one without offsets is a target without steps.
    /// - With ``PlanPolicy/only`` everything else appears in no step, nothing is deleted, and a group of which nothing
    ///   is left is no target and may be active.
    /// - A leader epoch is kept with an offset that is not moved, where the topic has the id that `logs` has of it and epochs
    ///   can be written; else it is dropped: a wrong one makes consumers see a truncation that is none (KIP-320).
    ///
    /// - Parameters:
    ///   - kind: What the plan is for.
    ///   - source: Where the offsets come from.
    ///   - groups: What each target is to hold, selected and mapped; each target once, each partition of it once.
    ///   - logs: The logs as they were when the offsets were taken, for finding re-created topics. Empty when that was
    ///     on another cluster, whose logs have nothing to do with this one's.
    ///   - view: The cluster's present state.
    ///   - policy: What the operator decided for unusual cases.
    ///   - selection: What was selected of the source; mode `exact` deletes nothing beyond it.
    ///   - isOfWholeSource: Whether the source has all groups of its cluster, and was not itself a selection.
    ///   - sourceView: What the source could see; mode `exact` deletes nothing that it did not look at, and is stopped by
    ///     an offset of a topic that may have been hidden from it.
    ///   - renamedTopics: Under which names source and selection know topics that were renamed, by their target names.
    ///   - commitProtocol: How the offsets will be written.
    /// - Returns: The plan; ``isBlocked`` tells whether a finding stops it.
    public static func make(
        kind: PlanKind,
        source: PlanSource,
        groups: [MappedGroup],
        logs: [TopicLogs] = [],
        view: ClusterView,
        policy: PlanPolicy = PlanPolicy(),
        selection: SelectionRules = .everything,
        isOfWholeSource: Bool = true,
        sourceView: SourceView = .everything,
        renamedTopics: [String: String] = [:],
        commitProtocol: CommitProtocol = .transaction
    ) -> Plan {
        var maker = PlanMaker(
            view: view,
            rules: OffsetRules(view: view, policy: policy, logs: logs),
            selection: policy.mode == .exact ? selection : nil,
            sourceView: sourceView,
            renamedTopics: renamedTopics,
            only: policy.only,
            onActive: policy.onActive,
            coversWholeGroups: coversWholeGroups(kind, policy.mode),
            removesGroups: kind.removesGroups(policy.mode),
            removal: removal(source)
        )
        maker.steps.reserveCapacity(groups.reduce(0) { $0 + $1.offsets.count })
        for group in groups.sorted(by: { $0.target < $1.target }) where !SentinelGroup.isOne(group.target) {
            maker.add(group)
        }
        return Plan(
            kind: kind,
            source: source,
            cluster: view.cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfWholeSource && selection.selectsEverything,
            steps: maker.steps,
            targets: maker.targets,
            topicIDs: ids(of: maker.steps, in: view),
            blocking: maker.blocking
        )
    }
}

extension Plan {
    private static func ids(of steps: [PlanStep], in view: ClusterView) -> [String: TopicID] {
        guard !view.topicIDs.isEmpty else { return [:] }
        var ids: [String: TopicID] = [:]
        var last: String?
        for step in steps where step.topic != last {
            last = step.topic
            ids[step.topic] = view.topicIDs[step.topic]
        }
        return ids
    }

    /// The same plan with other steps or findings.
    func replacing(steps: [PlanStep], targets: [PlanTarget], blocking: [BlockingFinding]) -> Plan {
        Plan(
            kind: kind,
            source: source,
            cluster: cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfEverything,
            steps: steps,
            targets: targets,
            topicIDs: topicIDs,
            blocking: blocking
        )
    }

    /// A plan, whose numbers follow from everything else.
    init(
        kind: PlanKind,
        source: PlanSource,
        cluster: ClusterName,
        commitProtocol: CommitProtocol,
        policy: PlanPolicy,
        isOfEverything: Bool,
        steps: [PlanStep],
        targets: [PlanTarget],
        topicIDs: [String: TopicID],
        blocking: [BlockingFinding]
    ) {
        self.init(
            kind: kind,
            source: source,
            cluster: cluster,
            commitProtocol: commitProtocol,
            policy: policy,
            isOfEverything: isOfEverything,
            steps: steps,
            targets: targets,
            topicIDs: topicIDs,
            summary: PlanSummary(of: steps, blocking: blocking, onOutOfRange: policy.onOutOfRange)
        )
        let removed = removedGroups.count
        summary.groups = targets.count
        summary.removedGroups = removed
    }
}

/// What a plan is for; the kinds differ only in where the offsets come from.
public enum PlanKind: String, Hashable, Sendable, CaseIterable {
    /// Offsets of a snapshot.
    case restore
    /// The pre-image of a run.
    case undo
    /// Offsets of another group, which stays.
    case copy
    /// Offsets of another group, which is removed once the new one is proven.
    case rename
    /// Positions the operator asked for.
    case reset
    /// Nothing: offsets are removed, or, in mode `exact`, whole groups.
    case delete

    /// Whether the groups of such a plan, or of its run, go as a whole, with all they hold.
    public func removesGroups(_ mode: PlanMode) -> Bool { self == .delete && mode == .exact }
}

/// How offsets are written.
public enum CommitProtocol: String, Hashable, Sendable, CaseIterable {
    /// All groups in one Kafka transaction: all or nothing.
    case transaction
    /// Group after group, put back in reverse when one fails: not atomic across groups.
    case bestEffort = "best-effort"
}
