import Engine
import EngineTestSupport
import Kafka
import Offsets
import Store
import Synchronization
import Testing

/// A restore of many groups far away has the time that it needs.
struct LimitTests {
    /// At this latency, and 64 groups at a time, reading them all takes 25 seconds.
    private static let groups = 2_000
    private static let latency = Duration.milliseconds(800)

    private static func scene() async throws -> (scene: Scene, snapshot: Snapshot) {
        let scene = try await Scene()
        let snapshot = Scene.snapshot
        var groups: [GroupOffsets] = []
        scene.cluster.change { state in
            for number in 0..<Self.groups {
                let name = "group-\(number)"
                state.commit(name, "orders", 0, 10)
                let offset = CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: 5)
                groups.append(GroupOffsets(group: GroupID(name), state: .empty, type: .classic, offsets: [offset]))
            }
        }
        let large = Snapshot(
            origin: snapshot.origin,
            coverage: Coverage(listed: Self.groups, selected: Self.groups, captured: Self.groups),
            groups: groups.sorted { $0.group < $1.group },
            topics: snapshot.topics
        )
        return (scene, large)
    }

    @Test func `thousands of groups on a slow line are read before they are written, and after`() async throws {
        let (scene, snapshot) = try await Self.scene()
        let prepared = try await RestorePlanner(scene.cluster)
            .plan(snapshot, id: Scene.snapshotID, request: RestoreRequest(), before: .after(.seconds(600)))
        scene.cluster.change { $0.latency = Self.latency }
        let told = Mutex<RunLimits?>(nil)
        let outcome = try await Restore(
            scene.cluster,
            journal: scene.journal,
            limited: { limits in told.withLock { $0 = limits } }
        )
        .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(600)))
        #expect(outcome.record.state == .done, "\(outcome.record.error?.message ?? "")")
        #expect(outcome.verified == Self.groups)
        let limits = try #require(told.withLock { $0 })
        #expect(limits.groups == Self.groups)
        #expect(limits.grace > RunLimits.unknownSize.grace)
    }

    @Test func `a recovery tells how long each run may take to end`() async throws {
        let scene = try await Scene()
        _ = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.fenced, "fenced", isFatal: true))),
            .at(.initialize, number: nil, .fails(KafkaError(.timedOut)))
        )
        scene.cluster.change { $0.faults = [] }
        let told = Mutex<[RunLimits]>([])
        let settled = try await Recovery(
            scene.cluster,
            journal: scene.journal,
            limited: { limits in told.withLock { $0.append(limits) } }
        )
        .settle(cluster: "c-1")
        #expect(settled.count == told.withLock(\.count))
        #expect(settled.isEmpty == false)
    }

    @Test func `somebody's open transaction on one group is not waited for until the deadline`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.topics["__consumer_offsets"] = .init(partitionCount: 50)
            state.brokers = [BrokerAddress(id: 1, host: "kafka-1", port: 9_092)]
            state.settings = BrokerSettings(["transaction.max.timeout.ms": "120000"])
            let partition = TopicPartition(topic: "payments", partition: 0)
            state.transactions["theirs"] = .init(
                isOpen: true,
                pending: [GroupID("shipping"): [partition: CommittedOffset(partition, offset: 31)]]
            )
        }
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .refused)
        let error = try #require(outcome.record.error)
        #expect(error.code == "foreign-transaction")
        // Java's "shipping".hashCode() is -516235858.
        #expect(error.message.contains("(partition 8 of __consumer_offsets)"), "\(error.message)")
        let hint = try #require(error.hint)
        #expect(hint.contains("after 120 s at most (transaction.max.timeout.ms)"), "\(hint)")
        let tool = "kafka-transactions.sh --bootstrap-server kafka-1:9092 describe-producers "
            + "--topic __consumer_offsets --partition 8"
        #expect(hint.contains(tool), "\(hint)")
    }
}
