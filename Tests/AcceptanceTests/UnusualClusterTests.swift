import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// Clusters whose settings keep a restore from its transaction, or nearly so: what an operator is told, and in time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct UnusualClusterTests {
    /// Far below the 90 seconds that a transaction is waited for, and above what a busy machine adds to five.
    private static let soon = Duration.seconds(30)

    @Test(arguments: ClusterPlace.all)
    func `a topic of transactions that cannot be made is named within seconds, and best effort goes on`(
        _ place: ClusterPlace
    ) async throws {
        try await place.run(
            ClusterPlace.Settings(
                real: ["transaction.state.log.replication.factor=3"],
                simulated: { $0.configuration.transactionLogReplicas = 3 }
            )
        ) { cluster in
            let user = User(cluster)
            try await cluster.withSeededGroups(2, partitions: 2) { seeded in
                _ = try await user.snapshot("--group", seeded.pattern)
                try await cluster.moveOffsets(of: seeded)
                let began = ContinuousClock.now
                let refused = try await user.run("restore", "latest", "--yes")
                #expect(began.duration(to: .now) < Self.soon)
                #expect(refused.exitCode == .refused, "\(refused)")
                let words = [
                    "transaction coordinator", "__transaction_state", "transaction.state.log.replication.factor is 3",
                    "1 broker", "--allow-best-effort",
                ]
                for word in words { #expect(refused.messages.contains(word), "\(refused)") }
                #expect(!refused.messages.contains("--bootstrap-server"), "\(refused)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
                let allowed = try await user.run("restore", "latest", "--yes", "--allow-best-effort")
                #expect(allowed.exitCode == .done, "\(allowed)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            }
        }
    }

    @Test(arguments: ClusterPlace.all)
    func `a restore fits into brokers that allow half a minute and long metadata, and is undone there`(
        _ place: ClusterPlace
    ) async throws {
        try await place.run(
            ClusterPlace.Settings(
                real: ["transaction.max.timeout.ms=30000", "offset.metadata.max.bytes=65536"],
                simulated: { state in
                    state.configuration.transactionTimeout = 30_000
                    state.configuration.metadataUnits = 65_536
                }
            )
        ) { cluster in
            let user = User(cluster)
            let group = GroupID(TestCluster.uniqueName("long"))
            let topic = TestCluster.uniqueName("long")
            try await cluster.createTopic(topic)
            try await cluster.produce(topic: topic, count: 10)
            let held = [7, 3].map { offset in
                CommittedOffset(
                    TopicPartition(topic: topic, partition: 0),
                    offset: offset,
                    metadata: OffsetMetadata(String(repeating: "é\(offset)", count: 10_000))
                )
            }
            try await cluster.commit(group: group, [held[0]])
            _ = try await user.snapshot("--group", group.name)
            try await cluster.commit(group: group, [held[1]])
            let restored = try await user.run("restore", "latest", "--yes", "--json")
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await cluster.committed(by: group).map(\.metadata) == [held[0].metadata])
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: group).map(\.metadata) == [held[1].metadata])
        }
    }

    @Test(arguments: ClusterPlace.all)
    func `metadata that these brokers do not accept stops the plan, and an operator may not wish it away`(
        _ place: ClusterPlace
    ) async throws {
        let store = ScratchStore()
        let group = GroupID(TestCluster.uniqueName("long"))
        let topic = TestCluster.uniqueName("long")
        let offset = CommittedOffset(
            TopicPartition(topic: topic, partition: 0),
            offset: 7,
            metadata: OffsetMetadata(String(repeating: "m", count: 101))
        )
        var snapshot = ""
        try await place.run(ClusterPlace.Settings()) { cluster in
            try await cluster.createTopic(topic)
            try await cluster.produce(topic: topic, count: 10)
            try await cluster.commit(group: group, [offset])
            snapshot = try await User(cluster, store: store).snapshot("--group", group.name).snapshot.id
        }
        try await place.run(
            ClusterPlace.Settings(
                real: ["transaction.max.timeout.ms=2000", "offset.metadata.max.bytes=100"],
                simulated: { state in
                    state.clusterID = "another"
                    state.configuration.transactionTimeout = 2_000
                    state.configuration.metadataUnits = 100
                }
            )
        ) { cluster in
            let user = User(cluster, store: store)
            try await cluster.createTopic(topic)
            try await cluster.produce(topic: topic, count: 10)
            let options = ["restore", snapshot, "--other-cluster", "--yes"]
            let planned = try await user.start(options).result()
            #expect(planned.exitCode == .refused, "\(planned)")
            #expect(planned.messages.contains("the brokers accept 100 (offset.metadata.max.bytes)"), "\(planned)")
            // The time is short, too, and no number of groups changes that.
            let wished = try await user.start(options + ["--metadata-limit", "4096"]).result()
            #expect(wished.exitCode == .refused, "\(wished)")
            #expect(wished.messages.contains("even for one group"), "\(wished)")
            #expect(!wished.messages.contains("--group"), "\(wished)")
            // Without a transaction the brokers have the last word.
            let refused = try await user.start(options + ["--metadata-limit", "4096", "--allow-best-effort"]).result()
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("the brokers refuse the metadata of an offset"), "\(refused)")
            #expect(try await cluster.committed(by: group).isEmpty)
        }
    }

    /// Every answer to a reading of the pre-image comes so late that all of them together take longer than the 15 seconds
    /// that they once had, whatever their number.
    @Test(arguments: SimulatedClusters.releases.map(\.version))
    func `hundreds of groups on a slow line are read before they are written`(_ version: String) async throws {
        // A connection answers one after another, and 64 questions wait in it for less than librdkafka's 6 seconds.
        let (groups, late) = (260, 75)
        for release in SimulatedClusters.releases where release.version == version {
            let simulator = try Simulator.start(release: release)
            let cluster = TestCluster(simulating: release, by: simulator)
            let user = User(cluster)
            let seeded = try await cluster.seed(groups: groups, partitions: 1)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            // The plan reads each group once, and then the run does.
            simulator.add(
                Fault(.delay(milliseconds: late), api: .offsetFetch, calls: (groups + 1)...(groups * 2))
            )
            let began = ContinuousClock.now
            // Our own client asks for all of them in a few questions.
            let result = try await user.start(["restore", "latest", "--yes", "--client", "librdkafka"]).result()
            #expect(result.exitCode == .done, "\(result)")
            #expect(began.duration(to: .now) > .seconds(15))
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            simulator.stop()
        }
    }

    @Test(arguments: TestCluster.all)
    func `a dead application's transaction is found where the message says`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let group = seeded.group(1)
            let held = [CommittedOffset(TopicPartition(topic: seeded.topic, partition: 0), offset: 1)]
            let transaction = try await OpenTransaction.holding(held, of: group, on: cluster)
            let result = try await user.run("restore", "latest", "--yes")
            #expect(result.exitCode == .refused, "\(result)")
            #expect(result.messages.contains("group \(group.name): another application's transaction"), "\(result)")
            #expect(result.messages.contains("s at most (transaction.max.timeout.ms)"), "\(result)")
            let partition = try #require(
                result.messages.split(separator: "--partition ").last?.prefix { $0.isNumber },
                "\(result)"
            )
            if !cluster.isSimulated {
                let producers = try await cluster.producers(of: "__consumer_offsets", String(partition))
                // Its producer is in a transaction; the last column says since which offset.
                #expect(producers.contains { $0.last != "None" }, "\(producers)")
            }
            try await transaction.abort()
            let again = try await user.run("restore", "latest", "--yes")
            #expect(again.exitCode == .done, "\(again)")
        }
    }

    @Test func `a name that a share group has is said to be of another kind`() async throws {
        for place in ClusterPlace.all where place.version.hasPrefix("4.") {
            let settings = [
                "share.coordinator.state.topic.replication.factor=1", "share.coordinator.state.topic.min.isr=1",
            ]
            let name = TestCluster.uniqueName("share")
            try await place.run(
                ClusterPlace.Settings(
                    real: settings,
                    simulated: { $0.groups[Text(name)] = ConsumerGroup(kind: .share, protocolType: "share") }
                )
            ) { cluster in
                let user = User(cluster)
                try await cluster.withSeededGroups(1, partitions: 1) { seeded in
                    _ = try await user.snapshot("--group", seeded.pattern)
                    try await cluster.makeShareGroup(name, of: seeded.topic)
                    let result = try await user.run("restore", "latest", "--to", name, "--yes")
                    #expect(result.exitCode == .refused, "\(result)")
                    #expect(result.messages.contains("group \(name): the name belongs to a group of another kind"))
                    #expect(result.messages.contains("--to"), "\(result)")
                }
            }
        }
    }
}

