import CRDKafka
public import Offsets

extension TestCluster {
    /// Commits offsets of a group without joining it; they survive exactly as given, but for the leader epoch.
    ///
    /// Fails with `UNKNOWN_MEMBER_ID` when the group has members. The leader epoch is not sent: librdkafka 2.0.2 cannot.
    public func commit(group: GroupID, _ offsets: [CommittedOffset]) async throws {
        try await commit("commit offsets of \(group)", count: 1) { _ in (group, offsets) }
    }

    /// Commits one offset per partition of a topic, without metadata.
    public func commit(group: GroupID, topic: String, _ offsets: [Int32: Int64]) async throws {
        let list = offsets.map { partition, offset in
            CommittedOffset(TopicPartition(topic: topic, partition: partition), offset: offset)
        }
        try await commit(group: group, list.sorted { $0.partition < $1.partition })
    }

    /// Commits the offsets of many groups, many at once.
    public func commit(_ groups: [(group: GroupID, offsets: [CommittedOffset])]) async throws {
        try await commit("commit offsets of \(groups.count) groups", count: groups.count) { groups[$0] }
    }

    /// Commits the offsets of groups 0 to `count` − 1, each made only when its turn comes.
    func commit(
        _ operation: String,
        count: Int,
        within patience: Duration = Waiting.patience,
        _ make: @escaping @Sendable (Int) -> (group: GroupID, offsets: [CommittedOffset])
    ) async throws {
        try await unsafe bulk(
            operation,
            RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS,
            count: count,
            within: patience
        ) { handle, index, options in
            let (group, offsets) = make(index)
            let list = PartitionList(offsets)
            var call = unsafe rd_kafka_AlterConsumerGroupOffsets_new(group.name, list.list)
            unsafe rd_kafka_AlterConsumerGroupOffsets(handle.client, &call, 1, options, handle.replies)
            unsafe rd_kafka_AlterConsumerGroupOffsets_destroy(call)
        } check: { reply, operation in
            var count = 0
            let results = unsafe rd_kafka_AlterConsumerGroupOffsets_result_groups(
                rd_kafka_event_AlterConsumerGroupOffsets_result(reply.event),
                &count
            )
            return unsafe Self.failure(in: results, count, operation)
        }
    }

    /// What the group has committed, by topic and partition; empty for a group that does not exist.
    ///
    /// Read on a handle of its own, not with the product's code. Throws when any partition could not be read.
    public func committed(by group: GroupID) async throws -> [CommittedOffset] {
        try await Waiting.retrying { [self] deadline in
            let operation = "read offsets of \(group)"
            let handle = try Handle.admin(self)
            var call = unsafe rd_kafka_ListConsumerGroupOffsets_new(group.name, nil)
            defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(call) }
            let reply = try unsafe handle.ask(
                operation,
                RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                by: deadline
            ) { options in
                unsafe rd_kafka_ListConsumerGroupOffsets(handle.client, &call, 1, options, handle.replies)
            }
            var count = 0
            let results = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(
                rd_kafka_event_ListConsumerGroupOffsets_result(reply.event),
                &count
            )
            if let failure = unsafe Self.failure(in: results, count, operation) { throw failure }
            guard let result = unsafe results?[0] else { return [] }
            return unsafe PartitionList.read(rd_kafka_group_result_partitions(result))
                .map(\.offset)
                .filter { $0.offset >= 0 }
                .sorted { $0.topicPartition < $1.topicPartition }
        }
    }

    /// Deletes a group; it must have no members.
    public func deleteGroup(_ group: GroupID) async throws {
        try await deleteGroups([group])
    }

    /// Deletes groups, many at once; none may have members.
    public func deleteGroups(_ groups: [GroupID]) async throws {
        let operation = groups.count == 1 ? "delete group \(groups[0])" : "delete \(groups.count) groups"
        try await unsafe bulk(operation, RD_KAFKA_ADMIN_OP_DELETEGROUPS, count: groups.count) {
            handle,
            index,
            options in
            var call = unsafe rd_kafka_DeleteGroup_new(groups[index].name)
            unsafe rd_kafka_DeleteGroups(handle.client, &call, 1, options, handle.replies)
            unsafe rd_kafka_DeleteGroup_destroy(call)
        } check: { reply, operation in
            var count = 0
            let results = unsafe rd_kafka_DeleteGroups_result_groups(
                rd_kafka_event_DeleteGroups_result(reply.event),
                &count
            )
            return unsafe Self.failure(in: results, count, operation)
        }
    }

    /// Deletes the committed offsets of some partitions of a group; no member may be subscribed to the topics.
    public func deleteOffsets(of group: GroupID, _ partitions: [TopicPartition]) async throws {
        try await unsafe bulk(
            "delete offsets of \(group)",
            RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS,
            count: 1
        ) { handle, _, options in
            let list = PartitionList(partitions)
            var call = unsafe rd_kafka_DeleteConsumerGroupOffsets_new(group.name, list.list)
            unsafe rd_kafka_DeleteConsumerGroupOffsets(handle.client, &call, 1, options, handle.replies)
            unsafe rd_kafka_DeleteConsumerGroupOffsets_destroy(call)
        } check: { reply, operation in
            var count = 0
            let results = unsafe rd_kafka_DeleteConsumerGroupOffsets_result_groups(
                rd_kafka_event_DeleteConsumerGroupOffsets_result(reply.event),
                &count
            )
            return unsafe Self.failure(in: results, count, operation)
        }
    }

    /// Every group of the cluster with its state.
    public func groups() async throws -> [GroupID: GroupState] {
        try await Waiting.retrying { [self] deadline in
            let operation = "list groups"
            let handle = try Handle.admin(self)
            let reply = try unsafe handle.ask(operation, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, by: deadline) {
                options in
                unsafe rd_kafka_ListConsumerGroups(handle.client, options, handle.replies)
            }
            let result = unsafe rd_kafka_event_ListConsumerGroups_result(reply.event)
            var count = 0
            let errors = unsafe rd_kafka_ListConsumerGroups_result_errors(result, &count)
            if let error = unsafe errors?[0], count > 0 {
                throw unsafe KafkaFailure(operation, rd_kafka_error_code(error))
            }
            let valid = unsafe rd_kafka_ListConsumerGroups_result_valid(result, &count)
            var groups: [GroupID: GroupState] = [:]
            for index in 0..<count {
                guard let listing = unsafe valid?[index],
                    let name = unsafe rd_kafka_ConsumerGroupListing_group_id(listing)
                else { continue }
                let state = unsafe rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupListing_state(listing))
                unsafe groups[GroupID(String(cString: name))] =
                    state.flatMap { unsafe GroupState(rawValue: String(cString: $0)) } ?? .unknown
            }
            return groups
        }
    }

    /// The state of one group, `nil` when the cluster does not list it.
    public func state(of group: GroupID) async throws -> GroupState? {
        try await groups()[group]
    }

    /// The first failure among group results: of a group, or of one of its partitions.
    static func failure(
        in results: UnsafeMutablePointer<OpaquePointer?>?,
        _ count: Int,
        _ operation: String
    ) -> KafkaFailure? {
        for index in 0..<count {
            guard let result = unsafe results?[index] else { continue }
            if let error = unsafe rd_kafka_group_result_error(result) {
                return unsafe KafkaFailure(operation, rd_kafka_error_code(error))
            }
            for (offset, error) in unsafe PartitionList.read(rd_kafka_group_result_partitions(result))
            where error != RD_KAFKA_RESP_ERR_NO_ERROR {
                return KafkaFailure("\(operation), \(offset.topicPartition)", error)
            }
        }
        return nil
    }
}
