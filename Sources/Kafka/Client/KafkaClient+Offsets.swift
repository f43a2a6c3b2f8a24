internal import CRDKafka
public import Cluster
public import Offsets

extension KafkaClient {
    /// Everything a group has committed, as its coordinator holds it now.
    ///
    /// Never waits for open transactions: their offsets are not committed yet and are not here. Topics that the
    /// principal may not see are left out by the broker without a word (`docs/kafka.md` §9.1).
    ///
    /// - Throws: ``KafkaError`` of the group, of any of its partitions, or of the call. An unknown group has no offsets.
    public func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        try await repeating(of: group, before: deadline) { handle, timeout, broker throws(KafkaError) in
            try await unsafe Self.fetch(
                group,
                nil,
                requireStable: false,
                on: handle,
                at: broker,
                timeout: timeout
            ) { unsafe CommittedOffsetDecoder.decodeAll($0) }
        }
    }

    /// What a group has committed for the listed partitions; every one of them has an entry in the result.
    ///
    /// - Parameters:
    ///   - group: The group.
    ///   - partitions: The partitions to ask for, each once.
    ///   - waitsForTransactions: Whether to wait, until the deadline, for open transactions on these offsets to end, and
    ///     to read only what is decided (`require_stable`). Else the value before such a transaction is read.
    ///   - deadline: When to give up.
    /// - Returns: An entry for every listed partition.
    /// - Throws: ``KafkaError`` of the group or of the call; `UNSTABLE_OFFSET_COMMIT` when a transaction is still open at
    ///   the deadline.
    public func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        guard !partitions.isEmpty else { return [:] }
        return try await repeating(of: group, before: deadline) { handle, timeout, broker throws(KafkaError) in
            let found = try await unsafe Self.fetch(
                group,
                partitions,
                requireStable: waitsForTransactions,
                on: handle,
                at: broker,
                timeout: timeout
            ) { unsafe CommittedOffsetDecoder.decodeEach($0) }
            for partition in partitions {
                switch found[partition] {
                case .some(.failed(let error)) where error.code.isTransient: throw error
                case .some: continue
                case nil: throw KafkaError(.malformedReply, "the reply lacks \(partition)")
                }
            }
            return found
        }
    }

    private static func fetch<Reply: Sendable>(
        _ group: GroupID,
        _ partitions: [TopicPartition]?,
        requireStable: Bool,
        on handle: ClientHandle,
        at broker: Int32?,
        timeout: Duration,
        decode: @escaping @Sendable (UnsafeBufferPointer<rd_kafka_topic_partition_t>) -> Result<Reply, KafkaError>
    ) async throws(KafkaError) -> Reply {
        try group.refuseNUL()
        return try await unsafe handle.call(
            RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
            at: broker,
            timeout: timeout,
            requireStable: requireStable
        ) { instance, options, queue in
            var request: OpaquePointer?
            if let partitions {
                let list = PartitionList(partitions)
                unsafe request = rd_kafka_ListConsumerGroupOffsets_new(group.name, list.pointer)
            } else {
                unsafe request = rd_kafka_ListConsumerGroupOffsets_new(group.name, nil)
            }
            unsafe rd_kafka_ListConsumerGroupOffsets(instance, &request, 1, options, queue)
            unsafe rd_kafka_ListConsumerGroupOffsets_destroy(request)
        } decode: { event in
            let reply = unsafe rd_kafka_event_ListConsumerGroupOffsets_result(event)
            var count = 0
            let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(reply, &count)
            return unsafe GroupReply.only(groups, count).flatMap { unsafe decode(GroupReply.partitions($0)) }
        }
    }
}