extension TestCluster {
    /// The rows that Kafka's own tool shows of the producers of a partition, column by column.
    fileprivate func producers(of topic: String, _ partition: String) async throws -> [[Substring]] {
        let output = try await KafkaTool.run(
            version,
            "org.apache.kafka.tools.TransactionsCommand",
            ["--bootstrap-server", bootstrapServers, "describe-producers", "--topic", topic, "--partition", partition]
        )
        return output.split(separator: "\n").dropFirst().map { $0.split { $0 == " " || $0 == "\t" } }
    }

    /// Makes a share group by letting Kafka's own tool consume for a moment; a simulated cluster has it already.
    fileprivate func makeShareGroup(_ name: String, of topic: String) async throws {
        guard !isSimulated else { return }
        // It ends with an error when nothing came within its time, and has made the group by then.
        _ = try? await KafkaTool.run(
            version,
            "org.apache.kafka.tools.consumer.ConsoleShareConsumer",
            ["--bootstrap-server", bootstrapServers, "--topic", topic, "--group", name, "--timeout-ms", "5000"]
        )
        let groups = try await KafkaTool.run(
            version,
            "org.apache.kafka.tools.consumer.group.ShareGroupCommand",
            ["--bootstrap-server", bootstrapServers, "--list"]
        )
        try #require(groups.split(separator: "\n").contains { $0 == name }, "no share group: \(groups)")
    }
}
