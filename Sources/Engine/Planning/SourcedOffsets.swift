public import Offsets

/// What a source says that groups are to hold.
public struct SourcedOffsets: Sendable {
    /// Judges the offsets by what the cluster holds now.
    public typealias Judgement = @Sendable (ClusterView) throws(TidemarkError) -> Plan

    /// Where the offsets come from.
    public let source: PlanSource
    /// What each target is to hold; each target once.
    public let groups: [MappedGroup]
    /// The logs as they were when the offsets were taken; empty where nothing is known of them.
    public let logs: [TopicLogs]
    /// The operator's name of the cluster, `nil` when none was given.
    public let clusterName: String?
    /// The digest of a plan that is made already; `nil` for one that is made now.
    let digest: ContentDigest?
    let judge: Judgement

    /// Offsets that are judged as those of any source.
    ///
    /// - Parameters:
    ///   - kind: What the plan is for.
    ///   - source: Where the offsets come from.
    ///   - groups: What each target is to hold; each target once, each partition of it once.
    ///   - logs: The logs as they were when the offsets were taken.
    ///   - policy: What is allowed in unusual cases.
    ///   - clusterName: The operator's name of the cluster.
    public init(
        _ kind: PlanKind,
        from source: PlanSource,
        groups: [MappedGroup],
        logs: [TopicLogs] = [],
        policy: PlanPolicy = PlanPolicy(),
        clusterName: String? = nil
    ) {
        self.init(from: source, groups: groups, logs: logs, clusterName: clusterName) {
            (view: ClusterView) throws(TidemarkError) in
            Plan.make(
                kind: kind,
                source: source,
                groups: groups,
                logs: logs,
                view: view,
                policy: policy,
                isOfWholeSource: false
            )
        }
    }

    /// Groups whose offsets are reckoned from what the cluster holds now; ``groups`` only says where that is looked at.
    ///
    /// - Parameters:
    ///   - source: Where the offsets come from.
    ///   - targets: The groups and partitions.
    ///   - clusterName: The operator's name of the cluster.
    ///   - judge: Reckons and judges.
    init(
        from source: PlanSource,
        reckonedFor targets: [ResetTarget],
        clusterName: String?,
        by judge: @escaping Judgement
    ) {
        let groups = targets.map { target in
            MappedGroup(
                source: target.group,
                target: target.group,
                offsets: target.partitions.map { CommittedOffset($0, offset: 0) }
            )
        }
        self.init(from: source, groups: groups, logs: [], clusterName: clusterName, judgedBy: judge)
    }

    /// Offsets that are judged by rules of their source's own.
    init(
        from source: PlanSource,
        groups: [MappedGroup],
        logs: [TopicLogs],
        clusterName: String?,
        digest: ContentDigest? = nil,
        judgedBy judge: @escaping Judgement
    ) {
        self.source = source
        self.groups = groups
        self.logs = logs
        self.clusterName = clusterName
        self.digest = digest
        self.judge = judge
    }
}
