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

    /// Has Kafka's own console consumer read a topic of one partition as a member of a group, from where that stands or, where
    /// it stands nowhere, from the beginning; it commits where it ends.
    ///
    /// - Parameters:
    ///   - topic: The topic.
    ///   - group: The group.
    ///   - messages: How many records it reads.
    /// - Returns: The offsets of what it read.
    /// - Throws: ``KafkaFailure`` where it does not get as many within a minute.
    public func consumeWithKafkasTool(_ topic: String, group: String, messages: Int) async throws -> [Int64] {
        let output = try await KafkaTool.run(
            version,
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            ["--bootstrap-server", bootstrapServers, "--topic", topic, "--group", group]
                + ["--max-messages", String(messages), "--timeout-ms", "60000"]
                + ["--consumer-property", "auto.offset.reset=earliest", "--property", "print.offset=true"]
                // What it has fetched and not read it gives back by a seek, which forgets the leader epoch.
                + ["--consumer-property", "max.poll.records=\(messages)"]
        )
        let mark = "Offset:"
        return output.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix(mark) }
            .compactMap { Int64($0.dropFirst(mark.count)) }
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
