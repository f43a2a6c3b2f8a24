import KafkaTestSupport

/// One topic a cluster, for the cases that need partitions to exist and nothing else of them.
actor SharedTopics {
    /// The topics of this run.
    static let shared = SharedTopics()
    /// How many partitions each has.
    static let partitionCount = 8

    /// How many partitions the wide one has.
    static let widePartitionCount = 5_000

    private struct Key: Hashable {
        let cluster: ContractCluster
        let partitions: Int
    }

    private var topics: [Key: Task<String, any Error>] = [:]

    /// The cluster's topic, made by who asks first.
    func topic(on cluster: ContractCluster) async throws -> String {
        try await topic(Key(cluster: cluster, partitions: Self.partitionCount))
    }

    /// The cluster's topic of ``widePartitionCount`` partitions, made by who asks first.
    func wideTopic(on cluster: ContractCluster) async throws -> String {
        try await topic(Key(cluster: cluster, partitions: Self.widePartitionCount))
    }

    private func topic(_ key: Key) async throws -> String {
        let task =
            topics[key]
            ?? Task {
                let name = TestCluster.uniqueName("contract")
                try await key.cluster.support.createTopic(name, partitions: key.partitions)
                return name
            }
        topics[key] = task
        return try await task.value
    }
}
