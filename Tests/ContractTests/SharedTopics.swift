import KafkaTestSupport

/// One topic a cluster, for the cases that need partitions to exist and nothing else of them.
actor SharedTopics {
    /// The topics of this run.
    static let shared = SharedTopics()
    /// How many partitions each has.
    static let partitionCount = 8

    private var topics: [ContractCluster: Task<String, any Error>] = [:]

    /// The cluster's topic, made by who asks first.
    func topic(on cluster: ContractCluster) async throws -> String {
        let task =
            topics[cluster]
            ?? Task {
                let name = TestCluster.uniqueName("contract")
                try await cluster.support.createTopic(name, partitions: Self.partitionCount)
                return name
            }
        topics[cluster] = task
        return try await task.value
    }
}
