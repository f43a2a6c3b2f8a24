public import Cluster
public import Offsets

/// Takes a snapshot of a cluster in memory.
///
/// Groups are read concurrently and one by one, so every group is consistent in itself; Kafka has no read over several
/// groups at one moment.
public struct Capture: Sendable {
    /// How long one group may keep failing for passing reasons before it is reported as unreadable; a lost coordinator
    /// is replaced in 9 to 15 seconds (`docs/kafka.md` §1.3).
    static let patiencePerGroup: Duration = .seconds(45)

    /// How long the bounds of all logs together may take.
    ///
    /// Half a million take about ten seconds; a leader that hangs must not use up the time in which the snapshot is to
    /// be written.
    static let patienceForBounds: Duration = .seconds(60)

    /// How many topics are asked for their ids ahead of the groups, where the metadata came without: librdkafka looks each
    /// of them up in the list of all, and what the groups hold is a few of them.
    static let topicsAskedAhead = 500

    /// Tells the groups that are known from before, by the cluster's id.
    public typealias Remembering = @Sendable (_ clusterID: String) async -> Set<GroupID>

    let cluster: any Cluster
    let remembered: Remembering
    let progress: @Sendable (Progress) -> Void
    let isOver: @Sendable (_ run: String) async -> Bool
    /// How long a restore may take to settle.
    package var settling = RunsUnderWay.settling

    /// A capture of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - remembered: The groups that an earlier snapshot held or lacked: those that are not listed are asked for by
    ///     name, and named where they cannot be.
    ///   - isOver: Asked, with the id of a restore that began lately, whether it is known to be over. Else some seconds pass
    ///     before groups are read, in which they all come to hold what it wrote.
    ///   - progress: Told how far it has come, from any task.
    public init(
        _ cluster: any Cluster,
        remembered: @escaping Remembering = { _ in [] },
        isOver: @escaping @Sendable (_ run: String) async -> Bool = { _ in false },
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.remembered = remembered
        self.progress = progress
        self.isOver = isOver
    }

    /// Reads the selected groups with their offsets and the bounds of the logs they point into.
    ///
    /// Without a `previousDigest` and without a judgement of its size, which need a store.
    ///
    /// A group that holds offsets, but none of the selected topics and partitions, is not selected.
    ///
    /// - Throws: ``TidemarkError``: exit 69 when no broker answers, 77 when the cluster refuses, 66 when groups, topics
    ///   or partitions were asked for and nothing fits, 64 for a bad pattern, 130 when interrupted. A group that cannot be read is no error:
    ///   it is in the snapshot's coverage.
    public func run(_ request: CaptureRequest, before deadline: Deadline) async throws(TidemarkError) -> Snapshot {
        try await read(request, before: deadline).snapshot
    }

