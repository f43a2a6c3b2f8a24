import KafkaProtocol
import KafkaSimulator
import Offsets

/// Groups that are no consumers', and what no client of ours would commit.
extension TestCluster {
    /// Whether the broker knows groups of Kafka Streams' own protocol and share groups.
    package var hasNewGroupKinds: Bool { hasConsumerProtocol }

    /// Commits offsets in requests that are written by hand: also such below 0, and for names with a NUL.
    ///
    /// All of them have this leader epoch, −1 for none, and for metadata these bytes, be they UTF-8 or not.
    package func commitByHand(
        group: String,
        topic: String,
        _ offsets: [Int32: Int64],
        leaderEpoch: Int32 = -1,
        metadata: [UInt8] = []
    ) async throws {
        try await retryingByHand(group) { client in
            try client.commit(group: group, topic: topic, offsets, leaderEpoch: leaderEpoch, metadata: metadata)
        }
    }

    /// Deletes a group that has no members, also one whose name has a NUL.
    package func deleteByHand(group: String) async throws {
        try await retryingByHand(group) { client in try client.delete(group: group) }
    }

    /// A Connect worker, a schema registry or the like: a member of the classic protocol that is no consumer, or one that is
    /// by the name `consumer`.
    ///
    /// It commits offsets and stays until `body` is over.
    package func withForeignMember(
        of group: String,
        protocolType: String,
        topic: String,
        committing offsets: [Int32: Int64],
        _ body: () async throws -> Void
    ) async throws {
        let (member, _) = try await retryingByHand(group) { client in
            let consumed = protocolType == "consumer" ? topic : nil
            let (member, generation) = try client.join(group: group, protocolType: protocolType, topic: consumed)
            try client.commit(group: group, topic: topic, offsets, member: member, generation: generation)
            return (member, generation)
        }
        try await body()
        try await retryingByHand(group) { client in try client.leave(group: group, member: member) }
    }

    /// Makes a group of Kafka Streams' own protocol that has no members any more, with these offsets.
    package func makeStreamsGroup(_ group: String, topic: String, committing offsets: [Int32: Int64]) async throws {
        try await withStreamsMember(of: group, topic: topic) {}
        try await commitByHand(group: group, topic: topic, offsets)
    }

    /// A member of a group of Kafka Streams' own protocol, until `body` is over.
    package func withStreamsMember(
        of group: String,
        topic: String,
        named name: String? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let member = name ?? Self.uniqueName("streams")
        if isSimulated {
            simulate {
                $0.groups[Text(group)] = Self.simulated(.streams, keeping: $0.groups[Text(group)], member, topic)
            }
        } else {
            try await retryingByHand(group) { try $0.streams(group: group, member: member, topic: topic) }
        }
        try await body()
        if isSimulated {
            simulate {
                $0.groups[Text(group)]?.members = [:]
                $0.groups[Text(group)]?.state = .empty
            }
        } else {
            try await retryingByHand(group) {
                try $0.streams(group: group, member: member, topic: topic, leaves: true)
            }
        }
    }

    /// Tells the coordinator once more that a member of a group of Kafka Streams' own protocol is there, so that it is given its
    /// tasks; a simulated one has them.
    ///
    /// - Parameters:
    ///   - group: The group.
    ///   - member: The member's name.
    ///   - topic: What it reads.
    ///   - epoch: The member's epoch, as it was told last.
    /// - Returns: The epoch that it has now.
    /// - Throws: ``KafkaFailure`` when the coordinator refuses.
    package func stay(in group: String, member: String, topic: String, epoch: Int32) async throws -> Int32 {
        guard !isSimulated else { return epoch }
        return try await retryingByHand(group) {
            try $0.streams(group: group, member: member, topic: topic, epoch: epoch)
        }
    }

    /// A member of a group of the consumer protocol (KIP-848), until `body` is over; for less than its session of 45 s.
    package func withConsumerMember(of group: String, topic: String, _ body: () async throws -> Void) async throws {
        let member = Self.uniqueName("consumer")
        try await retryingByHand(group) { try $0.consumer(group: group, member: member, topic: topic) }
        try await body()
        try await retryingByHand(group) {
            try $0.consumer(group: group, member: member, topic: topic, leaves: true)
        }
    }

    /// A member of a share group, until `body` is over.
    package func withShareMember(of group: String, topic: String, _ body: () async throws -> Void) async throws {
        let member = Self.uniqueName("share")
        if isSimulated {
            simulate { $0.groups[Text(group)] = Self.simulated(.share, keeping: nil, member, topic) }
        } else {
            try await retryingByHand(group) { try $0.share(group: group, member: member, topic: topic) }
        }
        try await body()
        if isSimulated {
            simulate { $0.groups[Text(group)] = nil }
        } else {
            try await retryingByHand(group) { try $0.share(group: group, member: member, topic: topic, leaves: true) }
        }
    }

    private static func simulated(
        _ kind: ConsumerGroup.Kind,
        keeping old: ConsumerGroup?,
        _ member: String,
        _ topic: String
    ) -> ConsumerGroup {
        var group = ConsumerGroup(kind: kind, protocolType: Text(kind.rawValue), offsets: old?.offsets ?? [:])
        group.members[Text(member)] = GroupMember(topics: [Text(topic)])
        group.state = .stable
        return group
    }

    /// Coordinators of a young cluster load for a moment.
    @discardableResult
    private func retryingByHand<Value: Sendable>(
        _ group: String,
        _ body: @escaping @Sendable (HandwrittenClient) throws -> Value
    ) async throws -> Value {
        try await Waiting.retrying { _ in try body(try HandwrittenClient.coordinator(of: group, on: self)) }
    }

    private func simulate(_ change: (inout ClusterState) -> Void) {
        SimulatedClusters.shared.change(self, change)
    }
}
