import Cluster
import Kafka
import KafkaDirect
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// The direct client beside librdkafka on the same cluster: what both can see they see alike.
struct DirectClientTests {
    private static let patience: Duration = .seconds(60)

    private static func clients(_ cluster: TestCluster) throws -> (direct: DirectClient, library: KafkaClient) {
        let configuration = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
        let library = try KafkaClient(configuration)
        return (try DirectClient(try DirectConfiguration(configuration)) { library }, library)
    }

    @Test(arguments: TestCluster.all)
    func `hundreds of calls at once, more than one connection takes, are all answered`(
        _ cluster: TestCluster
    ) async throws {
        let direct = try Self.clients(cluster).direct
        let partition = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 0)
        let deadline = Deadline.after(Self.patience)
        let results = await bounded(Array(0..<300), limit: 300) { number in
            try? await direct.committedOffsets(
                of: GroupID("\(partition.topic)-\(number)"),
                for: [partition],
                waitsForTransactions: false,
                before: deadline
            )
        }
        #expect(results.allSatisfy { $0 == [partition: .absent] })
        #expect(deadline.remaining > Self.patience / 2, "none waits for its time to be over")
    }

    @Test(arguments: [SimulatedRelease.kafka43, .kafka39, .kafka24])
    func `what was shown of the fence is remembered of the library that writes`(
        _ release: SimulatedRelease
    ) async throws {
        let simulator = try Simulator.start(brokers: 3, release: release)
        let configuration = KafkaConfiguration(bootstrapServers: simulator.bootstrapServers)
        let client = try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            try KafkaClient(configuration)
        }
        let deadline = Deadline.after(Self.patience)
        // Brokers before 3.6 do not check a group's offsets against the transaction.
        let expected = release == .kafka24 ? KafkaClient.libraryVersion : DirectClient.version
        #expect(try await client.transactionLibrary(before: deadline) == expected)
        let transaction = try client.transaction(id: "tidemark-library", timeout: .seconds(60))
        #expect(transaction.libraryVersion.isEmpty)
        try await transaction.initialize(before: deadline)
        #expect(transaction.libraryVersion == expected)
    }

    @Test(arguments: TestCluster.all)
    func `groups, offsets and logs are read as librdkafka reads them`(_ cluster: TestCluster) async throws {
        let seeded = try await cluster.seed(groups: 20, partitions: 3)
        let (direct, library) = try Self.clients(cluster)
        let deadline = Deadline.after(Self.patience)
        let metadata = try await direct.metadata(before: deadline)
        #expect(metadata.identity == (try await library.metadata(before: deadline).identity))
        let listing = try await direct.listGroups(before: deadline)
        #expect(listing.errors.isEmpty)
        let names = Set((0..<20).map { seeded.group($0) })
        let own = listing.groups.map(\.group).filter(names.contains)
        #expect(own.count == 20)
        let held = await direct.held(by: own, patience: nil, before: deadline) { _ in }
        let expected = await library.held(by: own, patience: nil, before: deadline) { _ in }
        for (one, other) in zip(held, expected) {
            #expect(try one.get().offsets.map(\.offset) == other.get().offsets.map(\.offset))
        }
        let partitions = Set(try held.flatMap { try $0.get().partitions }).sorted()
        let bounds = await direct.logBounds(of: partitions, before: deadline)
        #expect(bounds == (await library.logBounds(of: partitions, before: deadline)))
    }
}
