public import Kafka
public import Offsets

/// The cluster that librdkafka reaches.
public struct KafkaCluster: Cluster {
    private let client: KafkaClient

    /// A cluster by how to reach it; the first call connects.
    ///
    /// - Throws: ``TidemarkError`` with exit 78 naming a property that librdkafka refuses.
    public init(_ configuration: KafkaConfiguration) throws(TidemarkError) {
        do {
            client = try KafkaClient(configuration)
        } catch {
            guard error.code != .unusableFile else {
                throw TidemarkError(
                    .badFile,
                    error.message,
                    hint: "Check the path, who may read the file, and that it holds PEM.",
                    cause: error
                )
            }
            throw TidemarkError(
                .badProperty,
                "the Kafka client refuses its configuration: \(error.message)",
                hint: "Properties are librdkafka's own; see its CONFIGURATION.md, and check -X and the file.",
                cause: error
            )
        }
    }

    /// The version of librdkafka at run time.
    public var libraryVersion: String { KafkaClient.libraryVersion }

    /// Why the last connection failed.
    public var lastConnectionFailure: ConnectionFailure? { client.lastConnectionFailure }

    /// Identity, brokers and topics.
    public func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        try await client.metadata(before: deadline)
    }

    /// The groups with their states.
    public func listGroups(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        try await client.listGroups(before: deadline)
    }

    /// What one of the brokers tells of its configuration.
    public func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        try await client.brokerSettings(before: deadline)
    }

    /// Whether the principal may see a topic of this name, be there one or not.
    public func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await client.mayDescribe(topic: name, before: deadline)
    }

    /// Whether the principal may see the cluster's access rules, and so every group in a list.
    public func mayDescribeCluster(
        asking broker: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Bool {
        try await client.mayDescribeCluster(asking: broker, before: deadline)
    }

    /// Names and prefixes of topics that some principal is forbidden to see, as far as the rules may be read.
    public func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] {
        try await client.forbiddenTopics(before: deadline)
    }

    /// What DescribeGroups says of a group.
    public func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        try await client.describe(group, before: deadline)
    }

    /// Everything a group has committed.
    public func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        try await client.held(by: group, before: deadline)
    }

    /// Whether a broker lists a group of exactly this name.
    public func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await client.lists(group, before: deadline)
    }

    /// What a group has committed for these partitions.
    public func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        try await client.committedOffsets(
            of: group,
            for: partitions,
            waitsForTransactions: waitsForTransactions,
            before: deadline
        )
    }

    /// The bounds of existing partitions' logs.
    public func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        await client.logBounds(of: partitions, before: deadline)
    }

    /// Commits offsets of a group without members, without a transaction; the partitions that were refused.
    public func alter(
        _ group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await client.alter(group, to: offsets, before: deadline)
    }

    /// Deletes committed offsets of a group; the partitions that were refused.
    public func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await client.deleteOffsets(of: group, for: partitions, before: deadline)
    }

    /// Deletes a group with everything it has committed.
    public func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        try await client.delete(group, before: deadline)
    }

    /// Returns when deletions that were acknowledged before are replicated.
    public func settleDeletions() async throws(KafkaError) {
        try await client.settleDeletions()
    }

    /// A producer for one transaction at a time.
    public func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        try client.transaction(id: id, timeout: timeout)
    }
}
