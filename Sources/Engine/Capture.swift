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

    let cluster: any Cluster
    let progress: @Sendable (Progress) -> Void
    let isOver: @Sendable (_ run: String) async -> Bool
    /// How long a restore may take to settle.
    package var settling = RunsUnderWay.settling

    /// A capture of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - progress: Told how far it has come, from any task.
    ///   - isOver: Asked, with the id of a restore that began lately, whether it is known to be over. Else some seconds pass
    ///     before groups are read, in which they all come to hold what it wrote.
    public init(
        _ cluster: any Cluster,
        progress: @escaping @Sendable (Progress) -> Void = { _ in },
        isOver: @escaping @Sendable (_ run: String) async -> Bool = { _ in false }
    ) {
        self.cluster = cluster
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
        let rules = try SelectionRules(request.selection)
        let startedAt = Timestamp.now()
        progress(Progress("connecting"))
        let metadata = try await cluster.connected(before: deadline)
        progress(Progress("listing groups"))
        let listing = try await asking("listing the groups") { () throws(KafkaError) in
            try await cluster.listGroups(before: deadline)
        }
        let listed = listing.consumerGroups
        let chosen = choose(listed, by: rules)
        if chosen.isEmpty, !request.selection.groups.isEmpty {
            throw Self.nothingFits(request.selection, among: listed.count, unheard: listing.errors)
        }
        var (reading, late, openRuns) = await readUndisturbed(
            chosen,
            from: listing,
            metadata: metadata,
            by: rules,
            before: deadline
        )
        let again = late.listing?.consumerGroups ?? []
        await sortOut(
            &reading,
            listed: Dictionary((listed + again).map { ($0.group, $0) }) { _, last in last },
            repeated: late.listing.map { listing.repeated.intersection($0.repeated) } ?? [],
            by: rules,
            before: deadline
        )
        let unheard = GroupListing.unheard(listing, late.listing, late.errors)
        if !rules.selectsEveryPartition { reading.groups.removeAll(where: \.offsets.isEmpty) }
        if request.selection.asksForSomething, reading.isNothing(but: listed) {
            if let group = reading.unsupported.first {
                throw TidemarkError(
                    "unsupported-group",
                    "group \(group.group.name) cannot be captured: \(group.reason)",
                    exitCode: .notFound
                )
            }
            let errors = listing.errors.isEmpty && late.listing != nil ? [] : late.errors
            throw Self.nothingFits(request.selection, among: listed.count + late.count, unheard: errors)
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
            unreadableBrokers: unheard,
            unreadablePartitions: topics.failures,
            visibility: Visibility(.all),
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
            librdkafkaVersion: cluster.libraryVersion,
            principal: request.principal,
            job: request.job,
            selection: request.selection,
            tags: request.tags,
            note: request.note
        )
        return Snapshot(origin: origin, coverage: coverage, groups: groups, topics: topics.logs)
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

    static func nothingFits(
        _ selection: Selection,
        among count: Int,
        unheard: [KafkaError]
    ) -> TidemarkError {
        let names = selection.groups.isEmpty ? "the selection" : selection.groups.joined(separator: ", ")
        let isNarrowed = !selection.topics.isEmpty || !selection.partitions.isEmpty
        let wanted = names + (isNarrowed ? " and holds offsets of the selected topics and partitions" : "")
        if let error = unheard.first {
            return TidemarkError(
                "unreachable",
                "no group fits \(wanted), but not every broker lists its groups: \(error.message) (\(error.code.name))",
                hint: "Try again when all brokers are up.",
                exitCode: .unreachable,
                cause: error
            )
        }
        return TidemarkError(
            "no-such-group",
            "no group fits \(wanted)",
            hint: "The cluster lists \(count) groups; `tidemark groups` shows them.",
            exitCode: .notFound
        )
    }

    /// A listing without errors: who decides whether a group has members must have heard every broker.
    ///
    /// - Throws: ``TidemarkError`` with exit 69 when some broker does not answer.
    func completeListing(before deadline: Deadline) async throws(TidemarkError) -> GroupListing {
        let listing = try await asking("listing the groups") { () throws(KafkaError) in
            try await cluster.listGroups(before: deadline)
        }
        guard let error = listing.errors.first else { return listing }
        throw TidemarkError(
            "unreachable",
            "not every broker lists its groups: \(error.message) (\(error.code.name))",
            hint:
                "Whether the groups have members cannot be known; nothing was written. Try again when all brokers are up.",
            exitCode: .unreachable,
            cause: error
        )
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

extension Selection {
    /// Whether something was asked for that may not be there.
    fileprivate var asksForSomething: Bool { !groups.isEmpty || !topics.isEmpty || !partitions.isEmpty }
}
