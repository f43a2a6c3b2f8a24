public import Offsets

extension Cluster {
    /// The groups with their states, as they are listed first.
    public func listGroups(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        try await listGroups(until: { _ in true }, before: deadline)
    }
}

extension Cluster {
    /// The first offset of existing partitions at or after a moment by the time in the records, `nil` where none is as young.
    public func offsets(
        of partitions: [TopicPartition],
        since time: Timestamp,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>] {
        try await offsets(since: Dictionary(partitions.map { ($0, time) }) { first, _ in first }, before: deadline)
    }
}

extension Cluster {
    /// Nothing: the client library cannot ask.
    public func permissions(
        on groups: [GroupID],
        topics: [String],
        transactionalID: String?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Permissions? { nil }
}

/// Reading many groups where each takes a request of its own: many requests at a time.
extension Cluster {
    /// Everything that each of many groups has committed.
    public func held(
        by groups: [GroupID],
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<HeldOffsets, KafkaError>] {
        await bounded(groups, limit: RunLimits.requestsInFlight, finished: finished) { group in
            let limit = patience.map { min(deadline, .after($0)) } ?? deadline
            do throws(KafkaError) {
                return .success(try await held(by: group, before: limit))
            } catch {
                return .failure(error)
            }
        }
    }

    /// What many groups have committed for partitions of theirs.
    public func committedOffsets(
        of partitions: [GroupPartitions],
        waitsForTransactions: Bool,
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<[TopicPartition: PartitionFetch], KafkaError>] {
        await bounded(partitions, limit: RunLimits.requestsInFlight, finished: finished) { asked in
            while true {
                let limit = patience.map { min(deadline, .after($0)) } ?? deadline
                do throws(KafkaError) {
                    return .success(
                        try await committedOffsets(
                            of: asked.group,
                            for: asked.partitions,
                            waitsForTransactions: waitsForTransactions,
                            before: limit
                        )
                    )
                } catch {
                    // Whoever gives up early has its reason, and another try would have none.
                    guard let patience, limit.instant < deadline.instant, limit.remaining < patience / 2,
                        error.code.isTransient, error.code != .unstableOffsetCommit
                    else { return .failure(error) }
                }
            }
        }
    }
}

extension Cluster {
    /// Deletes groups where each takes a request of its own: many requests at a time.
    public func delete(_ groups: [GroupID], before deadline: Deadline) async -> [KafkaError?] {
        await bounded(groups, limit: RunLimits.requestsInFlight) { group in
            do throws(KafkaError) {
                try await delete(group, before: deadline)
                return nil
            } catch {
                return error
            }
        }
    }
}

/// Partitions of one group that are to be read.
public struct GroupPartitions: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partitions, each once.
    public let partitions: [TopicPartition]

    /// Partitions of a group.
    public init(group: GroupID, partitions: [TopicPartition]) {
        self.group = group
        self.partitions = partitions
    }
}
