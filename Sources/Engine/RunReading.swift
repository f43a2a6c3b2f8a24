import Kafka
import Offsets
import Store

/// Reading what the groups of a run hold, partition by partition of its items.
struct RunReading: Sendable {
    let cluster: any Cluster
    let progress: @Sendable (Progress) -> Void

    /// Reads the partitions of all items, many groups at a time.
    ///
    /// - Parameters:
    ///   - items: The items; their partitions are read and nothing else.
    ///   - waitsForTransactions: Whether to read only what no open transaction can change any more.
    ///   - activity: What this is for, in words.
    ///   - deadline: When to give up.
    /// - Returns: An entry for every item that holds an offset; a number below 0 is none to Kafka's clients.
    /// - Throws: ``TidemarkError`` naming the first group that could not be read.
    func read(
        _ items: [RunItem],
        waitsForTransactions: Bool,
        activity: String,
        before deadline: Deadline
    ) async throws(TidemarkError) -> [GroupID: [TopicPartition: CommittedOffset]] {
        let groups = Dictionary(grouping: items, by: \.group).sorted { $0.key < $1.key }
        let cluster = cluster
        let total = groups.count
        let results = await bounded(
            groups,
            limit: KafkaClient.inFlightLimit,
            finished: { progress(Progress(activity, done: $0, of: total)) },
            { group, items -> Result<[TopicPartition: CommittedOffset], TidemarkError> in
                do throws(KafkaError) {
                    let found = try await cluster.committedOffsets(
                        of: group,
                        for: items.map(\.topicPartition),
                        waitsForTransactions: waitsForTransactions,
                        before: deadline
                    )
                    var offsets: [TopicPartition: CommittedOffset] = [:]
                    for (partition, fetch) in found {
                        switch fetch {
                        case .committed(let offset): offsets[partition] = offset
                        case .absent, .negative: continue
                        case .failed(let error): throw error
                        }
                    }
                    return .success(offsets)
                } catch {
                    return .failure(.group(error, group, while: activity))
                }
            }
        )
        var held: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        for ((group, _), result) in zip(groups, results) {
            held[group] = try result.get()
        }
        return held
    }

    /// Those of the groups that the cluster lists.
    ///
    /// - Throws: ``TidemarkError`` when some broker does not tell.
    func states(
        of groups: Set<GroupID>,
        before deadline: Deadline
    ) async throws(TidemarkError) -> [GroupID: ListedGroup] {
        let listing = try await Capture(cluster).completeListing(before: deadline)
        let listed = listing.groups.filter { groups.contains($0.group) }
        return Dictionary(listed.map { ($0.group, $0) }) { first, _ in first }
    }

    /// The first group of the run that has members, `nil` when none has.
    ///
    /// - Throws: ``TidemarkError`` when some broker does not tell.
    func activeGroup(
        among groups: Set<GroupID>,
        before deadline: Deadline
    ) async throws(TidemarkError) -> (group: GroupID, state: GroupState)? {
        let active = try await states(of: groups, before: deadline).values.filter(\.isActive)
        return active.min { $0.group < $1.group }.map { (group: $0.group, state: $0.state) }
    }
}
