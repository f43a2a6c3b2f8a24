import Cluster
import Kafka
import KafkaProtocol
import Offsets
import Testing

@testable import KafkaSimulator

/// Faults as a client meets them.
@Suite(.timeLimit(.minutes(2)))
struct FaultTests {
    private let group = GroupID("shop")
    private let partitions = (0..<2).map { TopicPartition(topic: "orders", partition: $0) }
    private let simulator: Simulator
    private let client: KafkaClient

    init() throws {
        simulator = try Simulator.start(brokers: 2)
        simulator.withState { $0.addTopic("orders", partitions: 2) }
        client = try KafkaClient(
            KafkaConfiguration(
                bootstrapServers: simulator.bootstrapServers,
                properties: [.init(name: "socket.timeout.ms", value: "1000")]
            )
        )
    }

    private var written: [Int64] {
        let offsets = simulator.state.groups["shop"]?.offsets["orders"] ?? [:]
        return offsets.sorted { $0.key < $1.key }.map(\.value.offset)
    }

    /// Commits 5 for both partitions; returns the refusals by partition, or the error of the call.
    private func commit() async throws(KafkaError) -> [TopicPartition: KafkaError] {
        let offsets = partitions.map { CommittedOffset($0, offset: 5) }
        return try await client.alterOffsets(of: group, to: offsets, before: .after(.seconds(20)))
    }

    @Test func `an error is answered and nothing is written`() async throws {
        simulator.add(Fault(.error(.coordinatorLoadInProgress), api: .offsetCommit))
        let refused = try await commit()
        #expect(refused.count == 2)
        #expect(written.isEmpty)
    }

    @Test func `an error at one partition leaves the other written`() async throws {
        simulator.add(Fault(.error(.topicAuthorizationFailed, at: .partition("orders", 1)), api: .offsetCommit))
        let refused = try await commit()
        #expect(refused.keys.map(\.partition) == [1])
        #expect(written == [5])
    }

    @Test func `a false error hides what was written`() async throws {
        simulator.add(Fault(.falseError(.requestTimedOut), api: .offsetCommit, group: "shop", calls: 1...1))
        #expect(try await commit().count == 2)
        #expect(written == [5, 5])
        #expect(try await commit().isEmpty)
    }

    @Test(arguments: [FaultAction.lostReply, .closedConnection(afterEffect: true)])
    func `a lost reply comes after the effect`(action: FaultAction) async throws {
        simulator.add(Fault(action, api: .offsetCommit))
        await #expect(throws: KafkaError.self) { _ = try await commit() }
        #expect(written == [5, 5])
    }

    @Test(arguments: [FaultAction.lostRequest, .closedConnection(afterEffect: false)])
    func `a lost request has no effect`(action: FaultAction) async throws {
        simulator.add(Fault(action, api: .offsetCommit))
        await #expect(throws: KafkaError.self) { _ = try await commit() }
        #expect(written.isEmpty)
    }

    @Test(arguments: [
        FaultAction.coordinatorMoved, .loading, .error(.notCoordinator), .delay(milliseconds: 50),
        .throttled(milliseconds: 50), .closedConnection(afterEffect: false),
    ])
    func `a reader gets over what passes`(action: FaultAction) async throws {
        _ = try await commit()
        simulator.add(Fault(action, api: .offsetFetch, group: "shop", calls: 1...1))
        let found = try await client.held(by: group, before: .after(.seconds(30))).offsets
        #expect(found.map(\.offset) == [5, 5])
    }

    @Test func `a fault says in words what it does`() {
        let fault = Fault(.error(.notCoordinator), api: .offsetFetch, group: "shop", broker: 2, calls: 2...2)
        #expect("\(fault)" == "offsetFetch of shop at broker 2, call 2: answers NOT_COORDINATOR")
    }
}
