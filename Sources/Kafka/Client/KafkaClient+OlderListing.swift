internal import CRDKafka
public import Cluster
public import Offsets

/// The listing that librdkafka had before ListConsumerGroups.
///
/// ListConsumerGroups leaves out every group that is neither a consumers' nor without a protocol: Kafka Streams in its own
/// protocol, Connect workers, schema registries, share groups (`docs/kafka.md` §3.6). The older one leaves out none. It
/// asks every broker for its groups and then for their descriptions, which tell states and protocol types.
extension KafkaClient {
    /// How often both listings are made until the older one has every group that the other one has.
    private static let mostAttempts = 4

    /// The groups by both listings.
    ///
    /// The older listing forgets the error of a broker when another one answers after it. That it has told everything is
    /// seen by what ListConsumerGroups tells: a group that the older one lacks twice in a row was not told.
    ///
    /// - Parameters:
    ///   - handle: The handle for ListConsumerGroups, which knows every broker.
    ///   - limit: librdkafka's own limit for each.
    /// - Returns: The groups, with the reason why those of other protocols are missing where the older listing failed.
    /// - Throws: ``KafkaError`` when ListConsumerGroups fails as a whole.
    func listEveryGroup(on handle: ClientHandle, timeout limit: Duration) async throws(KafkaError) -> GroupListing {
        var missing: Set<GroupID>?
        var attempt = 1
        while true {
            async let others = olderListing(before: .after(limit))
            let listing = try await Self.listGroups(on: handle, timeout: limit)
            let groups: [ListedGroup]
            switch await others {
            case .success(let found): groups = found
            case .failure(let error): return listing.without(others: error)
            }
            let known = Set(groups.lazy.map(\.group))
            let lacking = Set(listing.groups.lazy.map(\.group).filter { !known.contains($0) })
            if lacking.isEmpty || missing?.isDisjoint(with: lacking) == true { return listing.merging(groups) }
            guard attempt < Self.mostAttempts else {
                let error = KafkaError(.partial, "the older listing lacks \(lacking.count) groups of the newer one")
                return listing.merging(groups).without(others: error)
            }
            missing = lacking
            attempt += 1
        }
    }

    /// Whether a broker lists a group of exactly this name: librdkafka compares it here before it cuts it at a NUL.
    ///
    /// - Throws: ``KafkaError`` when that cannot be found out.
    public func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try group.refuseNUL()
        return try await olderListing(of: group, before: deadline).get().contains { $0.group == group }
    }

    /// The older listing, on a handle of its own: a broker that died makes every listing of a handle fail that knew it.
    private func olderListing(
        of group: GroupID? = nil,
        before deadline: Deadline
    ) async -> Result<[ListedGroup], KafkaError> {
        var isSecond = false
        while true {
            do throws(KafkaError) {
                let handle = try listings()
                do throws(KafkaError) {
                    return .success(try await Self.olderListing(of: group, on: handle, blocking, before: deadline))
                } catch {
                    discardListings(handle)
                    throw error
                }
            } catch {
                // A connection that the broker closed when it was idle is no failure of the broker.
                guard !isSecond, error.code.isTransient, !deadline.hasPassed else { return .failure(error) }
                isSecond = true
            }
        }
    }

    private static func olderListing(
        of group: GroupID?,
        on handle: ClientHandle,
        _ blocking: BlockingCalls,
        before deadline: Deadline
    ) async throws(KafkaError) -> [ListedGroup] {
        try await blocking.run("the older listing of groups", before: deadline) {
            unsafe handle.use { instance in
                // The handle knows every broker afterwards, and asks those that it knows.
                unsafe offsetsTopic(of: instance, before: deadline).flatMap { _ in
                    var list: UnsafePointer<rd_kafka_group_list>?
                    let code = unsafe rd_kafka_list_groups(
                        instance,
                        group?.name,
                        &list,
                        deadline.remaining.wholeMilliseconds
                    )
                    // Some brokers' groups alone are an error, too, and come with a list.
                    defer { if let list = unsafe list { unsafe rd_kafka_group_list_destroy(list) } }
                    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let list = unsafe list else {
                        return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
                    }
                    let count = max(0, Int(unsafe list.pointee.group_cnt))
                    let groups = unsafe UnsafeBufferPointer(start: list.pointee.groups, count: count)
                    return .success(unsafe groups.map { unsafe ListedGroup($0) })
                }
            } ?? .failure(KafkaError(.handleDestroyed))
        }
    }
}

extension GroupListing {
    /// The same, with the reason why groups of other protocols may be missing.
    fileprivate func without(others error: KafkaError) -> GroupListing {
        GroupListing(groups: groups, errors: errors, otherProtocolsError: error, repeated: repeated)
    }

    /// With the groups that are in the older listing alone, and what that knows of the others.
    fileprivate func merging(_ older: [ListedGroup]) -> GroupListing {
        var named: [GroupID: ListedGroup] = [:]
        var repeated = repeated
        for group in older {
            if let known = named.updateValue(group, forKey: group.group) {
                repeated.insert(group.group)
                // Whoever is described, or not known to be without members, counts.
                if known.isDescribed == true, group.isDescribed != true || known.isActive { named[group.group] = known }
            }
        }
        let both = groups.map { listed in
            let known = named.removeValue(forKey: listed.group)
            return ListedGroup(
                group: listed.group,
                state: listed.state,
                type: listed.type == .unknown ? known?.typeAmongConsumers ?? .unknown : listed.type,
                isDescribed: known?.isDescribed,
                coordinator: known?.coordinator
            )
        }
        return GroupListing(
            groups: (both + named.values).sorted { $0.group < $1.group },
            errors: errors,
            repeated: repeated
        )
    }
}

extension ListedGroup {
    /// The kind of a group of the older listing that ListConsumerGroups has as one of consumers: of these, the older one
    /// describes those of the classic protocol alone (`docs/kafka.md` §3.6).
    fileprivate var typeAmongConsumers: GroupType {
        switch type {
        case .classic: .classic
        case .streamsOrShare: .consumer
        default: .unknown
        }
    }
}
