public import Cluster
public import Offsets

/// What listed groups hold, and the bounds of the logs that they point into.
public struct InspectedOffsets: Hashable, Sendable {
    /// The groups that could be read, sorted.
    public let groups: [GroupOffsets]
    /// The topics that they have committed to, sorted.
    public let topics: [TopicLogs]
    /// The groups that could not be read.
    public let failed: [GroupFailure]
    /// The partitions whose logs could not be.
    public let unreadablePartitions: [PartitionFailure]
    /// Committed numbers below 0, which Kafka's clients take for none.
    public let negative: [NegativeOffset]

    /// Whether everything was read.
    public var isWhole: Bool { failed.isEmpty && unreadablePartitions.isEmpty }
}

extension Inspection {
    /// What groups hold that were listed before.
    ///
    /// - Parameters:
    ///   - groups: The groups.
    ///   - deadline: When to give up.
    /// - Returns: What could be read, and what could not.
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func offsets(
        of groups: [InspectedGroup],
        before deadline: Deadline
    ) async throws(TidemarkError) -> InspectedOffsets {
        let metadata = try await capture.cluster.connected(before: deadline)
        let ids = await capture.cluster.idsAhead(in: metadata, before: deadline)
        let reading = await capture.read(
            groups.map { group in
                ChosenGroup(listed: ListedGroup(group: group.group, state: group.state, type: group.type))
            },
            by: .everything,
            before: deadline
        )
        let logs = try await capture.logs(
            of: reading.groups,
            metadata: metadata,
            ids: ids,
            before: deadline
        )
        guard !Task.isCancelled else { throw TidemarkError(.interrupted, "interrupted while reading") }
        return InspectedOffsets(
            groups: reading.groups.sorted { $0.group < $1.group },
            topics: logs.logs,
            failed: reading.failures.sorted { $0.group < $1.group },
            unreadablePartitions: logs.failures,
            negative: reading.negative.sorted()
        )
    }

    /// What one of the brokers tells of its configuration, `nil` when it does not: it takes DESCRIBE_CONFIGS on the cluster.
    public func settings(before deadline: Deadline) async -> BrokerSettings? {
        await capture.cluster.settings(before: deadline)
    }

    /// How old the records are at which groups stand; see ``RecordAges``.
    ///
    /// - Parameters:
    ///   - positions: Partitions that exist, and offsets before the end of their logs.
    ///   - deadline: When to give up.
    /// - Returns: What could be found.
    public func ages(of positions: Set<RecordAges.Position>, before deadline: Deadline) async -> RecordAges {
        let cluster = capture.cluster
        return await RecordAges(of: positions, at: .now(), before: deadline) { partitions, time, limit in
            try? await cluster.offsets(of: partitions, since: time, before: limit)
        }
    }
}
