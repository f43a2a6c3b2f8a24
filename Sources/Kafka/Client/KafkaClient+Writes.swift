internal import CRDKafka
public import Cluster
public import Offsets

/// Writes outside a transaction; none is repeated on failure.
extension KafkaClient {
    /// Commits offsets of a group without members, without a transaction.
    ///
    /// A group that has members is refused by its coordinator on every partition (`UNKNOWN_MEMBER_ID`). Partitions
    /// succeed and fail one by one (`docs/kafka.md` §7.2).
    ///
    /// - Returns: The partitions that were refused, with the reason; empty when all were committed.
    /// - Throws: ``KafkaError`` when the whole call failed: then nothing is known about what was written.
    public func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        guard !offsets.isEmpty else { return [:] }
        try group.refuseUnwritable(offsets)
        return try await unsafe write(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, before: deadline) {
            instance,
            options,
            queue in
            let list = PartitionList(offsets)
            var request = unsafe rd_kafka_AlterConsumerGroupOffsets_new(group.name, list.pointer)
            unsafe rd_kafka_AlterConsumerGroupOffsets(instance, &request, 1, options, queue)
            unsafe rd_kafka_AlterConsumerGroupOffsets_destroy(request)
        } groups: { event, count in
            unsafe rd_kafka_AlterConsumerGroupOffsets_result_groups(
                rd_kafka_event_AlterConsumerGroupOffsets_result(event),
                count
            )
        }
    }

    /// Deletes committed offsets of a group.
    ///
    /// On brokers before 4 the deletion is acknowledged before it is replicated (`docs/kafka.md` §8.2).
    ///
    /// - Returns: The partitions that were refused, with the reason.
    /// - Throws: ``KafkaError`` of the group (`GROUP_ID_NOT_FOUND`) or of the call.
    public func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        guard !partitions.isEmpty else { return [:] }
        try group.refuseNUL()
        return try await unsafe write(RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS, before: deadline) {
            instance,
            options,
            queue in
            let list = PartitionList(partitions)
            var request = unsafe rd_kafka_DeleteConsumerGroupOffsets_new(group.name, list.pointer)
            unsafe rd_kafka_DeleteConsumerGroupOffsets(instance, &request, 1, options, queue)
            unsafe rd_kafka_DeleteConsumerGroupOffsets_destroy(request)
        } groups: { event, count in
            unsafe rd_kafka_DeleteConsumerGroupOffsets_result_groups(
                rd_kafka_event_DeleteConsumerGroupOffsets_result(event),
                count
            )
        }
    }

    /// Deletes a group with everything it has committed.
    ///
    /// On brokers before 4 the deletion is acknowledged before it is replicated (`docs/kafka.md` §8.2).
    ///
    /// - Throws: ``KafkaError``: `NON_EMPTY_GROUP`, `GROUP_ID_NOT_FOUND`, or that of the call.
    public func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        try group.refuseNUL()
        _ = try await unsafe write(RD_KAFKA_ADMIN_OP_DELETEGROUPS, before: deadline) { instance, options, queue in
            var request = unsafe rd_kafka_DeleteGroup_new(group.name)
            unsafe rd_kafka_DeleteGroups(instance, &request, 1, options, queue)
            unsafe rd_kafka_DeleteGroup_destroy(request)
        } groups: { event, count in
            unsafe rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event), count)
        }
    }

    /// One call that writes to one group.
    ///
    /// - Parameters:
    ///   - operation: Which.
    ///   - deadline: When to give up.
    ///   - start: Enqueues the operation.
    ///   - groups: The groups' results in a reply event.
    /// - Returns: The partitions that were refused, with the reason.
    /// - Throws: ``KafkaError`` of the group or of the call.
    private func write(
        _ operation: rd_kafka_admin_op_t,
        before deadline: Deadline,
        start: @Sendable (_ instance: OpaquePointer, _ options: OpaquePointer, _ queue: OpaquePointer) -> Void,
        groups:
            @escaping @Sendable (
                _ event: OpaquePointer, _ count: UnsafeMutablePointer<Int>
            ) -> UnsafeMutablePointer<OpaquePointer?>?
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        let refused = try await once(before: deadline) { handle, timeout throws(KafkaError) in
            try await unsafe handle.call(operation, timeout: timeout, start: start) { event in
                var count = 0
                let results = unsafe groups(event, &count)
                return unsafe GroupReply.only(results, count).map {
                    unsafe CommittedOffsetDecoder.failures(GroupReply.partitions($0))
                }
            }
        }
        // A handle never forgets a coordinator by itself, so the next write would go to the same broker again.
        if refused.values.contains(where: Self.blamesBroker) { try renewCoordinators() }
        return refused
    }
}

extension KafkaClient {
    /// Returns when the deletions acknowledged before are replicated; what is read afterwards comes over a new handle
    /// from whoever coordinates by then.
    ///
    /// - Throws: ``KafkaError`` when the task is cancelled.
    public func waitForDeletions() async throws(KafkaError) {
        guard (try? await Task.sleep(for: RunLimits.deletionReplication)) != nil else { throw .cancelled }
        try renewCoordinators()
    }
}

extension KafkaClient {
    /// A transactional producer for the same cluster; see ``TransactionalProducer``.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming a refused property.
    public func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        try TransactionalProducer(configuration, transactionalID: id, timeout: timeout)
    }
}
