import KafkaTestSupport
import Offsets
import Testing

/// One of three brokers is killed, and nobody else has its partitions of `__consumer_offsets`.
@Suite(.needsKafka)
struct OfflineOffsetsPartitionTests {
    private static let settings = [
        "offsets.topic.replication.factor=1", "offsets.topic.num.partitions=\(partitions)",
    ]
    private static let partitions: Int32 = 12
    private static let groups = 300
    private static let victim: Int32 = 2
    /// So many answers in a row, each of any broker, say the same.
    private static let agreeingAnswers = 10
    /// What a command is given: the brokers that are left answer at once.
    private static let timeout = "60s"

    @Test(arguments: BrokersTrait.versions)
    func `what the offsets partitions of a killed broker hide is named, and nothing is taken for absent`(
        version: String
    ) async throws {
        let brokers = try await BrokerCluster.start(
            version: version,
            brokers: BrokersTrait.brokers,
            settings: Self.settings,
            heap: TestCluster.smallHeap
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.lookAndKill(brokers))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }

    private static func lookAndKill(_ brokers: BrokerCluster) async throws {
        let cluster = brokers.cluster
        let user = User(cluster)
        let empty: SnapshotDocument = try await User(cluster).start(["snapshot", "--json"]).result().document()
        #expect(empty.coverage.offlineOffsetsPartitions.isEmpty, "a cluster without any group lacks nothing")

        let seeded = try await cluster.seed(groups: groups, partitions: 3, records: 10)
        let whole = try await user.snapshot()
        try #require(whole.coverage.captured == groups)
        #expect(whole.coverage.offsetsPartitions == partitions)

        let led = try await cluster.leaders(of: OffsetsPartitions.topic).filter { $0.value == victim }.keys.sorted()
        try #require(!led.isEmpty)
        try await brokers.kill(victim)
        // The brokers that are left learn it one after the other, and any of them may be the one that is asked.
        var answers = 0
        try await Waiting.until("every broker says which partitions have lost their leader") {
            answers = try await leaderless(cluster) == led ? answers + 1 : 0
            return answers == agreeingAnswers
        }
        let offline = led
        let isHidden = { (group: GroupID) in group.offsetsPartition(among: partitions).map(offline.contains) == true }
        let hidden = seeded.groups.filter(isHidden)
        try #require(!hidden.isEmpty && hidden.count < groups)
        let words = "\(offline.count) of \(partitions) partitions of __consumer_offsets"

        // The second one follows a partial one, and still knows what is missing.
        for _ in 1...2 {
            let result = try await user.start(["snapshot", "--json", "--timeout", timeout]).result()
            #expect(result.exitCode == .partial, "\(result)")
            #expect(result.messages.contains(words), "\(result)")
            let document: SnapshotDocument = try result.document()
            #expect(document.snapshot.state == "partial")
            #expect(document.coverage.offlineOffsetsPartitions == offline)
            #expect(document.coverage.captured == groups - hidden.count)
            #expect(document.coverage.failed.map { GroupID($0.group) }.sorted() == hidden)
            #expect(document.coverage.failed.allSatisfy { $0.code == "COORDINATOR_NOT_AVAILABLE" })
            #expect(document.coverage.selected == groups)
        }

        let listed = try await user.run("groups", "--json", "--timeout", timeout)
        #expect(listed.exitCode == .partial, "\(listed)")
        #expect(listed.messages.contains(words), "\(listed)")
        let document: GroupsDocument = try listed.document()
        #expect(document.offlineOffsetsPartitions == offline)
        #expect(document.groups.count == groups - hidden.count)

        let described = try await user.run("describe", hidden[0].name, "--timeout", timeout)
        #expect(described.exitCode == .partial, "\(described)")
        #expect(described.messages.contains("COORDINATOR_NOT_AVAILABLE"), "\(described)")

        for mode in ["merge", "exact"] {
            let refused = try await user.run(
                "restore",
                whole.snapshot.id,
                "--group",
                hidden[0].name,
                "--mode",
                mode,
                "--dry-run",
                "--timeout",
                timeout
            )
            #expect(refused.exitCode == .unreachable, "\(refused)")
            #expect(refused.messages.contains(words) && refused.messages.contains(hidden[0].name), "\(refused)")
        }
        let shown = try #require(seeded.groups.first { !isHidden($0) })
        let planned = try await user.run("restore", whole.snapshot.id, "--group", shown.name, "--dry-run")
        #expect(planned.exitCode == .done, "a group on another partition is not concerned: \(planned)")

        try await brokers.restart(victim)
        try await Waiting.until("every partition has a leader") { try await leaderless(cluster).isEmpty }
        let again = try await user.snapshot("--timeout", timeout)
        #expect(again.coverage.captured == groups)
        #expect(again.snapshot.offsetsDigest == whole.snapshot.offsetsDigest)
    }

    private static func leaderless(_ cluster: TestCluster) async throws -> [Int32] {
        try await cluster.leaders(of: OffsetsPartitions.topic).filter { $0.value < 0 }.keys.sorted()
    }
}
