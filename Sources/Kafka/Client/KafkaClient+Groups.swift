internal import CRDKafka
public import Cluster
public import Offsets
internal import Synchronization

extension KafkaClient {
    /// The groups the principal may see, of every protocol, with their states.
    ///
    /// It is repeated while it lacks something that passes; see ``RepeatedListing``.
    ///
    /// - Parameters:
    ///   - suffices: What the reader of the listing needs of it.
    ///   - deadline: When to give up.
    /// - Returns: The last listing.
    /// - Throws: ``KafkaError`` when no broker answers at all: ``KafkaErrorCode/unreachableListeners`` when the cluster told
    ///   where its brokers are, and none of them can be reached there.
    public func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        try await listing.list(until: suffices, before: deadline) { limit throws(KafkaError) in
            try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
                try await listOnce(on: handle, timeout: min(timeout, limit))
            }
        } forgetting: { () throws(KafkaError) in
            try renewCoordinators()
        }
    }

    /// The errors of a listing with the brokers that could not be reached, where those are known: librdkafka says of them
    /// only that the time was over, and names the ones that have answered.
    private static func named(_ errors: [KafkaError], by unreachable: [ConnectionFailure]) -> [KafkaError] {
        let answers = errors.filter { ![.timedOut, .transport, .brokerGone].contains($0.code) }
        guard errors.count - answers.count == unreachable.count else { return errors }
        return unreachable.map { KafkaError($0) } + answers
    }

    /// One listing, and which partitions of `__consumer_offsets` it has heard.
    ///
    /// - Throws: ``KafkaError`` when no broker answers.
    private func listOnce(on handle: ClientHandle, timeout: Duration) async throws(KafkaError) -> GroupListing {
        let before = try await offsetsTopic(on: handle, before: .after(timeout))
        let listing = try await listEveryGroup(on: handle, timeout: timeout)
        let unreachable = handle.connections.unreachableBrokers()
        let errors = Self.named(listing.errors, by: unreachable)
        // What no broker has told is not "no groups".
        if let error = errors.first, errors.count >= before.brokers.count {
            guard unreachable.count >= before.brokers.count, let failure = unreachable.first else { throw error }
            throw KafkaError(failure, code: .unreachableListeners)
        }
        let after: OffsetsTopicMetadata
        do throws(KafkaError) {
            after = try await offsetsTopic(on: handle, before: .after(timeout))
        } catch {
            guard error.code != .cancelled else { throw error }
            // What was listed is kept, and that it may not be whole is said.
            return listing.heard(before.heard(until: before), errors + [error])
        }
        if let known = after.coordinators { coordinators.withLock { $0 = known } }
        return listing.heard(before.heard(until: after), errors)
    }

    /// The consumers' groups, with their states, as ListConsumerGroups has them.
    static func listGroups(
        on handle: ClientHandle,
        timeout: Duration
    ) async throws(KafkaError) -> GroupListing {
        try await unsafe handle.call(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, timeout: timeout) {
            unsafe rd_kafka_ListConsumerGroups($0, $1, $2)
        } decode: { event in
            let reply = unsafe rd_kafka_event_ListConsumerGroups_result(event)
            var count = 0
            let listings = unsafe rd_kafka_ListConsumerGroups_result_valid(reply, &count)
            var groups: [GroupID: ListedGroup] = [:]
            var repeated: Set<GroupID> = []
            for index in 0..<count {
                guard let listing = unsafe listings?[index],
                    let name = unsafe rd_kafka_ConsumerGroupListing_group_id(listing)
                else { continue }
                let group = unsafe GroupID(String(cString: name))
                let state = unsafe GroupState(rd_kafka_ConsumerGroupListing_state(listing))
                // A group that moves between brokers during the listing is listed twice; not empty is the safe answer.
                if let other = groups[group] {
                    repeated.insert(group)
                    if other.isActive { continue }
                }
                groups[group] = unsafe ListedGroup(group: group, state: state, type: GroupType(of: listing))
            }
            var errorCount = 0
            let errors = unsafe rd_kafka_ListConsumerGroups_result_errors(reply, &errorCount)
            let failures = unsafe UnsafeBufferPointer(start: errors, count: errorCount).compactMap { error in
                unsafe error.map { unsafe KafkaError(copying: $0) }
            }
            return .success(
                GroupListing(
                    groups: groups.values.sorted { $0.group < $1.group },
                    errors: failures,
                    repeated: repeated
                )
            )
        }
    }

    /// What DescribeGroups says of a group.
    ///
    /// - Throws: ``KafkaError`` of the group or of the call.
    public func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        try group.refuseNUL()
        return try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
            try await unsafe handle.call(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, timeout: timeout) {
                instance,
                options,
                queue in
                unsafe group.name.withCString { name in
                    var names: [UnsafePointer<CChar>?] = unsafe [name]
                    unsafe rd_kafka_DescribeConsumerGroups(instance, &names, 1, options, queue)
                }
            } decode: { event in
                let reply = unsafe rd_kafka_event_DescribeConsumerGroups_result(event)
                var count = 0
                let groups = unsafe rd_kafka_DescribeConsumerGroups_result_groups(reply, &count)
                guard count == 1, let description = unsafe groups?[0] else {
                    return .failure(KafkaError(.malformedReply, "one description was asked for, \(count) came"))
                }
                if let error = unsafe rd_kafka_ConsumerGroupDescription_error(description) {
                    return .failure(unsafe KafkaError(copying: error))
                }
                return .success(unsafe GroupDescription(group: group, copying: description))
            }
        }
    }
}

extension GroupListing {
    /// The same, with what it has heard and why it may lack something.
    fileprivate func heard(_ offsets: OffsetsPartitions, _ errors: [KafkaError]) -> GroupListing {
        GroupListing(
            groups: groups,
            errors: errors,
            offsets: offsets,
            otherProtocolsError: otherProtocolsError,
            repeated: repeated
        )
    }
}
