import Cluster
import Offsets

/// Reading what the groups of a run hold, partition by partition of its items.
struct TargetReading: Sendable {
    let cluster: any Cluster
    let progress: @Sendable (Progress) -> Void

    /// Reads the partitions of all items, many groups at a time.
    ///
    /// - Parameters:
    ///   - items: The items; their partitions are read and nothing else.
    ///   - waitsForTransactions: Whether to read only what no open transaction can change any more.
    ///   - activity: What this is for, in words.
    ///   - patience: How long somebody else's open transaction on one group is waited for, `nil` for until the deadline.
    ///   - deadline: When to give up.
    /// - Returns: An entry for every item that holds an offset; a number below 0 is none to Kafka's clients.
    /// - Throws: ``TidemarkError`` naming the first group that could not be read.
    func read(
        _ items: [RunItem],
        waitsForTransactions: Bool,
        activity: String,
        patience: Duration? = nil,
        before deadline: Deadline
    ) async throws(TidemarkError) -> [GroupID: [TopicPartition: CommittedOffset]] {
        let results = await readEach(
            items,
            waitsForTransactions: waitsForTransactions,
            activity: activity,
            patience: patience,
            before: deadline
        )
        var held: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        for (group, result) in results { held[group] = try result.get() }
        return held
    }

    /// Reads the partitions of all items as ``read(_:waitsForTransactions:activity:patience:before:)`` does, whatever fails.
    ///
    /// - Returns: For every group what it holds, or why it could not be read; in order of the groups.
    func readEach(
        _ items: [RunItem],
        waitsForTransactions: Bool,
        activity: String,
        patience: Duration? = nil,
        before deadline: Deadline
    ) async -> [(group: GroupID, held: Result<[TopicPartition: CommittedOffset], TidemarkError>)] {
        let asked = Self.partitions(of: items)
        let total = asked.count
        let results = await cluster.committedOffsets(
            of: asked,
            waitsForTransactions: waitsForTransactions,
            patience: patience,
            before: deadline,
            finished: { progress(Progress(activity, done: $0, of: total)) }
        )
        var held: [(group: GroupID, held: Result<[TopicPartition: CommittedOffset], TidemarkError>)] = []
        var hasNamedTransaction = false
        for (asked, result) in zip(asked, results) {
            switch Self.offsets(in: result, of: asked) {
            case .success(let offsets): held.append((asked.group, .success(offsets)))
            case .failure(let failure) where failure.error.code == .unstableOffsetCommit && !hasNamedTransaction:
                // Whose it is takes a look at the cluster: the first one is enough.
                hasNamedTransaction = true
                let words = await ForeignTransaction(cluster: cluster, group: asked.group).error(failure.error)
                held.append((asked.group, .failure(words)))
            case .failure(let failure):
                let words = TidemarkError.group(
                    failure.error,
                    asked.group,
                    while: activity,
                    needing: .describe,
                    failure.topics
                )
                held.append((asked.group, .failure(words)))
            }
        }
        return held
    }

    /// The partitions of the items by group, in order of the groups.
    static func partitions(of items: [RunItem]) -> [GroupPartitions] {
        var groups: [(group: GroupID, partitions: [TopicPartition])] = []
        for item in items {
            // Those of a group follow each other in every run.
            if groups.last?.group != item.group { groups.append((item.group, [])) }
            groups[groups.count - 1].partitions.append(item.topicPartition)
        }
        if zip(groups, groups.dropFirst()).contains(where: { $0.group >= $1.group }) {
            groups = Dictionary(groups.map { ($0.group, $0.partitions) }) { $0 + $1 }
                .map { (group: $0.key, partitions: $0.value) }.sorted { $0.group < $1.group }
        }
        return groups.map { GroupPartitions(group: $0.group, partitions: $0.partitions) }
    }

    /// Why one group could not be read, and which topics that may be about.
    private struct ReadFailure: Error {
        let error: KafkaError
        let topics: [String]
    }

    /// The offsets that a group holds; a partition that could not be read fails the group.
    private static func offsets(
        in result: Result<[TopicPartition: PartitionFetch], KafkaError>,
        of asked: GroupPartitions
    ) -> Result<[TopicPartition: CommittedOffset], ReadFailure> {
        let found: [TopicPartition: PartitionFetch]
        switch result {
        case .success(let fetched): found = fetched
        case .failure(let error):
            return .failure(ReadFailure(error: error, topics: asked.partitions.map(\.topic)))
        }
        var offsets: [TopicPartition: CommittedOffset] = [:]
        for (partition, fetch) in found {
            switch fetch {
            case .committed(let offset): offsets[partition] = offset
            case .absent, .negative: continue
            case .failed(let error): return .failure(ReadFailure(error: error, topics: [partition.topic]))
            }
        }
        return .success(offsets)
    }

    /// Those of the groups that the cluster lists.
    ///
    /// - Parameters:
    ///   - groups: The groups.
    ///   - known: Those that are known to be there, because they hold offsets: they are waited for, and may be missing all
    ///     the same.
    ///   - deadline: When to give up.
    /// - Returns: The listed ones, with their states.
    /// - Throws: ``TidemarkError`` when some broker does not tell.
    func states(
        of groups: Set<GroupID>,
        known: Set<GroupID>,
        before deadline: Deadline
    ) async throws(TidemarkError) -> [GroupID: ListedGroup] {
        let listing = try await cluster.completeListing(of: groups, known: known, before: deadline)
        let listed = listing.groups.filter { groups.contains($0.group) }
        return Dictionary(listed.map { ($0.group, $0) }) { first, _ in first }
    }

    /// The first group of the run that has members, or may have, `nil` when none has: of one that holds offsets and is not
    /// listed, nobody knows.
    ///
    /// - Parameters:
    ///   - groups: The groups.
    ///   - known: Those that are known to be there, because they hold offsets.
    ///   - deadline: When to give up.
    /// - Returns: The group, in order of their names, and its state.
    /// - Throws: ``TidemarkError`` when some broker does not tell.
    func activeGroup(
        among groups: Set<GroupID>,
        known: Set<GroupID>,
        before deadline: Deadline
    ) async throws(TidemarkError) -> (group: GroupID, state: GroupState)? {
        let states = try await states(of: groups, known: known, before: deadline)
        let active = states.values.lazy.filter(\.isActive).map { (group: $0.group, state: $0.state) }
        let unlisted = known.lazy.filter { states[$0] == nil }.map { (group: $0, state: GroupState.unknown) }
        return (Array(active) + unlisted).min { $0.group < $1.group }
    }
}
