import Cluster
import Engine
import Kafka
import KafkaDirect
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// The id with which a topic is captured is that of the topic for which the offsets were committed.
struct TopicIDTests {
    private static let patience: Duration = .seconds(60)
    private static let partitions: Int32 = 3

    /// A simulated cluster with one group that has read two topics.
    private static func simulator() throws -> Simulator {
        let simulator = try Simulator.start()
        simulator.withState { state in
            var held: [Text: [Int32: StoredOffset]] = [:]
            for topic in ["kept", "renewed"] as [Text] {
                state.addTopic(topic, partitions: Int(partitions))
                held[topic] = [1: StoredOffset(offset: 7)]
            }
            state.groups["readers"] = ConsumerGroup(protocolType: "consumer", offsets: held)
        }
        return simulator
    }

    private static func client(_ simulator: Simulator, isDirect: Bool) throws -> any Cluster {
        let configuration = KafkaConfiguration(bootstrapServers: simulator.bootstrapServers)
        guard isDirect else { return try KafkaClient(configuration) }
        return try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
    }

    private static func id(of topic: Text, in simulator: Simulator) -> TopicID? {
        simulator.state.topics[topic].flatMap { TopicID(bytes: $0.identifier) }
    }

    /// Captures, while `renewed` is created again as soon as the groups have been read.
    private static func capture(isDirect: Bool, whileLacking other: Bool) async throws {
        let simulator = try simulator()
        defer { simulator.stop() }
        if other { simulator.withState { $0.groups["readers"]?.offsets["deleted"] = [0: StoredOffset(offset: 1)] } }
        let (kept, old) = (id(of: "kept", in: simulator), id(of: "renewed", in: simulator))
        let renew: @Sendable (Progress) -> Void = { progress in
            guard progress.activity == "reading groups", progress.done == progress.total else { return }
            simulator.withState { state in
                guard state.topics["renewed"].flatMap({ TopicID(bytes: $0.identifier) }) == old else { return }
                state.removeTopic("renewed")
                state.addTopic("renewed", partitions: Int(partitions))
            }
        }
        let capture = Capture(try client(simulator, isDirect: isDirect), progress: renew)
        let request = CaptureRequest(bootstrapServers: simulator.bootstrapServers)
        let snapshot = try await capture.run(request, before: .after(patience))
        #expect(id(of: "renewed", in: simulator) != old)
        #expect(snapshot.groups.flatMap(\.offsets).filter { $0.topic == "renewed" }.map(\.offset) == [7])
        let topics = Dictionary(snapshot.topics.map { ($0.topic, $0) }) { first, _ in first }
        #expect(topics["kept"]?.id == kept && topics["kept"]?.bounds.count == Int(partitions))
        #expect(topics["renewed"]?.id == old && topics["renewed"]?.bounds.isEmpty == true)
        let failed = snapshot.coverage.unreadablePartitions
        #expect(failed.map(\.topicPartition.topic) == Array(repeating: "renewed", count: Int(partitions)))
        #expect(failed.allSatisfy { $0.code == "UNKNOWN_TOPIC_ID" && $0.reason.contains("created again") })
        #expect(!snapshot.coverage.isComplete)

        let later = try await Capture(try client(simulator, isDirect: isDirect)).run(request, before: .after(patience))
        #expect(later.coverage.isComplete)
        #expect(!later.groups.flatMap(\.offsets).contains { $0.topic == "renewed" })
    }

    @Test(arguments: [false, true])
    func `a topic that is created again while the groups are read keeps the old id, and that is told`(
        whileAnotherIsGone: Bool
    ) async throws {
        try await Self.capture(isDirect: true, whileLacking: whileAnotherIsGone)
    }

    @Test(.needsLibrary(2, 3), arguments: [false, true])
    func `librdkafka's capture keeps the old id as well, where the library tells ids`(
        whileAnotherIsGone: Bool
    ) async throws {
        try await Self.capture(isDirect: false, whileLacking: whileAnotherIsGone)
    }
}
