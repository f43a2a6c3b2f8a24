import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport

/// What a foreign client is let loose on: three simulated brokers with a topic, records and a group.
struct ForeignBench {
    /// The brokers.
    let simulator: Simulator
    /// The brokers as the client's tests reach them.
    let cluster: TestCluster

    /// How each version of a real Kafka is simulated.
    static let releases: [SimulatedRelease] = [.kafka43, .kafka39]

    /// Brokers with `orders`, three partitions of two records each, and the group `shop` one record behind on each.
    init(_ release: SimulatedRelease) throws {
        simulator = try Simulator.start(brokers: 3, release: release)
        cluster = TestCluster(version: release.version, bootstrapServers: simulator.bootstrapServers)
        simulator.withState { state in
            state.addTopic("orders", partitions: 3)
            var committed: [Int32: StoredOffset] = [:]
            for partition in 0..<3 as Range<Int32> {
                state.appendRecords(
                    ["first-\(partition)", "second-\(partition)"].map { Array($0.utf8) },
                    to: "orders",
                    partition
                )
                committed[partition] = StoredOffset(offset: 1, metadata: "by hand", committedAt: state.now)
            }
            state.groups["shop"] = ConsumerGroup(offsets: ["orders": committed])
        }
    }

    /// What a group has committed for each partition of the topic, in order.
    func committed(by group: String) -> [Int64] {
        let offsets = simulator.state.groups[Text(group)]?.offsets["orders"] ?? [:]
        return offsets.sorted { $0.key < $1.key }.map(\.value.offset)
    }
}
