import KafkaProtocol

extension SimulatedRelease {
    /// What Kafka 4.3.1 offers, as its answer to ApiVersions says.
    static let versionsOf43: [API: ClosedRange<Int16>] = [
        .produce: 3...13, .fetch: 4...18, .listOffsets: 1...11, .metadata: 0...13, .offsetCommit: 2...10,
        .offsetFetch: 1...10, .findCoordinator: 0...6, .joinGroup: 0...9, .heartbeat: 0...4, .leaveGroup: 0...5,
        .syncGroup: 0...5, .describeGroups: 0...6, .listGroups: 0...5, .saslHandshake: 0...1, .apiVersions: 0...4,
        .createTopics: 2...7, .deleteTopics: 1...6, .deleteRecords: 0...2, .initProducerId: 0...5,
        .addPartitionsToTxn: 0...5, .addOffsetsToTxn: 0...4, .endTxn: 0...5, .txnOffsetCommit: 0...5,
        .describeAcls: 1...3, .describeConfigs: 1...4, .saslAuthenticate: 0...2, .createPartitions: 0...3,
        .deleteGroups: 0...2, .offsetDelete: 0...0, .describeCluster: 0...2, .describeTransactions: 0...0,
        .consumerGroupHeartbeat: 0...1, .consumerGroupDescribe: 0...1, .streamsGroupDescribe: 0...0,
    ]

    /// What Kafka 3.9.2 offers, as its answer to ApiVersions says.
    ///
    /// It offers the consumer protocol also with its classic group coordinator, and refuses every request of it.
    static let versionsOf39: [API: ClosedRange<Int16>] = [
        .produce: 0...11, .fetch: 0...17, .listOffsets: 0...9, .metadata: 0...12, .offsetCommit: 0...9,
        .offsetFetch: 0...9, .findCoordinator: 0...6, .joinGroup: 0...9, .heartbeat: 0...4, .leaveGroup: 0...5,
        .syncGroup: 0...5, .describeGroups: 0...5, .listGroups: 0...5, .saslHandshake: 0...1, .apiVersions: 0...4,
        .createTopics: 0...7, .deleteTopics: 0...6, .deleteRecords: 0...2, .initProducerId: 0...5,
        .addPartitionsToTxn: 0...5, .addOffsetsToTxn: 0...4, .endTxn: 0...4, .txnOffsetCommit: 0...4,
        .describeAcls: 0...3, .describeConfigs: 0...4, .saslAuthenticate: 0...2, .createPartitions: 0...3,
        .deleteGroups: 0...2, .offsetDelete: 0...0, .describeCluster: 0...1, .describeTransactions: 0...0,
        .consumerGroupHeartbeat: 0...0, .consumerGroupDescribe: 0...0,
    ]

    /// What Kafka 2.4.1 offers: one group a request, neither states nor types of groups, no identifiers of topics, no
    /// stable reads, nothing that says which rights one has to the cluster but Metadata.
    static let versionsOf24: [API: ClosedRange<Int16>] = [
        .produce: 0...8, .fetch: 0...11, .listOffsets: 0...5, .metadata: 0...9, .offsetCommit: 0...8,
        .offsetFetch: 0...6, .findCoordinator: 0...3, .joinGroup: 0...6, .heartbeat: 0...4, .leaveGroup: 0...4,
        .syncGroup: 0...4, .describeGroups: 0...5, .listGroups: 0...3, .saslHandshake: 0...1, .apiVersions: 0...3,
        .createTopics: 0...5, .deleteTopics: 0...4, .deleteRecords: 0...1, .initProducerId: 0...2,
        .addPartitionsToTxn: 0...1, .addOffsetsToTxn: 0...1, .endTxn: 0...1, .txnOffsetCommit: 0...2,
        .describeAcls: 0...1, .describeConfigs: 0...2, .saslAuthenticate: 0...1, .createPartitions: 0...1,
        .deleteGroups: 0...2, .offsetDelete: 0...0,
    ]
}