    /// The same, with how the groups are listed.
    ///
    /// - Throws: As ``run(_:before:)``.
    func read(
        _ request: CaptureRequest,
        before deadline: Deadline
    ) async throws(TidemarkError) -> (snapshot: Snapshot, listed: [GroupID: ListedGroup]) {
        let rules = try SelectionRules(request.selection)
        let startedAt = Timestamp.now()
        progress(Progress("connecting"))
        let metadata = try await cluster.connected(before: deadline)
        async let remembering = remembered(metadata.identity.id)
        progress(Progress("listing groups"))
        let check = ViewCheck(cluster: cluster, rules: rules)
        // What cannot be asked must not use up the time in which the groups are read.
        let viewLimit = Deadline.after(deadline.remaining / 2)
        async let viewBefore = check.view(of: metadata.identity, before: viewLimit)
        async let idsAhead = cluster.idsAhead(in: metadata, before: deadline)
        let listing = try await cluster.asking("listing the groups") { () throws(KafkaError) in
            try await cluster.listGroups(before: deadline)
        }
        // Before offsets are in memory: an earlier snapshot may be as large as this one.
        let earlier = await remembering.filter { rules.selects(group: $0) }
        let listed = listing.consumerGroups
        let chosen = choose(listed, by: rules)
        if chosen.isEmpty, !request.selection.groups.isEmpty {
            throw Self.nothingFits(
                request.selection,
                among: listed.count,
                unheard: listing.errors,
                listing.offsets,
                await viewBefore
            )
        }
        let isHidden = { (group: ChosenGroup) in !group.isListed && listing.offsets.hides(group.group) }
        let ids = await idsAhead
        var (reading, late, openRuns) = await readUndisturbed(
            chosen.filter { !isHidden($0) },
            from: listing,
            metadata: metadata,
            by: rules,
            before: deadline
        )
        // A right that was lost meanwhile has hidden what was read since.
        async let viewAfter = check.view(of: metadata.identity, before: .after(deadline.remaining / 2))
        let again = late.listing?.consumerGroups ?? []
        let known = Dictionary((listed + again).map { ($0.group, $0) }) { _, last in last }
        await sortOut(
            &reading,
            listed: known,
            repeated: late.listing.map { listing.repeated.intersection($0.repeated) } ?? [],
            by: rules,
            before: deadline
        )
        let unheard = GroupListing.unheard(listing, late.listing, late.errors)
        let listings = [listing] + (late.listing.map { [$0] } ?? [])
        let offsets = OffsetsPartitions.unheard(
            byAll: listings.map { (offsets: $0.offsets, isCertain: $0.errors.isEmpty) }
        )
        await readUnlisted(
            named: chosen.filter(isHidden).map(\.group),
            remembered: earlier,
            listed: Set(listings.flatMap { $0.groups.map(\.group) }),
            hiddenBy: offsets,
            by: rules,
            into: &reading,
            before: deadline
        )
        if !rules.selectsEveryPartition { reading.groups.removeAll(where: \.offsets.isEmpty) }
        let isNothing = request.selection.asksForSomething && reading.isNothing(but: listed)
        let topics =
            isNothing ? nil : try await logs(of: reading.groups, metadata: metadata, ids: ids, before: deadline)
        var visibility = await viewBefore
        if visibility.state == .all { visibility = await viewAfter }
        visibility.isAccepted = request.acceptsLimitedView
        // Who does not see every topic need not be told of this one, unless the rest is meant.
        if unheard.isEmpty, visibility.showsEveryTopic || visibility.isAccepted {
            visibility = visibility.adding([await check.leaders(offsets, before: .after(deadline.remaining / 2))])
        }
        guard let topics else {
            if let group = reading.unsupported.first {
                throw TidemarkError(
                    .unsupportedGroup,
                    "group \(group.group.name) cannot be captured: \(group.reason)"
                )
            }
            let errors = listing.errors.isEmpty && late.listing != nil ? [] : late.errors
            let count = listed.count + late.count
            throw Self.nothingFits(request.selection, among: count, unheard: errors, offsets, visibility)
        }
        guard !Task.isCancelled else {
            throw TidemarkError(.interrupted, "interrupted while reading")
        }
        let groups = reading.groups.sorted { $0.group < $1.group }
        let coverage = Coverage(
            listed: listed.count + late.count,
            selected: groups.count + reading.failures.count,
            captured: groups.count,
            failed: reading.failures.sorted { $0.group < $1.group },
            unreadableBrokers: unheard,
            unreadablePartitions: topics.failures,
            offlineOffsetsPartitions: rules.concerned(by: offsets),
            offsetsPartitionCount: offsets.count,
            visibility: visibility,
            unsupported: reading.unsupported.sorted { $0.group < $1.group },
            negativeOffsets: reading.negative.sorted(),
            openRuns: openRuns
        )
        let origin = SnapshotOrigin(
            cluster: ClusterName(id: metadata.identity.id, name: request.clusterName),
            bootstrapServers: request.bootstrapServers,
            startedAt: startedAt,
            finishedAt: Timestamp.now(),
            tidemarkVersion: TidemarkVersion.current,
            client: cluster.reader,
            principal: request.principal,
            job: request.job,
            selection: request.selection,
            tags: request.tags,
            note: request.note
        )
        return (Snapshot(origin: origin, coverage: coverage, groups: groups, topics: topics.logs), known)
    }

    /// The snapshot with what its view lacks of an earlier one: a topic or group that was there then and is forbidden now.
    ///
    /// - Parameters:
    ///   - snapshot: The new snapshot.
    ///   - names: What the earlier one of the same cluster and job was about.
    ///   - deadline: When to give up.
    /// - Returns: The snapshot with what is known of its view then.
    /// - Throws: ``TidemarkError`` with exit 64 for a bad pattern.
    public func compare(
        _ snapshot: Snapshot,
        with names: SnapshotNames,
        before deadline: Deadline
    ) async throws(TidemarkError) -> Snapshot {
        var compared = snapshot
        compared.coverage.visibility = await ViewCheck(
            cluster: cluster,
            rules: try SelectionRules(snapshot.origin.selection)
        ).view(of: snapshot, lacking: names, before: deadline)
        return compared
    }

    /// The listed groups that the rules select, and those asked for by their full name though they are not listed.
    private func choose(_ listed: [ListedGroup], by rules: SelectionRules) -> [ChosenGroup] {
        var chosen = listed.filter { rules.selects(group: $0.group) }.map { ChosenGroup(listed: $0) }
        let names = Set(listed.map(\.group))
        for group in rules.literalGroups where !names.contains(group) && rules.selects(group: group) {
            chosen.append(ChosenGroup(unlisted: group))
        }
        return chosen
    }
}
