import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// A cluster of many brokers, each of which coordinates some groups and leads a partition.
@Suite(.serialized)
struct ManyBrokersTests {
    private static let brokers = 100
    private static let groups = 1_000
    /// What a broker may be asked for, ever.
    private static let connectionsPerBroker = 2
    private static let topic = "many-brokers"

    private static func simulator(of release: SimulatedRelease) throws -> Simulator {
        let simulator = try Simulator.start(brokers: brokers, release: release)
        simulator.withState { state in
            // Each of them leads a partition of the topic with the offsets.
            state.coordinators = (0..<brokers).map { Int32($0) + 1 }
            state.addTopic(Text(topic), partitions: brokers)
            for number in 0..<groups {
                let held = [Text(topic): [Int32(number % brokers): StoredOffset(offset: Int64(number))]]
                state.groups[Text("group-\(number)")] = ConsumerGroup(protocolType: "consumer", offsets: held)
            }
        }
        return simulator
    }

    @Test(arguments: [(SimulatedRelease.kafka43, 1), (.kafka24, brokers)])
    func `a hundred brokers are captured whole over at most two connections each`(
        _ release: SimulatedRelease,
        named: Int
    ) async throws {
        let simulator = try Self.simulator(of: release)
        defer { simulator.stop() }
        let coordinating = simulator.withState { state in
            Set(state.groups.keys.compactMap { state.coordinator(of: $0) })
        }
        #expect(coordinating.count == Self.brokers, "every broker has groups")
        let servers = simulator.bootstrapServers.split(separator: ",").prefix(named).joined(separator: ",")
        let user = User(TestCluster(version: release.version, bootstrapServers: servers, isSimulated: true))
        let result = try await user.start(["snapshot", "--json", "--client", "direct"]).result()
        let counts = simulator.connectionCounts
        print(
            "many brokers | \(release.version) | \(named) named | \(Self.groups) groups in \(result.duration) | "
                + "\(counts.values.reduce(0, +)) connections, at most \(counts.values.max() ?? 0) to one broker"
        )
        try #require(result.exitCode == .done, "\(result)")
        let taken: SnapshotDocument = try result.document()
        #expect(taken.coverage.captured == Self.groups)
        #expect(counts.count == Self.brokers)
        // The command line and its child are one program: it is the child that connects.
        #expect(counts.values.allSatisfy { $0 <= Self.connectionsPerBroker }, "\(counts)")

        let shown: GroupsDocument = try await user.run("show", "latest", "--json").document()
        #expect(Set(shown.offsets.values.joined().map(\.offset)) == Set((0..<Self.groups).map { Int64($0) }))
        #expect(shown.groups.allSatisfy { $0.offsets?.allSatisfy { $0.logEnd != nil } == true })
    }
}
