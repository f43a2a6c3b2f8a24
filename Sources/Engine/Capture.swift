import Kafka
public import Offsets

/// Takes a snapshot of a cluster in memory.
///
/// Groups are read concurrently and one by one, so every group is consistent in itself; Kafka has no read over several
/// groups at one moment.
public struct Capture: Sendable {
    /// How long one group may keep failing for passing reasons before it is reported as unreadable; a lost coordinator
    /// is replaced in 9 to 15 seconds (`kafka-verified.md` §1.4).
    static let patiencePerGroup: Duration = .seconds(45)

    /// How long the bounds of all logs together may take.
    ///
    /// Half a million take about ten seconds; a leader that hangs must not use up the time in which the snapshot is to
    /// be written.
    static let patienceForBounds: Duration = .seconds(60)

    /// Tells the groups that are known from before, by the cluster's id.
    public typealias Remembering = @Sendable (_ clusterID: String) async -> Set<GroupID>

    let cluster: any Cluster
    let remembered: Remembering
    let progress: @Sendable (Progress) -> Void

    /// A capture of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - remembered: The groups that an earlier snapshot held or lacked: those that are not listed are asked for by
    ///     name, and named where they cannot be.
    ///   - progress: Told how far it has come, from any task.
    public init(
        _ cluster: any Cluster,
        remembered: @escaping Remembering = { _ in [] },
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.remembered = remembered
        self.progress = progress
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
        let rules = try SelectionRules(request.selection)
        let startedAt = Timestamp.now()
        progress(Progress("connecting"))
        let metadata = try await cluster.connected(before: deadline)
        // Before anything else is in memory: an earlier snapshot may be as large as this one.
        let known = await remembered(metadata.identity.id).filter { rules.selects(group: $0) }
        progress(Progress("listing groups"))
        let check = ViewCheck(cluster: cluster, rules: rules)
        async let viewBefore = check.view(of: metadata.identity, before: deadline)
        let listing = try await asking("listing the groups") { () throws(KafkaError) in
            try await cluster.listGroups(before: deadline)
        }
        let listed = listing.groups.filter { !SentinelGroup.isOne($0.group) }
        let chosen = choose(listed, by: rules)
        var visibility = await viewBefore
        if chosen.isEmpty, !request.selection.groups.isEmpty {
            throw Self.nothingFits(request.selection, among: listed.count, unheard: listing.errors, listing.offsets, visibility)
        }
        let isHidden = { (group: ChosenGroup) in !group.isListed && listing.offsets.hides(group.group) }
        var reading = await read(chosen.filter { !isHidden($0) }, by: rules, before: deadline)
        // A right that was lost meanwhile has hidden what was read since.
        let wasLimited = visibility.state == .limited ? visibility : nil
        async let viewAfter =
            if let wasLimited { wasLimited } else { check.view(of: metadata.identity, before: deadline) }
        let late = await lateComers(after: listed, by: rules, into: &reading, before: deadline)
        visibility = await viewAfter
        visibility.isAccepted = request.acceptsLimitedView
        let unheard = listing.errors.isEmpty && late.listing != nil ? [] : late.errors
        let listings = [listing] + (late.listing.map { [$0] } ?? [])
        let offsets = OffsetsPartitions.unheard(
            byAll: listings.map { (offsets: $0.offsets, isCertain: $0.errors.isEmpty) }
        )
        await readUnlisted(
            named: chosen.filter(isHidden).map(\.group),
            remembered: known,
            listed: Set(listings.flatMap { $0.groups.map(\.group) }),
            hiddenBy: offsets,
            by: rules,
            into: &reading,
            before: deadline
        )
        if !rules.selectsEveryPartition { reading.groups.removeAll(where: \.offsets.isEmpty) }
        if request.selection.asksForSomething, reading.isNothing(but: listed) {
            let count = listed.count + late.count
            throw Self.nothingFits(request.selection, among: count, unheard: unheard, offsets, visibility)
        }
        let topics = try await logs(of: reading.groups, metadata: metadata, before: deadline)
        guard !Task.isCancelled else {
            throw TidemarkError("interrupted", "interrupted while reading", exitCode: .interrupted)
        }
        let groups = reading.groups.sorted { $0.group < $1.group }
        let coverage = Coverage(
            listed: listed.count + late.count,
            selected: groups.count + reading.failures.count,
            captured: groups.count,
            failed: reading.failures.sorted { $0.group < $1.group },
            unreadableBrokers: unheard.map { "\($0.code.name): \($0.message)" },
            unreadablePartitions: topics.failures,
            offlineOffsetsPartitions: rules.concerned(by: offsets),
            offsetsPartitionCount: offsets.count,
            visibility: visibility
        )
        let origin = SnapshotOrigin(
            cluster: ClusterName(id: metadata.identity.id, name: request.clusterName),
            bootstrapServers: request.bootstrapServers,
            startedAt: startedAt,
            finishedAt: Timestamp.now(),
            tidemarkVersion: TidemarkVersion.current,
            librdkafkaVersion: cluster.libraryVersion,
            principal: request.principal,
            job: request.job,
            selection: request.selection,
            tags: request.tags,
            note: request.note
        )
        return Snapshot(origin: origin, coverage: coverage, groups: groups, topics: topics.logs)
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

    /// Lists again and reads the groups that have appeared since the first listing: a group whose coordinator moved
    /// while the brokers were asked one by one is in neither answer (`kafka.md` §5).
    ///
    /// Only when both listings had errors, or the second failed, or neither heard a partition of `__consumer_offsets`, can
    /// a group be missing.
    ///
    /// - Returns: How many there were, the second listing, `nil` when there was none, and its errors.
    private func lateComers(
        after listed: [ListedGroup],
        by rules: SelectionRules,
        into reading: inout GroupReading,
        before deadline: Deadline
    ) async -> (count: Int, listing: GroupListing?, errors: [KafkaError]) {
        let again: GroupListing
        do throws(KafkaError) {
            again = try await cluster.listGroups(before: deadline)
        } catch {
            // The groups are read and stay; whether the first listing missed one is not known, and is said.
            return (0, nil, [error])
        }
        let listedBefore = Set(listed.map(\.group))
        let known = listedBefore.union(reading.groups.map(\.group))
        let late = again.groups.filter {
            !known.contains($0.group) && !SentinelGroup.isOne($0.group) && rules.selects(group: $0.group)
        }
        if !late.isEmpty {
            // One asked for by name was looked for in vain a moment ago.
            let names = Set(late.map(\.group))
            reading.failures.removeAll { names.contains($0.group) }
            reading.add(await read(late.map { ChosenGroup(listed: $0) }, by: rules, before: deadline))
        }
        if again.errors.isEmpty {
            let shown = listedBefore.filter { !again.offsets.hides($0) }
            reading.reportVanished(of: shown, stillListed: Set(again.groups.map(\.group)))
        }
        return (late.count, again, again.errors)
    }

    func asking<Value>(
        _ activity: String,
        _ body: () async throws(KafkaError) -> Value
    ) async throws(TidemarkError) -> Value {
        do {
            return try await body()
        } catch {
            throw TidemarkError.cluster(error, while: activity, of: cluster)
        }
    }
}
