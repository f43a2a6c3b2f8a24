public import Cluster
public import Offsets

/// The cluster that a plan is made for, reached when it is first asked what it is.
public actor PlannedCluster {
    /// The cluster.
    public nonisolated let cluster: any Cluster
    /// When to give up.
    public nonisolated let deadline: Deadline
    nonisolated let progress: @Sendable (Progress) -> Void
    private var reached: (metadata: ClusterMetadata, roundTrip: Duration)?
    /// The groups as they were listed last, whether all of them are shown, and which were waited for in vain or not.
    private var listed: (listing: GroupListing, isOfAll: Bool, awaited: Set<GroupID>)?
    /// What groups were found to hold.
    private var found: [GroupID: HeldOffsets] = [:]

    init(_ cluster: any Cluster, before deadline: Deadline, progress: @escaping @Sendable (Progress) -> Void) {
        self.cluster = cluster
        self.deadline = deadline
        self.progress = progress
    }

    /// What it is, its brokers and topics; asked once.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func metadata() async throws(TidemarkError) -> ClusterMetadata {
        try await connect().metadata
    }

    /// What it is, and how long it took to say so.
    func connect() async throws(TidemarkError) -> (metadata: ClusterMetadata, roundTrip: Duration) {
        if let reached { return reached }
        progress(Progress("connecting"))
        let began = ContinuousClock.now
        let metadata = try await cluster.connected(before: deadline)
        let found = (metadata, began.duration(to: .now))
        reached = found
        return found
    }

    /// A listing that shows certain groups if they are there, as ``Cluster/completeListing(of:known:before:)``; listed again
    /// only where an earlier one for the same plan does not.
    ///
    /// - Throws: ``TidemarkError`` with exit 69 when some broker does not answer, or a group cannot be shown.
    func listing(of groups: Set<GroupID>?, known: Set<GroupID> = []) async throws(TidemarkError) -> GroupListing {
        if let (listing, isOfAll, awaited) = listed,
            isOfAll || groups?.contains(where: listing.offsets.hides) == false,
            known.subtracting(awaited).isSubset(of: listing.groups.lazy.map(\.group))
        {
            return listing
        }
        let listing = try await cluster.completeListing(of: groups, known: known, before: deadline)
        listed = (listing, groups == nil, known)
        return listing
    }

    /// What each of the groups holds, read once for a plan, whoever asks.
    ///
    /// - Parameters:
    ///   - groups: The groups, each once.
    ///   - activity: What this is for, in words.
    /// - Returns: For each group, in their order, what it holds or why it could not be read.
    func held(by groups: [GroupID], _ activity: String) async -> [Result<HeldOffsets, KafkaError>] {
        let unread = groups.filter { found[$0] == nil }
        let results = await cluster.held(
            by: unread,
            patience: Capture.patiencePerGroup,
            before: deadline,
            finished: { [progress] in progress(Progress(activity, done: $0, of: unread.count)) }
        )
        var failures: [GroupID: KafkaError] = [:]
        for (group, result) in zip(unread, results) {
            do throws(KafkaError) {
                found[group] = try result.get()
            } catch {
                failures[group] = error
            }
        }
        return groups.map { group in
            if let held = found[group] { return .success(held) }
            return .failure(failures[group] ?? KafkaError(.malformedReply, "the reply lacks group \(group)"))
        }
    }

    /// Refuses what a policy would take for absent and what may only be hidden: in mode `exact` any topic that is selected, and
    /// unless missing topics are left out each of these groups.
    ///
    /// - Throws: ``TidemarkError`` with exit 77 naming the right and the topic.
    func refuseHiddenTopics(
        of mapped: MappedGroups,
        selectedBy rules: SelectionRules,
        _ policy: PlanPolicy
    ) async throws(TidemarkError) {
        if policy.mode == .exact {
            // The selection knows topics by the names of the source.
            let topics = mapped.renamedTopics.isEmpty ? rules : .everything
            try await ViewCheck.refuseHiddenTopics(of: cluster, among: topics, before: deadline)
        }
        if policy.onMissing == .fail { try await refuseHiddenTopics(of: mapped.groups) }
    }

    /// Refuses a topic that the cluster seems not to have and only hides.
    ///
    /// - Throws: ``TidemarkError`` with exit 77 naming the right and the topic.
    func refuseHiddenTopics(of groups: [MappedGroup]) async throws(TidemarkError) {
        let metadata = try await metadata()
        let topics = { (group: MappedGroup) in group.offsets.map(\.topic) + group.absent.map(\.topic) }
        let wanted = Set(groups.lazy.flatMap(topics))
        let absent = wanted.filter { metadata.topics[$0] == nil }.sorted()
        guard !absent.isEmpty else { return }
        let view = Visibility(await ViewCheck(cluster: cluster, rules: .everything).hidden(absent, before: deadline))
        // What could not be asked stays a topic that is missing or hidden, which is a finding.
        let hidden = view.hiddenNames(.topics)
        guard !hidden.isEmpty else { return }
        let groups = groups.filter { group in topics(group).contains(where: hidden.contains) }
        throw TidemarkError.denied(
            MissingRight(.read, on: .topics(hidden)),
            "groups \(GroupList.words(Set(groups.map(\.target))))",
            while: "looking up the target topics"
        )
    }
}
