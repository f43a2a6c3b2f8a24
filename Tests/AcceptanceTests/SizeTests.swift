import KafkaTestSupport
import Offsets
import Testing

/// The largest restores that are promised, on brokers of their own: each is done whole, or refused before anything is
/// written with the limit that it hits.
@Suite(.needsKafka, .serialized)
struct SizeTests {
    /// How long one command may take, on a machine that does other things too.
    private static let patience = Duration.seconds(300)
    /// The memory of a broker with ten thousand partitions.
    private static let heap = "768m"
    /// Topics of more partitions are refused by Kafka in one piece.
    private static let partitionsPerTopic = 1_000

    @Test(arguments: TestCluster.available)
    func `10 000 partitions of one group, 1 000 groups of 10, and 5 000 groups are restored`(
        _ like: TestCluster
    ) async throws {
        try await TestCluster.withOwn(version: like.version, settings: [], heap: Self.heap) { cluster in
            try await restoreOneGroup(of: 10 * Self.partitionsPerTopic, on: cluster)
            try await restoreGroups(1_000, partitions: 10, on: cluster)
            try await restoreGroups(5_000, partitions: 1, on: cluster)
        }
    }

    @Test(arguments: TestCluster.available)
    func `what needs a longer transaction than the brokers allow is refused beforehand, and less is restored`(
        _ like: TestCluster
    ) async throws {
        // Ten groups fit into it, a thousand do not; for as long as they allow, brokers are asked where that is enough.
        let settings = ["transaction.max.timeout.ms=20000"]
        try await TestCluster.withOwn(version: like.version, settings: settings) { cluster in
            try await cluster.withSeededGroups(1_000, partitions: 1) { seeded in
                let user = User(cluster)
                _ = try await user.snapshot()
                try await cluster.moveOffsets(of: seeded)
                let refused = try await user.run("restore", "latest", "--yes", "--json")
                #expect(refused.exitCode == .refused, "\(refused)")
                #expect(refused.messages.contains("transaction.max.timeout.ms"), "\(refused)")
                let run = try #require(try refused.document(PlanDocument.self).run)
                #expect(run.state == "aborted" && run.error?.code == "transaction-too-long", "\(refused)")
                #expect(try await cluster.holding(seeded) == [.old])

                let few = (0..<10).map { seeded.group($0) }
                let chosen = few.flatMap { ["--group", $0.name] }
                let done = try await user.start(["restore", "latest", "--yes"] + chosen).result()
                #expect(done.exitCode == .done, "\(done)")
                let held = try await cluster.committed(by: seeded.groups)
                #expect(held == seeded.moved.merging(seeded.everyOffset.filter { few.contains($0.key) }) { $1 })
            }
        }
    }

    private func restoreGroups(_ count: Int, partitions: Int, on cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(count, partitions: partitions) { seeded in
            let user = User(cluster)
            let taken = try await run(user, ["snapshot", "--group", seeded.pattern])
            try await cluster.moveOffsets(of: seeded)
            let result = try await run(user, ["restore", "latest", "--yes"])
            report("\(count) groups × \(partitions) on \(cluster)", taken, result)
            #expect(try await cluster.holding(seeded) == [.new])
        }
    }

    private func restoreOneGroup(of count: Int, on cluster: TestCluster) async throws {
        let group = GroupID(TestCluster.uniqueName("large"))
        var partitions: [TopicPartition] = []
        for _ in 0..<(count / Self.partitionsPerTopic) {
            let topic = TestCluster.uniqueName("large")
            let numbers = (0..<Int32(Self.partitionsPerTopic)).map { $0 }
            try await cluster.createTopic(topic, partitions: numbers.count)
            partitions += numbers.map { TopicPartition(topic: topic, partition: $0) }
        }
        // The metadata alone differs, so that no partition needs a record.
        let new = partitions.sorted().map { CommittedOffset($0, offset: 0, metadata: OffsetMetadata("new")) }
        try await commit(new, of: group, on: cluster)
        let user = User(cluster)
        let taken = try await run(user, ["snapshot"])
        let old = new.map { CommittedOffset($0.topicPartition, offset: 0, metadata: OffsetMetadata("old")) }
        try await commit(old, of: group, on: cluster)
        let result = try await run(user, ["restore", "latest", "--yes"])
        report("1 group × \(count) on \(cluster)", taken, result)
        #expect(try await cluster.committed(by: [group]) == [group: new])
    }

    /// A request for more is refused by the broker.
    private func commit(_ offsets: [CommittedOffset], of group: GroupID, on cluster: TestCluster) async throws {
        for start in stride(from: 0, to: offsets.count, by: Self.partitionsPerTopic) {
            let end = min(start + Self.partitionsPerTopic, offsets.count)
            try await cluster.commit(group: group, Array(offsets[start..<end]))
        }
    }

    private func run(_ user: User, _ arguments: [String]) async throws -> CommandResult {
        let result = try await user.start(arguments).result(within: Self.patience)
        #expect(result.exitCode == .done, "\(result)")
        return result
    }

    private func report(_ what: String, _ snapshot: CommandResult, _ restore: CommandResult) {
        func words(_ result: CommandResult) -> String {
            let seconds = (result.duration / .milliseconds(100)).rounded() / 10
            return "\(seconds) s, \(result.peakMemory / 1_000_000) MB"
        }
        print("\(what): snapshot \(words(snapshot)); restore \(words(restore))")
    }
}
