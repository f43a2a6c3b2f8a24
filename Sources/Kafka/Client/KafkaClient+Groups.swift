internal import CRDKafka
public import Cluster
public import Offsets
internal import Synchronization

extension KafkaClient {
    /// How long one listing waits for a broker; a dead one makes every listing of a handle take this long.
    private static let listingTimeout: Duration = .seconds(8)
    /// How long a listing with errors is repeated on fresh handles: a cluster notices a dead broker in about ten
    /// seconds and then lists without error (`docs/kafka.md` §3.3).
    private static let listingPatience: Duration = .seconds(30)
    /// The pause between two listings that are not whole.
    private static let listingPause: Duration = .seconds(1)
    /// How long a listing that every broker answered is repeated while partitions of `__consumer_offsets` have no
    /// leader: an election takes less than a second, and a broker that is down takes as long as it takes.
    private static let leaderPatience: Duration = .seconds(5)
    /// How long a listing that does not suffice to its reader is repeated: a broker that died is replaced in 9 to 15
    /// seconds, and one that comes back lists its groups when it has loaded them (`docs/kafka.md` §6.1).
    private static let sufficiencyPatience: Duration = .seconds(15)

    /// The groups the principal may see, of every protocol, with their states.
    ///
    /// While a broker does not answer, the listing is repeated for up to half a minute before it is returned with errors,
    /// and for no more than half of the time: the groups that are listed are to be read in the rest. While a partition of
    /// `__consumer_offsets` has no leader, or has changed it during the listing, it is repeated for
    /// ``leaderPatience``; a partition that had none then is not waited for again.
    ///
    /// - Parameters:
    ///   - suffices: What the reader of the listing needs of it. While that is not there, the listing is repeated for
    ///     ``sufficiencyPatience``, and then returned as it is.
    ///   - deadline: When to give up.
    /// - Returns: The last listing.
    /// - Throws: ``KafkaError`` when no broker answers at all: ``KafkaErrorCode/unreachableListeners`` when the cluster told
    ///   where its brokers are, and none of them can be reached there.
    public func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        let share = max(.milliseconds(1), deadline.remaining / 2)
        let limit = Deadline.after(min(share, Self.sufficiencyPatience))
        var listing = try await listWhole(share: share, before: deadline)
        while !suffices(listing), limit.remaining > Self.listingPause {
            guard (try? await Task.sleep(for: Self.listingPause)) != nil else { throw .cancelled }
            // A coordinator that moved is asked where it is now.
            try renewCoordinators()
            do throws(KafkaError) {
                listing = try await listWhole(share: share, before: deadline)
            } catch {
                // What was listed tells what does not suffice, which is worth more than that the time is over.
                guard error.code != .cancelled else { throw error }
                return listing
            }
        }
        return listing
    }

    /// A listing that is repeated while a broker does not answer or a partition's leader is being elected.
    ///
    /// - Parameters:
    ///   - share: How much of the time all listings together may take.
    ///   - deadline: When to give up.
    /// - Returns: The last listing, with the errors that it had.
    /// - Throws: ``KafkaError`` when no broker answers at all.
    private func listWhole(share: Duration, before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        let patience = Deadline.after(min(share, Self.listingPatience))
        var leaderLimit: Deadline?
        var partial: GroupListing?
        while true {
            let listing: GroupListing
            do throws(KafkaError) {
                listing = try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
                    try await listOnce(on: handle, timeout: min(timeout, share, Self.listingTimeout))
                }
            } catch {
                // Out of time while trying for a better one: what some brokers told is worth more than nothing.
                guard let partial, error.code != .cancelled else { throw error }
                return partial
            }
            partial = listing
            var limit = patience
            if listing.errors.isEmpty {
                let unheard = Set(listing.offsets.unheard)
                guard !leaderless.withLock({ unheard.isSubset(of: $0) }) else {
                    leaderless.withLock { $0 = unheard }
                    return listing
                }
                limit = leaderLimit ?? min(patience, .after(Self.leaderPatience))
                leaderLimit = limit
            }
            guard limit.remaining > Self.listingPause else {
                if listing.errors.isEmpty { leaderless.withLock { $0 = Set(listing.offsets.unheard) } }
                return listing
            }
            guard (try? await Task.sleep(for: Self.listingPause)) != nil else { throw .cancelled }
            if !listing.errors.isEmpty { try renewCoordinators() }
        }
    }

    /// The errors of a listing with the brokers that could not be reached, where those are known: librdkafka says of them
    /// only that the time was over, and names the ones that have answered.
    private static func named(_ errors: [KafkaError], by unreachable: [ConnectionFailure]) -> [KafkaError] {
        let answers = errors.filter { $0.code != .timedOut && $0.code != .transport }
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
