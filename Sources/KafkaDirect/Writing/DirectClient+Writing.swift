public import Cluster
internal import KafkaProtocol
public import Offsets

/// Writes outside a transaction: each request is sent once, and what came of one that is not answered is not known
/// (`docs/kafka.md` §14.14).
extension DirectClient {
    /// The newest version of OffsetCommit in which a group without members is committed to as it always was (before KIP-848).
    private static let commitVersion: Int16 = 8

    /// Commits offsets of a group without members, without a transaction.
    ///
    /// A group that has members is refused by its coordinator on every partition (`UNKNOWN_MEMBER_ID`). Partitions
    /// succeed and fail one by one (`docs/kafka.md` §7.2).
    ///
    /// - Returns: The partitions that were refused, with the reason; empty when all were committed.
    /// - Throws: ``KafkaError`` when the whole call failed: of a code that passes, nothing is known about what was written;
    ///   `_INVALID_ARG` before anything is sent. That of the other client where this one does not write.
    public func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        guard writes else { return try await other().alterOffsets(of: group, to: offsets, before: deadline) }
        guard !offsets.isEmpty else { return [:] }
        let partitions = offsets.map(\.topicPartition)
        try Self.refuseTwice(partitions)
        for offset in offsets { try offset.refuseUnwritable() }
        let message: Structure = [
            "groupId": .text(Text(group.name)), "generationIdOrMemberEpoch": -1, "memberId": "",
            "topics": .byTopic(offsets),
        ]
        let write = GroupWrite(self, group, .offsetCommit, upTo: Self.commitVersion, message)
        return try await write.refused(of: partitions, before: deadline)
    }

    /// Deletes committed offsets of a group.
    ///
    /// On brokers before 4 the deletion is acknowledged before it is replicated (`docs/kafka.md` §8.2).
    ///
    /// - Returns: The partitions that were refused, with the reason.
    /// - Throws: ``KafkaError`` of the group (`GROUP_ID_NOT_FOUND`) or of the call: of a code that passes, nothing is known
    ///   about what was deleted. That of the other client where this one does not write.
    public func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        guard writes else { return try await other().deleteOffsets(of: group, for: partitions, before: deadline) }
        guard !partitions.isEmpty else { return [:] }
        try Self.refuseTwice(partitions)
        let message: Structure = [
            "groupId": .text(Text(group.name)),
            "topics": .byTopic(partitions) {
                $0
            } entry: {
                .structure(["partitionIndex": .number($0.partition)])
            },
        ]
        return try await GroupWrite(self, group, .offsetDelete, message).refused(of: partitions, before: deadline)
    }

    /// Deletes a group with everything it has committed.
    ///
    /// On brokers before 4 the deletion is acknowledged before it is replicated (`docs/kafka.md` §8.2).
    ///
    /// - Throws: ``KafkaError``: `NON_EMPTY_GROUP`, `GROUP_ID_NOT_FOUND`, or that of the call: of a code that passes, nothing
    ///   is known about what was deleted. That of the other client where this one does not write.
    public func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        guard writes else { return try await other().delete(group, before: deadline) }
        if let error = await GroupDeletion(client: self, groups: [group], deadline: deadline).run().first ?? nil {
            throw error
        }
    }

    /// Deletes groups with everything they have committed, many a request to the coordinator that they have.
    ///
    /// - Returns: For every group, in order, why it was not deleted, or may not have been, as ``delete(_:before:)-GroupID``
    ///   throws; `nil` where it was.
    public func delete(_ groups: [GroupID], before deadline: Deadline) async -> [KafkaError?] {
        guard writes else {
            do throws(KafkaError) {
                return try await other().delete(groups, before: deadline)
            } catch {
                return groups.map { _ in error }
            }
        }
        return await GroupDeletion(client: self, groups: groups, deadline: deadline).run()
    }

    /// Returns when the deletions acknowledged before are replicated; what is read afterwards comes from whoever coordinates
    /// by then.
    ///
    /// - Throws: ``KafkaError`` when the task is cancelled.
    public func waitForDeletions() async throws(KafkaError) {
        if writes {
            guard (try? await Task.sleep(for: RunLimits.deletionReplication)) != nil else { throw .cancelled }
        } else {
            try await other().waitForDeletions()
        }
        forgetCoordinators()
    }
}

extension DirectClient {
    /// Refuses what would be answered once and meant twice.
    private static func refuseTwice(_ partitions: [TopicPartition]) throws(KafkaError) {
        var seen: Set<TopicPartition> = []
        for partition in partitions where !seen.insert(partition).inserted {
            throw KafkaError(.invalidArgument, "\(partition) is named twice")
        }
    }
}

extension CommittedOffset {
    /// Refuses what brokers take and nobody means: an offset below zero, and metadata longer than a string of Kafka's protocol.
    fileprivate func refuseUnwritable() throws(KafkaError) {
        try refuseNegative()
        guard metadata.text.utf8.count <= MetadataLimit.longest else {
            throw KafkaError(
                .invalidArgument,
                "the metadata of \(topicPartition) has more than \(MetadataLimit.longest) bytes"
            )
        }
    }
}
