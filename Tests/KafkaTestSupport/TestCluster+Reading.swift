import CRDKafka
public import Offsets
import Synchronization

extension TestCluster {
    /// What many groups have committed, many read at once; a group that does not exist holds nothing.
    ///
    /// Of an open transaction nothing is seen. Throws when any partition of any group could not be read.
    public func committed(by groups: [GroupID]) async throws -> [GroupID: [CommittedOffset]] {
        let operation = "read offsets of \(groups.count) groups"
        return try await read(operation, groups, partitions: nil).mapValues { read in
            guard case .decided(let offsets) = read else {
                throw KafkaFailure(operation, message: "a plain read found a transaction pending")
            }
            return offsets
        }
    }

    /// What groups hold for some partitions, read so that a transaction that is not decided yet shows as such.
    public func stablyCommitted(
        by groups: [GroupID],
        of partitions: [TopicPartition]
    ) async throws -> [GroupID: StableRead] {
        try await read("read stable offsets of \(groups.count) groups", groups, partitions: partitions)
    }

    /// Reads all partitions of each group, or those asked for and then only stable offsets.
    private func read(
        _ operation: String,
        _ groups: [GroupID],
        partitions: [TopicPartition]?
    ) async throws -> [GroupID: StableRead] {
        let found = Mutex<[GroupID: StableRead]>([:])
        try await unsafe bulk(operation, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, count: groups.count) {
            handle,
            index,
            options in
            // Only a list of partitions is answered with stable offsets; without one the wish is lost on the way.
            let list = PartitionList(partitions ?? [])
            if partitions != nil { unsafe Self.askForStableOffsets(options) }
            var call = unsafe rd_kafka_ListConsumerGroupOffsets_new(
                groups[index].name,
                partitions == nil ? nil : list.list
            )
            unsafe rd_kafka_ListConsumerGroupOffsets(handle.client, &call, 1, options, handle.replies)
            unsafe rd_kafka_ListConsumerGroupOffsets_destroy(call)
        } check: { reply, operation in
            var count = 0
            let results = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(
                rd_kafka_event_ListConsumerGroupOffsets_result(reply.event),
                &count
            )
            guard let result = unsafe results?[0], count > 0 else {
                return KafkaFailure(operation, message: "the reply names no group")
            }
            if let error = unsafe rd_kafka_group_result_error(result) {
                return unsafe KafkaFailure(operation, rd_kafka_error_code(error))
            }
            var offsets: [CommittedOffset] = []
            var isPending = false
            for (offset, error) in unsafe PartitionList.read(rd_kafka_group_result_partitions(result)) {
                switch error {
                case RD_KAFKA_RESP_ERR_NO_ERROR: if offset.offset >= 0 { offsets.append(offset) }
                case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT: isPending = true
                default: return KafkaFailure("\(operation), \(offset.topicPartition)", error)
                }
            }
            let read =
                isPending ? StableRead.pending : .decided(offsets.sorted { $0.topicPartition < $1.topicPartition })
            found.withLock { $0[groups[reply.number - 1]] = read }
            return nil
        }
        return found.withLock { $0 }
    }

    private static func askForStableOffsets(_ options: OpaquePointer?) {
        if let error = unsafe rd_kafka_AdminOptions_set_require_stable_offsets(options, 1) {
            unsafe rd_kafka_error_destroy(error)
        }
    }
}
