import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

/// A restore without a transaction that goes its way.
struct BestEffortTests {
    @Test(arguments: Scene.Start.allCases)
    func `every group is written, read back and journalled, one after another`(start: Scene.Start) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let outcome = try await scene.restoreBestEffort()
        #expect(outcome.record.state == .done)
        #expect(outcome.record.commitProtocol == .bestEffort)
        #expect(outcome.exitCode == .done)
        #expect(outcome.verified == 4)
        #expect(scene.held == Scene.after)
        #expect(scene.altered == ["billing", "shipping"])
        for kind in [ClusterCall.Kind.initialize, .begin, .send, .commit] { #expect(scene.cluster.count(kind) == 0) }
        #expect(
            try await scene.steps() == [
                "billing intent", "billing acknowledged", "billing verified",
                "shipping intent", "shipping acknowledged", "shipping verified",
            ]
        )
        let events = try await scene.reader.run(outcome.record.id).events.filter { $0.group == nil }
        #expect(events.map(\.state) == [.planned, .prechecked, .preImage, .open, .committed, .verified, .done])
    }

    @Test func `the intent is on disk before a group is written, the compensation before it is put back`() async throws
    {
        let scene = try await Scene.withoutTransactions()
        let seen = Mutex<[String]>([])
        // Weakly: the scene owns the cluster that keeps this, and removes its directory when it goes.
        scene.cluster.watch { [weak scene] call in
            guard call.kind == .alterOffsets, let group = call.group?.name else { return }
            let last = try? await scene?.steps().last
            seen.withLock { $0.append("\(group): \(last ?? "nothing")") }
        }
        _ = try await scene.restoreBestEffort(
            .at(.alterOffsets, "shipping", .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(
            seen.withLock { $0 } == [
                "billing: billing intent", "shipping: shipping intent",
                "shipping: shipping compensating", "billing: billing compensating",
            ]
        )
    }

    @Test(arguments: [KafkaErrorCode.timedOut, .transport, .coordinatorNotAvailable, .requestTimedOut, .notCoordinator])
    func `an answer that is lost is no refusal, the group is written again`(code: KafkaErrorCode) async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "billing", number: 1, .losesReply(KafkaError(code))),
            .at(.alterOffsets, "billing", number: 2, .fails(KafkaError(code)))
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
        #expect(scene.altered == ["billing", "billing", "billing", "shipping"])
    }

    @Test func `what somebody else commits while an answer is lost is not overwritten`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "billing", .fails(KafkaError(.timedOut))),
            .at(.readStable, "billing", number: 3, .meanwhile { $0.commit("billing", "orders", 0, 77) })
        )
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.record.error?.code == "plan-stale")
        #expect(outcome.mismatches.map(\.found?.offset) == [77])
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=77", "orders[1]=20"])
        #expect(scene.altered == ["billing"])
    }

    @Test func `somebody who commits before the read-back has raced, and the others are written`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.readStable, "billing", number: 3, .meanwhile { $0.commit("billing", "orders", 0, 77) })
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(outcome.mismatches.map(\.group.name) == ["billing"])
        #expect(scene.cluster.now.held(by: "shipping") == Scene.after["shipping"])
        #expect(!(try await scene.steps()).contains("billing verified"))
    }

    @Test func `what the snapshot does not have is deleted when all groups are written`() async throws {
        let scene = try await Scene.withoutTransactions()
        scene.cluster.change { $0.commit("audit", "payments", 0, 1) }
        let outcome = try await scene.restoreBestEffort(
            request: PlanRequest(policy: PlanPolicy(mode: .exact))
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
        let writes = scene.cluster.now.calls.filter(\.isWrite).map { "\($0.kind) \($0.group?.name ?? "")" }
        #expect(
            writes == ["alterOffsets billing", "alterOffsets shipping", "deleteOffsets audit", "alterOffsets audit"]
        )
    }

    @Test func `a large group is written in requests that brokers accept`() async throws {
        let scene = try await Scene.withoutTransactions()
        let count = Int32(2 * RequestChunks.mostPartitions + 1)
        let snapshot = Self.snapshot(partitions: count)
        scene.cluster.change { $0.topics["orders"]?.partitionCount = count }
        let planned = try await Planner(scene.cluster)
            .plan(
                SnapshotSource(snapshot, id: Scene.snapshotID, request: PlanRequest()),
                before: .after(.seconds(60))
            )
        let (prepared, _) = try await scene.choose(planned)
        let outcome = try await PlanExecution(scene.context)
            .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        #expect(outcome.record.state == .done)
        #expect(scene.altered == ["billing", "billing", "billing"])
    }

    private static func snapshot(partitions: Int32) -> Snapshot {
        var snapshot = Scene.snapshot
        let offsets = (0..<partitions).map {
            CommittedOffset(TopicPartition(topic: "orders", partition: $0), offset: 1)
        }
        snapshot.groups = [GroupOffsets(group: GroupID("billing"), state: .empty, type: .classic, offsets: offsets)]
        return snapshot
    }
}
