package import Cluster
package import Offsets

extension DictionaryCluster {
    package func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        try await perform(.metadata) { state in
            var topics: [String: TopicMetadata] = [:]
            for (name, topic) in state.topics where state.shows(name) {
                topics[name] = TopicMetadata(
                    name: name,
                    id: topic.id,
                    partitionCount: topic.partitionCount,
                    leaderless: topic.leaderless
                )
            }
            let identity = ClusterIdentity(id: state.id, brokers: state.brokers)
            return .success(ClusterMetadata(identity: identity, topics: topics))
        }
    }

    /// What came with the metadata already; there is no more.
    package func topicIDs(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: TopicID] {
        [:]
    }

    /// How often a listing that does not suffice is repeated.
    private static let repeatedListings = 2

    package func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        var listing = try await listOnce()
        for _ in 0..<Self.repeatedListings where !suffices(listing) { listing = try await listOnce() }
        return listing
    }

    private func listOnce() async throws(KafkaError) -> GroupListing {
        try await perform(.list) { state in
            var groups = state.groups.filter {
                !state.unlisted.contains($0.key) && !state.isHidden($0.key)
                    && (state.showsEveryGroup || state.shows($0.key))
            }
            .map { group, held in
                ListedGroup(
                    group: group,
                    state: held.state,
                    type: held.type,
                    isDescribed: held.type != .consumer && !held.type.hidesState,
                    coordinator: state.brokers.first
                )
            }
            // What a name is cut to stands for a group of its own, unless there is one of that name.
            let names = Set(groups.lazy.map(\.group))
            let cut = state.cutNames.subtracting(names)
            groups += cut.map { ListedGroup(group: $0, state: .empty, type: .simple, isDescribed: false) }
            return .success(
                GroupListing(
                    groups: groups.sorted { $0.group < $1.group },
                    errors: state.brokerErrors,
                    offsets: OffsetsPartitions(
                        count: state.shows(OffsetsPartitions.topic) ? state.offsetsPartitionCount : nil,
                        unheard: state.offlineOffsetsPartitions.sorted()
                    ),
                    otherProtocolsError: state.otherProtocolsError,
                    repeated: state.cutNames.intersection(names)
                )
            )
        }
    }

    package func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        try await perform(.settings) { state in
            state.settings.map { .success($0) } ?? .failure(KafkaError(.clusterAuthorizationFailed))
        }
    }

    package func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await perform(.rights) { state in .success(state.shows(name)) }
    }

    package func mayDescribeCluster(
        asking broker: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Bool {
        try await perform(.rights) { state in .success(state.showsEveryGroup) }
    }

    package func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] {
        try await perform(.rights) { state in
            .success(state.showsEveryGroup && state.tellsForbiddenTopics ? state.forbiddenTopics.sorted() : [])
        }
    }

    package func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        try await perform(.describe, group) { state in
            .success(
                GroupDescription(
                    group: group,
                    state: state.groups[group]?.state ?? .dead,
                    members: state.groups[group].map { $0.isActive ? max(1, $0.members.count) : 0 },
                    namedMembers: state.groups[group].flatMap { $0.members.isEmpty ? nil : $0.members },
                    coordinator: state.brokers.first
                )
            )
        }
    }

    package func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await perform(.listName, group) { .success($0.groups[group] != nil && !$0.unlisted.contains(group)) }
    }

    package func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        try await perform(.readAll, group) { state in
            if state.isHidden(group) { return .failure(KafkaError(.coordinatorNotAvailable)) }
            guard state.shows(group) else { return .failure(KafkaError(.groupAuthorizationFailed)) }
            let offsets = (state.groups[group]?.offsets ?? [:]).filter { state.shows($0.key.topic) }
            return .success(
                HeldOffsets(
                    offsets.values.sorted { $0.topicPartition < $1.topicPartition },
                    negative: state.groups[group]?.negative ?? [:]
                )
            )
        }
    }

    package func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        try await perform(waitsForTransactions ? .readStable : .readUnstable, group) { state in
            if state.isHidden(group) { return .failure(KafkaError(.coordinatorNotAvailable)) }
            guard state.shows(group) else { return .failure(KafkaError(.groupAuthorizationFailed)) }
            var found: [TopicPartition: PartitionFetch] = [:]
            for partition in partitions {
                guard state.shows(partition.topic) else {
                    found[partition] = .failed(KafkaError(.topicAuthorizationFailed))
                    continue
                }
                // The client waits for the transaction until its deadline; here no time passes.
                if waitsForTransactions, state.isPending(group, partition) {
                    return .failure(KafkaError(.unstableOffsetCommit))
                }
                let held = state.groups[group]
                found[partition] =
                    held?.offsets[partition].map { .committed($0) }
                    ?? held?.negative[partition].map { .negative($0) } ?? .absent
            }
            return .success(found)
        }
    }

    package func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        do throws(KafkaError) {
            return try await perform(.bounds) { state in
                var bounds: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
                for partition in partitions {
                    if partition.topic == OffsetsPartitions.topic {
                        bounds[partition] = .success(LogBounds(start: 0, end: state.offsetsEnd(partition.partition)))
                        continue
                    }
                    guard let topic = state.topics[partition.topic],
                        (0..<topic.partitionCount).contains(partition.partition)
                    else {
                        bounds[partition] = .failure(KafkaError(.unknownPartition))
                        continue
                    }
                    let failure =
                        topic.leaderless.contains(partition.partition)
                        ? KafkaError(.timedOut, "asked a partition without leader")
                        : topic.failures[partition.partition]
                    bounds[partition] = failure.map { .failure($0) } ?? .success(topic.bounds(of: partition.partition))
                }
                return .success(bounds)
            }
        } catch {
            return Dictionary(uniqueKeysWithValues: partitions.map { ($0, .failure(error)) })
        }
    }

    package func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32] {
        try await perform(.leaders) { state in
            var leaders: [TopicPartition: Int32] = [:]
            for name in topics where name == OffsetsPartitions.topic && state.shows(name) {
                for partition in 0..<(state.offsetsPartitionCount ?? 0) {
                    let isOffline = state.offlineOffsetsPartitions.contains(partition)
                    let leader = state.brokers.isEmpty ? 0 : state.brokers[Int(partition) % state.brokers.count].id
                    leaders[TopicPartition(topic: name, partition: partition)] = isOffline ? -1 : leader
                }
            }
            return .success(leaders)
        }
    }

    package func offsets(
        since times: [TopicPartition: Timestamp],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>] {
        try await perform(.since) { state in
            var found: [TopicPartition: Result<Int64?, KafkaError>] = [:]
            for (partition, time) in times {
                if let topic = state.topics[partition.topic] {
                    found[partition] = .success(topic.offset(of: partition.partition, since: time))
                } else {
                    let index = state.offsetsLog[partition.partition]?.firstIndex { $0 >= time }
                    found[partition] = .success(index.map(Int64.init))
                }
            }
            return .success(found)
        }
    }

    package func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>] {
        try await perform(.records) { state in
            var found: [TopicPartition: Result<RecordWindow, KafkaError>] = [:]
            for stretch in stretches {
                let partition = stretch.partition
                guard state.shows(partition.topic) else {
                    found[partition] = .failure(KafkaError(.topicAuthorizationFailed))
                    continue
                }
                let topic = state.topics[partition.topic]
                if let failure = topic?.failures[partition.partition] {
                    found[partition] = .failure(failure)
                    continue
                }
                let records = (topic?.records[partition.partition] ?? []).filter {
                    $0.offset >= stretch.start && $0.offset < stretch.end
                }
                let read = Array(records.prefix(stretch.limit))
                let reached = read.count < records.count ? (read.last?.offset ?? stretch.start - 1) + 1 : stretch.end
                found[partition] = .success(RecordWindow(start: stretch.start, reached: reached, records: read))
            }
            return .success(found)
        }
    }

    package func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await perform(.alterOffsets, group) { state in
            if state.groups[group]?.isActive == true {
                return .success(Self.refusals(of: offsets.map(\.topicPartition)) { _ in .unknownMemberID })
            }
            if state.foreignNames.contains(group) {
                return .success(Self.refusals(of: offsets.map(\.topicPartition)) { _ in .groupIDNotFound })
            }
            let refused = Self.refusals(of: offsets.map(\.topicPartition)) { partition in
                state.exists(partition) ? nil : .unknownTopicOrPartition
            }
            for offset in offsets where refused[offset.topicPartition] == nil {
                state.groups[group, default: ClusterState.Group(type: .simple)].hold(offset)
            }
            return .success(refused)
        }
    }

    package func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await perform(.deleteOffsets, group) { state in
            guard let held = state.groups[group] else { return .failure(KafkaError(.groupIDNotFound)) }
            // Members are taken to subscribe to everything.
            let refused = Self.refusals(of: partitions) { partition in
                guard state.exists(partition) else { return .unknownTopicOrPartition }
                return held.isActive ? .groupSubscribedToTopic : nil
            }
            for partition in partitions where refused[partition] == nil {
                state.groups[group]?.offsets[partition] = nil
            }
            return .success(refused)
        }
    }

    package func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        try await perform(.deleteGroup, group) { state -> Result<Void, KafkaError> in
            guard let held = state.groups[group] else { return .failure(KafkaError(.groupIDNotFound)) }
            guard !held.isActive else { return .failure(KafkaError(.nonEmptyGroup)) }
            state.groups[group] = nil
            return .success(())
        }
    }

    package func waitForDeletions() async throws(KafkaError) {
        try await perform(.waitForDeletions) { _ in .success(()) }
    }

    private static func refusals(
        of partitions: [TopicPartition],
        _ code: (TopicPartition) -> KafkaErrorCode?
    ) -> [TopicPartition: KafkaError] {
        var refused: [TopicPartition: KafkaError] = [:]
        for partition in partitions { refused[partition] = code(partition).map { KafkaError($0) } }
        return refused
    }

    /// That of every producer.
    static let producerID: Int64 = 1_000

    package func lastTransaction(
        id: String,
        before deadline: Deadline
    ) async throws(KafkaError) -> LastTransaction? {
        try await perform(.lastTransaction) { state -> Result<LastTransaction?, KafkaError> in
            guard state.tellsOfTransactions, let last = state.transactions[id] else { return .success(nil) }
            let ended = last.isCommitted.map { $0 ? LastTransaction.State.completeCommit : .completeAbort }
            let producer = ProducerIdentity(id: Self.producerID, epoch: Int16(last.epoch))
            return .success(LastTransaction(state: ended ?? (last.isOpen ? .ongoing : .empty), producer: producer))
        }
    }

    package func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        DictionaryTransaction(cluster: self, id: id, timeout: timeout)
    }
}
