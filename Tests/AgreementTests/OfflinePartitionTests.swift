import KafkaTestSupport
import Offsets
import Testing

/// Partitions of `__consumer_offsets` that nobody leads hide the same groups from every reader, and ours says which.
@Suite(.needsKafka, .serialized)
struct OfflinePartitionTests {
    private static let partitions: Int32 = 12
    private static let groups = 60
    private static let victim: Int32 = 2
    /// So many answers in a row, each of any broker, say the same.
    private static let agreeingAnswers = 10

    @Test(arguments: TestCluster.available)
    func `what a stopped broker hides is hidden from all alike, and named`(_ cluster: TestCluster) async throws {
        let brokers = try await BrokerCluster.start(
            version: cluster.version,
            brokers: 3,
            settings: ["offsets.topic.replication.factor=1", "offsets.topic.num.partitions=\(Self.partitions)"],
            heap: TestCluster.smallHeap
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.stopAndCompare(brokers))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }

    private static func stopAndCompare(_ brokers: BrokerCluster) async throws {
        let cluster = brokers.cluster
        let seeded = try await cluster.seed(groups: groups, partitions: 3, records: 10)
        let led = try await cluster.leaders(of: OffsetsPartitions.topic).filter { $0.value == victim }.keys.sorted()
        try #require(!led.isEmpty)
        try await brokers.stop(victim)
        var answers = 0
        try await Waiting.until("every broker says which partitions have lost their leader") {
            let leaderless = try await cluster.leaders(of: OffsetsPartitions.topic).filter { $0.value < 0 }
            answers = leaderless.keys.sorted() == led ? answers + 1 : 0
            return answers == agreeingAnswers
        }
        let readers = try GroupReaders(cluster)
        // Of a group that nobody coordinates the AdminClient would wait for a coordinator.
        let views = try await readers.views(of: seeded.topic, and: [])
        try await readers.stop()
        let shown = seeded.groups.filter { $0.offsetsPartition(among: partitions).map(led.contains) != true }
        try #require(!shown.isEmpty && shown.count < groups)
        #expect(views.direct.offline == led)
        #expect(views.direct.groups.keys.sorted() == shown)
        for difference in views.direct.differences(to: views.library) where difference.gap == nil {
            Issue.record("\(difference.what) for librdkafka")
        }
        #expect(try views.direct.digest() == views.library.digest())
        let admin = try #require(views.admin)
        for difference in try views.direct.differences(toAdmin: admin, listsEveryProtocol: true) {
            Issue.record("\(difference.what) for the AdminClient")
        }
    }
}
