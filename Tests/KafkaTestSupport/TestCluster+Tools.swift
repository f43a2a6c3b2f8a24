public import Offsets

extension TestCluster {
    /// Whether Kafka's own tools and Java clients of its version are here: they are where its brokers run.
    public var hasKafkasTools: Bool { Self.available.contains { $0.version == version } }

    /// What Kafka's own `kafka-consumer-groups --describe --offsets` says about groups, sorted by group and partition.
    ///
    /// It starts a Java process, a second or more: ask for many groups at once. Names come back with runs of spaces
    /// shortened to one.
    public func describeWithKafkasTool(_ groups: [GroupID]) async throws -> [CommittedByTool] {
        let output = try await consumerGroupCommand(
            ["--describe", "--offsets"] + groups.flatMap { ["--group", $0.name] }
        )
        var header: [Substring] = []
        var rows: [CommittedByTool] = []
        for line in output.split(separator: "\n") {
            if line.hasPrefix("GROUP ") {
                header = line.split(separator: " ")
            } else if let row = CommittedByTool(line, header: header) {
                rows.append(row)
            }
        }
        return rows.sorted { ($0.group, $0.topicPartition) < ($1.group, $1.topicPartition) }
    }

    /// Runs Kafka's own `kafka-consumer-groups` against the cluster and returns its output.
    public func consumerGroupCommand(_ arguments: [String]) async throws -> String {
        try await KafkaTool.run(
            version,
            "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            ["--bootstrap-server", bootstrapServers] + arguments
        )
    }
}
