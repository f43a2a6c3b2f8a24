internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// What belongs to a transaction: AddOffsetsToTxn for one group of each partition of `__consumer_offsets`, because a group's
/// offsets are part of it as soon as their partition is (`docs/kafka.md` §14.11).
extension DirectTransaction {
    /// The newest version of AddOffsetsToTxn without errors that only newer clients know.
    private static let addVersion: Int16 = 3

    /// Makes the partitions of the groups part of the transaction; where the partitions are not told, the groups.
    ///
    /// The requests follow one another on one connection: over several, the coordinator refuses half of them for a moment.
    ///
    /// - Throws: ``RefusedOffsets`` with the first group by which a partition was to be added and was not.
    func add(_ all: [SentOffsets], before deadline: Deadline) async throws(RefusedOffsets) {
        guard let first = all.first else { return }
        let (producer, count): (ProducerIdentity, Int32?)
        do throws(KafkaError) {
            (producer, count) = (try open().producer, try await client.offsetsPartitionCount(before: deadline))
        } catch {
            throw RefusedOffsets(first, error)
        }
        var added: [SentOffsets] = []
        var groups: Set<GroupID> = []
        var partitions: Set<Int32> = []
        progress.withLock { progress in
            for sent in all {
                if let partition = count.flatMap({ sent.group.offsetsPartition(among: $0) }) {
                    guard !progress.partitions.contains(partition), partitions.insert(partition).inserted else {
                        continue
                    }
                    groups.insert(sent.group)
                } else if progress.groups.contains(sent.group) || !groups.insert(sent.group).inserted {
                    continue
                }
                added.append(sent)
            }
        }
        let errors = await bounded(added, limit: DirectLimits.requestsInFlight) { sent -> KafkaError? in
            do throws(KafkaError) {
                try await self.add(sent.group, producer, before: deadline)
                return nil
            } catch {
                return error
            }
        }
        // Even where one was refused, those that were added have to be ended.
        progress.withLock { progress in
            progress.partitions.formUnion(partitions)
            progress.groups.formUnion(groups)
        }
        for (sent, error) in zip(added, errors) {
            if let error { throw RefusedOffsets(sent, error) }
        }
    }

    /// Adds a group by its name.
    ///
    /// - Returns: Whether it was not yet added so.
    /// - Throws: ``KafkaError`` of the coordinator.
    func addByName(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        let producer = try open().producer
        guard progress.withLock({ !$0.groups.contains(group) }) else { return false }
        try await add(group, producer, before: deadline)
        progress.withLock { _ = $0.groups.insert(group) }
        return true
    }

    private func add(
        _ group: GroupID,
        _ producer: ProducerIdentity,
        before deadline: Deadline
    ) async throws(KafkaError) {
        let message = producer.message(id, ["groupId": .text(Text(group.name))])
        _ = try await coordinator.ask(.addOffsetsToTxn, upTo: Self.addVersion, message, before: deadline)
    }
}

extension DirectClient {
    /// How many partitions `__consumer_offsets` has, `nil` where that is not told.
    func offsetsPartitionCount(before deadline: Deadline) async throws(KafkaError) -> Int32? {
        if let count = topology.withLock({ $0.offsetsLeaders?.count }), count > 0 { return Int32(clamping: count) }
        let leaders = try await repeating(before: deadline) { () throws(KafkaError) in
            try await offsetsTopic(before: deadline).leaders
        }
        return leaders.flatMap { $0.isEmpty ? nil : Int32(clamping: $0.count) }
    }
}
