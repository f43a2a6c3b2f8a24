public import Cluster
public import Offsets

/// Looks at the groups of a cluster as they are now.
public struct Inspection: Sendable {
    let capture: Capture

    /// An inspection of a cluster.
    public init(_ cluster: any Cluster, progress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        // A look is not kept: it need not wait for what a restore is just settling.
        capture = Capture(cluster, isOver: { _ in true }, progress: progress)
    }

    /// Makes sure that the cluster answers.
    ///
    /// - Returns: Its id.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func connect(before deadline: Deadline) async throws(TidemarkError) -> String {
        try await capture.cluster.connected(before: deadline).identity.id
    }

    /// The selected groups with their states, kinds and coordinators.
    ///
    /// - Parameters:
    ///   - selection: Which groups.
    ///   - states: In which states, `nil` for any.
    ///   - isDescribed: Whether members and coordinators are asked for, which takes a request for each group.
    ///   - deadline: When to give up.
    /// - Returns: What was found.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read, 66 when patterns were given and no group
    ///   fits; 69 instead when not every broker, or not every partition of `__consumer_offsets`, listed its groups.
    public func groups(
        _ selection: Selection,
        in states: Set<GroupState>? = nil,
        described isDescribed: Bool = true,
        before deadline: Deadline
    ) async throws(TidemarkError) -> InspectedGroups {
        let rules = try SelectionRules(selection)
        let identity = try await capture.cluster.connected(before: deadline).identity
        // Nothing but the list is looked at, whoever is named.
        let check = ViewCheck(cluster: capture.cluster, rules: .everything)
        async let view = check.listingView(of: identity, before: deadline)
        let listing = try await capture.cluster.asking("listing the groups") { () throws(KafkaError) in
            try await capture.cluster.listGroups(before: deadline)
        }
        let listed = listing.consumerGroups.filter { rules.selects(group: $0.group) }
        if listed.isEmpty, !selection.groups.isEmpty {
            let count = listing.consumerGroups.count
            throw Capture.nothingFits(selection, among: count, unheard: listing.errors, listing.offsets, await view)
        }
        let (nameable, failed) = await named(listed, by: rules, before: deadline)
        let chosen = nameable.filter { states?.contains($0.state) != false }
        let descriptions = isDescribed ? await describe(chosen, before: deadline) : []
        let groups = chosen.enumerated().map { index, listed in
            InspectedGroup(listed, descriptions.indices.contains(index) ? descriptions[index] : nil)
        }
        let unheard = GroupListing.unheard(listing, nil, listing.errors)
        let leaders = unheard.isEmpty ? await check.leaders(listing.offsets, before: deadline) : .everything
        return InspectedGroups(
            groups: groups,
            unreadableBrokers: unheard,
            failed: failed,
            offsetsPartitions: OffsetsPartitions(
                count: listing.offsets.count,
                unheard: rules.concerned(by: listing.offsets)
            ),
            visibility: await view.adding([leaders])
        )
    }

    /// The groups with their kinds, as far as what they hold tells them, and without those that are listed under a name that
    /// no group has.
    private func named(
        _ listed: [ListedGroup],
        by rules: SelectionRules,
        before deadline: Deadline
    ) async -> (groups: [ListedGroup], failed: [GroupFailure]) {
        let doubtful = listed.filter { $0.isDescribed == false }
        var reading = await capture.read(doubtful.map { ChosenGroup(listed: $0) }, by: .everything, before: deadline)
        // A group that cannot be read is listed all the same; only its name was in doubt.
        reading.failures = []
        await capture.sortOut(
            &reading,
            listed: Dictionary(doubtful.map { ($0.group, $0) }) { first, _ in first },
            repeated: [],
            by: rules,
            before: deadline
        )
        let types = Dictionary(reading.groups.map { ($0.group, $0.type) }) { first, _ in first }
        let unnamed = Set(reading.failures.lazy.map(\.group))
        let groups = listed.filter { !unnamed.contains($0.group) }.map { group in
            ListedGroup(
                group: group.group,
                state: group.state,
                type: types[group.group] ?? group.type,
                isDescribed: group.isDescribed,
                coordinator: group.coordinator
            )
        }
        return (groups, reading.failures)
    }

    /// The selected groups with members, offsets and lag, as a snapshot that is not stored.
    ///
    /// - Parameters:
    ///   - request: Which groups and topics.
    ///   - deadline: When to give up.
    /// - Returns: The snapshot, and of each of its groups what DescribeGroups adds; a group without an entry was not
    ///   described.
    /// - Throws: ``TidemarkError`` as ``Capture/run(_:before:)``.
    public func describe(
        _ request: CaptureRequest,
        before deadline: Deadline
    ) async throws(TidemarkError) -> (snapshot: Snapshot, descriptions: [GroupID: GroupDescription]) {
        let (snapshot, listed) = try await capture.read(request, before: deadline)
        let groups = snapshot.groups.map { group in
            listed[group.group] ?? ListedGroup(group: group.group, state: group.state, type: group.type)
        }
        var descriptions: [GroupID: GroupDescription] = [:]
        for (group, description) in zip(groups, await describe(groups, before: deadline)) {
            descriptions[group.group] = description
        }
        return (snapshot, descriptions)
    }

    /// Topics by their names, without the bounds of their logs.
    ///
    /// - Parameters:
    ///   - names: The names.
    ///   - deadline: When to give up.
    /// - Returns: Each of them that the cluster has and shows, sorted.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func topics(_ names: Set<String>, before deadline: Deadline) async throws(TidemarkError) -> [TopicLogs] {
        guard !names.isEmpty else { return [] }
        let known = try await capture.cluster.connected(before: deadline).topics
        let ids = await capture.cluster.ids(of: names, in: known, before: deadline)
        return names.sorted().compactMap { name in
            known[name].map { TopicLogs(topic: name, id: ids[name], partitionCount: $0.partitionCount, bounds: [:]) }
        }
    }

    /// What the selected groups hold, as a snapshot that is not stored; one without groups where the whole list was seen and
    /// no group of it is selected.
    ///
    /// - Parameters:
    ///   - request: Which groups and topics.
    ///   - deadline: When to give up.
    /// - Returns: The snapshot.
    /// - Throws: ``TidemarkError`` as ``Capture/run(_:before:)``, but for `no-such-group`.
    public func held(_ request: CaptureRequest, before deadline: Deadline) async throws(TidemarkError) -> Snapshot {
        let startedAt = Timestamp.now()
        do throws(TidemarkError) {
            return try await capture.run(request, before: deadline)
        } catch {
            guard error.code == .noSuchGroup else { throw error }
            let origin = SnapshotOrigin(
                cluster: ClusterName(id: try await connect(before: deadline), name: request.clusterName),
                bootstrapServers: request.bootstrapServers,
                startedAt: startedAt,
                finishedAt: Timestamp.now(),
                tidemarkVersion: TidemarkVersion.current,
                client: capture.cluster.reader,
                selection: request.selection
            )
            // It is an error of another kind where not everything could be listed.
            let coverage = Coverage(listed: 0, selected: 0, captured: 0, visibility: Visibility(.all))
            return Snapshot(origin: origin, coverage: coverage, groups: [], topics: [])
        }
    }

    /// What DescribeGroups says of each group, `nil` where it fails: it informs, and nothing depends on it.
    ///
    /// It takes a request for each, so that a group is not asked about of which the listing tells it all.
    private func describe(_ groups: [ListedGroup], before deadline: Deadline) async -> [GroupDescription?] {
        let cluster = capture.cluster
        let known = groups.map(\.descriptionWithoutMembers)
        let asked = groups.indices.filter { known[$0] == nil }
        let answers = await bounded(asked, limit: RunLimits.requestsInFlight) { index in
            try? await cluster.describe(groups[index].group, before: min(deadline, .after(Capture.patiencePerGroup)))
        }
        var descriptions = known
        for (index, answer) in zip(asked, answers) { descriptions[index] = answer }
        return descriptions
    }
}
