public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

/// What groups have committed.
extension DirectClient {
    /// Everything a group has committed, as its coordinator holds it now.
    ///
    /// Never waits for open transactions: their offsets are not committed yet and are not here. Topics that the
    /// principal may not see are left out by the broker without a word (`docs/kafka.md` §9.1).
    ///
    /// - Throws: ``KafkaError`` of the group, of any of its partitions, or of the call. An unknown group has no offsets.
    public func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        try await held(by: [group], patience: nil, before: deadline) { _ in }[0].get()
    }

    /// What a group has committed for the listed partitions; every one of them has an entry in the result.
    ///
    /// - Throws: ``KafkaError`` of the group or of the call; `UNSTABLE_OFFSET_COMMIT` when a transaction is still open at
    ///   the deadline.
    public func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        try await committedOffsets(
            of: [GroupPartitions(group: group, partitions: partitions)],
            waitsForTransactions: waitsForTransactions,
            patience: nil,
            before: deadline
        ) { _ in }[0].get()
    }

    /// Everything that each of many groups has committed, many groups a request.
    public func held(
        by groups: [GroupID],
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<HeldOffsets, KafkaError>] {
        await OffsetReading(
            client: self,
            asked: groups.map { AskedGroup(group: $0, partitions: nil) },
            waitsForTransactions: false,
            waitsForCoordinators: false,
            patience: patience,
            deadline: deadline,
            finished: finished
        ).run { _, group throws(KafkaError) in try group.held() }
    }

    /// What many groups have committed for partitions of theirs, many groups a request.
    public func committedOffsets(
        of partitions: [GroupPartitions],
        waitsForTransactions: Bool,
        patience: Duration?,
        before deadline: Deadline,
        finished: @escaping @Sendable (Int) -> Void
    ) async -> [Result<[TopicPartition: PartitionFetch], KafkaError>] {
        await OffsetReading(
            client: self,
            asked: partitions.map { AskedGroup(group: $0.group, partitions: $0.partitions) },
            waitsForTransactions: waitsForTransactions,
            waitsForCoordinators: true,
            patience: patience,
            deadline: deadline,
            finished: finished
        ).run { asked, group throws(KafkaError) in try group.each(of: asked.partitions ?? []) }
    }
}
