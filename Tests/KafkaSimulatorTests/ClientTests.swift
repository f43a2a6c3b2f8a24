import Cluster
import Kafka
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// librdkafka at the simulated brokers: the product's own client, and what its tests seed with.
@Suite(.timeLimit(.minutes(2)))
struct ClientTests {
    private static let releases = [SimulatedRelease.kafka43, .kafka39]

    private var deadline: Deadline { .after(.seconds(30)) }

    private func cluster(_ simulator: Simulator, _ release: SimulatedRelease = .kafka43) -> TestCluster {
        TestCluster(version: release.version, bootstrapServers: simulator.bootstrapServers)
    }

    private func client(_ simulator: Simulator) throws -> KafkaClient {
        try KafkaClient(KafkaConfiguration(bootstrapServers: simulator.bootstrapServers))
    }

    @Test(arguments: releases + [.kafka24])
    func `topics, records, offsets and groups are made, read and deleted`(release: SimulatedRelease) async throws {
        let simulator = try Simulator.start(brokers: 3, release: release)
        let cluster = cluster(simulator, release)
        let client = try client(simulator)
        try await cluster.createTopic("orders", partitions: 3)
        try await cluster.produce(topic: "orders", partition: 1, count: 12)
        try await cluster.deleteRecords(topic: "orders", partition: 1, before: 5)
        try await cluster.raisePartitions(of: "orders", to: 4)
        #expect(try await client.metadata(before: deadline).identity.brokers.count == 3)
        let partitions = (0..<4).map { TopicPartition(topic: "orders", partition: $0) }
        let bounds = await client.logBounds(of: partitions, before: deadline)
        #expect(bounds[partitions[1]] == .success(LogBounds(start: 5, end: 12)))
        #expect(bounds[partitions[3]] == .success(LogBounds(start: 0, end: 0)))
        for name in ["plain", "é", "e\u{301}", "with space", "🧾"] {
            let group = GroupID(name)
            let offsets = partitions.map { CommittedOffset($0, offset: 7, metadata: OffsetMetadata("ü\n\(name)")) }
            #expect(try await client.alterOffsets(of: group, to: offsets, before: deadline).isEmpty)
            #expect(try await client.held(by: group, before: deadline).offsets == offsets)
        }
        #expect(try await client.listGroups(before: deadline).groups.count == 5)
        #expect(try await client.deleteOffsets(of: GroupID("plain"), for: [partitions[0]], before: deadline).isEmpty)
        try await client.delete(GroupID("plain"), before: deadline)
        #expect(try await cluster.state(of: GroupID("plain")) == nil)
        try await cluster.deleteTopic("orders")
    }

    @Test(arguments: releases)
    func `a transaction over many coordinators is visible as a whole`(release: SimulatedRelease) async throws {
        let simulator = try Simulator.start(brokers: 3, release: release)
        simulator.withState { $0.addTopic("orders", partitions: 1) }
        let client = try client(simulator)
        let partition = TopicPartition(topic: "orders", partition: 0)
        let groups = (0..<10).map { GroupID("group-\($0)") }
        for isCommitted in [false, true] {
            let producer = try client.transaction(id: "restore", timeout: .seconds(60))
            try await producer.initialize(before: deadline)
            try await producer.begin(before: deadline)
            for group in groups {
                try await producer.send([CommittedOffset(partition, offset: 4)], of: group, before: deadline)
            }
            if isCommitted {
                try await producer.commit(before: deadline)
            } else {
                try await producer.abort(before: deadline)
            }
            for group in groups {
                let found = try await client.held(by: group, before: deadline).offsets
                #expect(found.map(\.offset) == (isCommitted ? [4] : []))
            }
        }
    }

    @Test(arguments: releases)
    func `a live consumer reads, keeps its group Stable, is fenced, and leaves`(release: SimulatedRelease) async throws
    {
        let simulator = try Simulator.start(brokers: 2, release: release)
        simulator.withState { state in
            state.addTopic("orders", partitions: 2)
            state.appendRecords([[1], [2]], to: "orders")
        }
        let cluster = cluster(simulator, release)
        let consumer = try await LiveConsumer.start(cluster, group: GroupID("shop"), topics: ["orders"])
        #expect(try await client(simulator).describe(GroupID("shop"), before: deadline).state == .stable)
        let offset = CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: 1)
        let producer = try client(simulator).transaction(id: "restore", timeout: .seconds(60))
        try await producer.initialize(before: deadline)
        try await producer.begin(before: deadline)
        await #expect {
            try await producer.send([offset], of: GroupID("shop"), before: .after(.seconds(30)))
        } throws: { error in
            (error as? KafkaError)?.code == .unknownMemberID
        }
        try await consumer.close()
        #expect(try await cluster.state(of: GroupID("shop")) == .empty)
    }

    @Test func `a client tells every group's coordinator from the metadata, and gets over one that moves`() async throws
    {
        let simulator = try Simulator.start(brokers: 3)
        simulator.withState { $0.addTopic("orders", partitions: 1) }
        let client = try client(simulator)
        let offset = CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: 4)
        let groups = (0..<30).map { GroupID("group-\($0)") }
        for group in groups {
            #expect(try await client.alterOffsets(of: group, to: [offset], before: deadline).isEmpty)
        }
        _ = try await client.metadata(before: deadline)
        let asked = simulator.requestCounts[.findCoordinator] ?? 0
        for group in groups {
            #expect(try await client.held(by: group, before: deadline).offsets == [offset])
        }
        // A handle looks its own group up now and then; that is far from once a group.
        #expect((simulator.requestCounts[.findCoordinator] ?? 0) - asked < groups.count / 2)
        let old = simulator.state.coordinator(of: "group-7")
        simulator.withState { $0.moveCoordinator(of: "group-7") }
        #expect(simulator.state.coordinator(of: "group-7") != old)
        #expect(try await client.held(by: groups[7], before: deadline).offsets == [offset])
        _ = try await client.metadata(before: deadline)
        #expect(try await client.held(by: groups[7], before: deadline).offsets == [offset])
    }

    @Test func `a member that vanished counts until its session ends`() async throws {
        let simulator = try Simulator.start(clock: .standing(at: 1_000_000))
        simulator.withState { $0.addTopic("orders", partitions: 1) }
        let cluster = cluster(simulator)
        let consumer = try await LiveConsumer.start(cluster, group: GroupID("shop"), topics: ["orders"])
        try await consumer.abandon()
        #expect(try await cluster.state(of: GroupID("shop")) == .stable)
        simulator.advance(by: .seconds(46))
        #expect(try await cluster.state(of: GroupID("shop")) == .empty)
    }

    @Test func `a thousand groups are read at once`() async throws {
        let simulator = try Simulator.start(brokers: 3)
        let cluster = cluster(simulator)
        let seeded = try await cluster.seed(groups: 1_000, partitions: 10)
        let client = try client(simulator)
        let limit = deadline
        let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for index in 0..<seeded.groupCount {
                tasks.addTask {
                    let found = try await client.held(by: seeded.group(index), before: limit).offsets
                    return found == seeded.offsets(index) ? 0 : 1
                }
            }
            return try await tasks.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
