internal import CRDKafka
public import Offsets

extension KafkaClient {
    /// How long one listing waits for a broker; a dead one makes every listing of a handle take this long.
    private static let listingTimeout: Duration = .seconds(8)
    /// How long a listing with errors is repeated on fresh handles: a cluster notices a dead broker in about ten
    /// seconds and then lists without error (`kafka-verified.md` §1.8).
    private static let listingPatience: Duration = .seconds(30)
    /// The pause between two listings with errors.
    private static let listingPause: Duration = .seconds(1)

    /// The consumer groups the principal may see, with their states.
    ///
    /// Groups of other protocols (Connect workers, share groups, streams groups) are not listed by librdkafka. While a
    /// broker does not answer, the listing is repeated for up to half a minute before it is returned with errors, and for
    /// no more than half of the time: the groups that are listed are to be read in the rest.
    ///
    /// - Throws: ``KafkaError`` when no broker answers at all: ``KafkaErrorCode/unreachableListeners`` when the cluster told
    ///   where its brokers are, and none of them can be reached there.
    public func listGroups(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        let share = max(.milliseconds(1), deadline.remaining / 2)
        let patience = Deadline.after(min(share, Self.listingPatience))
        var partial: GroupListing?
        while true {
            let listing: GroupListing
            do throws(KafkaError) {
                listing = try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
                    let limit = min(timeout, share, Self.listingTimeout)
                    let brokers = try await learnBrokers(on: handle, before: .after(limit))
                    let listing = try await Self.listGroups(on: handle, timeout: limit)
                    let unreachable = handle.connections.unreachableBrokers()
                    let errors = Self.named(listing.errors, by: unreachable)
                    // What no broker has told is not "no groups".
                    if let error = errors.first, errors.count >= brokers {
                        guard unreachable.count >= brokers, let failure = unreachable.first else { throw error }
                        throw KafkaError(failure, code: .unreachableListeners)
                    }
                    return GroupListing(groups: listing.groups, errors: errors)
                }
            } catch {
                // Out of time while trying for a better one: what some brokers told is worth more than nothing.
                guard let partial, error.code != .cancelled else { throw error }
                return partial
            }
            partial = listing
            guard !listing.errors.isEmpty, patience.remaining > Self.listingPause else { return listing }
            guard (try? await Task.sleep(for: Self.listingPause)) != nil else { throw .cancelled }
            try renewCoordinators()
        }
    }

    /// The errors of a listing with the brokers that could not be reached, where those are known: librdkafka says of them
    /// only that the time was over, and names the ones that have answered.
    private static func named(_ errors: [KafkaError], by unreachable: [ConnectionFailure]) -> [KafkaError] {
        let answers = errors.filter { $0.code != .timedOut && $0.code != .transport }
        guard errors.count - answers.count == unreachable.count else { return errors }
        return unreachable.map { KafkaError($0) } + answers
    }

    /// Makes a handle know every broker.
    ///
    /// A listing asks the brokers that its handle knows, and says nothing of others: on a handle of which only the
    /// look-up of its own group's coordinator has been answered yet that is a single one.
    ///
    /// - Returns: How many brokers there are.
    private func learnBrokers(on handle: ClientHandle, before deadline: Deadline) async throws(KafkaError) -> Int {
        try await blocking.run("metadata", before: deadline) {
            unsafe handle.use { instance in
                var reply: UnsafePointer<rd_kafka_metadata>?
                let code = unsafe rd_kafka_metadata(instance, 0, nil, &reply, deadline.remaining.wholeMilliseconds)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
                    return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
                }
                defer { unsafe rd_kafka_metadata_destroy(reply) }
                return .success(max(0, Int(unsafe reply.pointee.broker_cnt)))
            } ?? .failure(KafkaError(.handleDestroyed))
        }
    }

    private static func listGroups(
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
            for index in 0..<count {
                guard let listing = unsafe listings?[index],
                    let name = unsafe rd_kafka_ConsumerGroupListing_group_id(listing)
                else { continue }
                let group = unsafe GroupID(String(cString: name))
                let state = unsafe GroupState(rd_kafka_ConsumerGroupListing_state(listing))
                // A group that moves between brokers during the listing is listed twice; not empty is the safe answer.
                if let other = groups[group], other.state.isActive { continue }
                groups[group] = unsafe ListedGroup(group: group, state: state, type: GroupType(of: listing))
            }
            var errorCount = 0
            let errors = unsafe rd_kafka_ListConsumerGroups_result_errors(reply, &errorCount)
            let failures = unsafe UnsafeBufferPointer(start: errors, count: errorCount).compactMap { error in
                unsafe error.map { unsafe KafkaError(copying: $0) }
            }
            return .success(
                GroupListing(groups: groups.values.sorted { $0.group < $1.group }, errors: failures)
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
