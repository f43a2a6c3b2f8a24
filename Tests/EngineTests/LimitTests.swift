import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

/// What a run says of its limits, and what is waited for within them.
struct LimitTests {
    @Test func `a restore tells how long it may take to end, by the size of its plan`() async throws {
        let scene = try await Scene()
        let told = Mutex<[RunLimits]>([])
        let outcome = try await PlanExecution(
            scene.context(limited: { limits in told.withLock { $0.append(limits) } })
        )
        .run(try await scene.plan(), who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        #expect(outcome.record.state == .done)
        let all = told.withLock { $0 }
        #expect(all.count == 1)
        let limits = try #require(all.first)
        #expect(limits.groups == 3)
        #expect(limits.partitions == 4)
    }

    @Test func `a recovery tells how long each run may take to end`() async throws {
        let scene = try await Scene()
        _ = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.timedOut))),
            .at(.initialize, number: 2, .fails(KafkaError(.timedOut)))
        )
        scene.cluster.change { $0.faults = [] }
        let told = Mutex<[RunLimits]>([])
        let finished = try await Recovery(
            scene.context(limited: { limits in told.withLock { $0.append(limits) } })
        )
        .finish(cluster: "c-1")
        let count = told.withLock { $0.count }
        #expect(finished.count == count)
        #expect(finished.isEmpty == false)
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
        let tool =
            "kafka-transactions.sh --bootstrap-server kafka-1:9092 describe-producers "
            + "--topic __consumer_offsets --partition 8"
        #expect(hint.contains(tool), "\(hint)")
    }
}
