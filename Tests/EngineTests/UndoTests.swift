import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Undoing runs on a cluster in a dictionary.
struct UndoTests {
    private static let exact = PlanRequest(policy: PlanPolicy(mode: .exact))

    private static func plan(
        _ scene: Scene,
        _ id: RunID,
        leavesMovedOut: Bool = false
    ) async throws -> PreparedPlan {
        try await Planner(scene.cluster).plan(
            UndoSource(of: try await scene.reader.run(id), leavesMovedOut: leavesMovedOut),
            before: .after(.seconds(60))
        )
    }

    @discardableResult
    private static func undo(
        _ scene: Scene,
        _ id: RunID,
        _ faults: ClusterFault...,
        leavesMovedOut: Bool = false
    ) async throws -> RunOutcome {
        let prepared = try await plan(scene, id, leavesMovedOut: leavesMovedOut)
        scene.cluster.change { state in
            state.forgetCalls()
            state.faults += faults
        }
        return try await PlanExecution(scene.context)
            .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
    }

    /// Everything that every group holds, metadata included, but for the sentinel.
    private static func everything(_ scene: Scene) -> [GroupID: [TopicPartition: CommittedOffset]] {
        scene.cluster.now.groups.filter { !SentinelGroup.isOne($0.key) }.mapValues(\.offsets)
    }

    @Test func `an undo puts back offsets and metadata, and can be undone itself`() async throws {
        let scene = try await Scene()
        let before = Self.everything(scene)
        let restore = try await scene.restore()
        let after = Self.everything(scene)
        let undo = try await Self.undo(scene, restore.record.id)
        #expect(undo.record.state == .done)
        #expect(undo.record.kind == .undo)
        #expect(undo.record.undoOf == restore.record.id)
        #expect(undo.record.snapshot == nil)
        #expect(undo.verified == 2)
        #expect(Self.everything(scene) == before)
        #expect(try await scene.reader.run(undo.record.id).record.undoOf == restore.record.id)

        let redo = try await Self.undo(scene, undo.record.id)
        #expect(redo.record.state == .done)
        #expect(Self.everything(scene) == after)
    }

    @Test func `the sentinel says that it was an undo`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        let undo = try await Self.undo(scene, restore.record.id)
        let sentinel = try await scene.reader.run(undo.record.id).record.sentinelGroup
        let marks = scene.cluster.now.groups[sentinel]?.offsets.values.map(\.metadata.text)
        #expect(marks?.map { String($0.prefix { $0 != "/" }) } == ["\(undo.record.id):undo"])
    }

    @Test func `groups that a restore created are removed whole, and verified gone`() async throws {
        let scene = try await Scene()
        let before = Self.everything(scene)
        let request = PlanRequest(
            mapping: try Mapping(to: nil, map: ["billing=billing-copy", "shipping=shipping-copy"])
        )
        let restore = try await scene.restore(request: request)
        #expect(scene.cluster.now.held(by: "billing-copy") == ["orders[0]=5", "orders[1]=20"])
        let undo = try await Self.undo(scene, restore.record.id)
        #expect(undo.record.state == .done)
        #expect(Self.everything(scene) == before)
        #expect(scene.cluster.count(.deleteGroup) == 2)
        #expect(scene.cluster.count(.deleteOffsets) == 0)
        // Nothing is left in the group that could make it durable.
        #expect(scene.cluster.count(.waitForDeletions) == 1)
        #expect(
            try await scene.journalled() == [.planned, .prechecked, .preImage, .deleting, .verified, .done]
        )
        let redo = try await Self.undo(scene, undo.record.id)
        #expect(redo.record.state == .done)
        #expect(scene.cluster.now.held(by: "shipping-copy") == ["payments[0]=3"])
    }

    @Test func `a removed group that comes back with a new coordinator is removed again`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore(
            request: PlanRequest(mapping: try Mapping(to: nil, map: ["billing=billing-copy"]))
        )
        let copy = scene.cluster.now.groups[GroupID("billing-copy")]
        let undo = try await Self.undo(
            scene,
            restore.record.id,
            .at(.waitForDeletions, .meanwhile { $0.groups[GroupID("billing-copy")] = copy })
        )
        #expect(undo.record.state == .done)
        #expect(scene.cluster.now.groups[GroupID("billing-copy")] == nil)
        #expect(scene.cluster.count(.deleteGroup) == 2)
    }

    @Test func `an exact restore is undone, what it deleted included`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.commit("shipping", "orders", 1, 4, "surplus") }
        let before = Self.everything(scene)
        let restore = try await scene.restore(request: Self.exact)
        #expect(scene.held == Scene.after)
        let undo = try await Self.undo(scene, restore.record.id)
        #expect(undo.record.state == .done)
        #expect(Self.everything(scene) == before)
    }

    @Test func `a group that has moved is refused, and left out on request`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        scene.cluster.change { $0.commit("shipping", "payments", 0, 4) }
        let blocked = try await Self.plan(scene, restore.record.id)
        #expect(blocked.plan.summary.blocking.map(\.finding) == [.movedSince])
        await #expect(throws: TidemarkError.self) { try await Self.undo(scene, restore.record.id) }
        #expect(scene.cluster.now.held(by: "billing") == Scene.after["billing"])

        let undo = try await Self.undo(scene, restore.record.id, leavesMovedOut: true)
        #expect(undo.record.state == .done)
        #expect(scene.cluster.now.held(by: "billing") == Scene.before["billing"])
        #expect(scene.cluster.now.held(by: "shipping") == ["payments[0]=4"])
        #expect(try await scene.reader.run(undo.record.id).groups.map(\.group.name) == ["billing"])
    }

    @Test func `a group that is left out does not disturb by getting members`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        scene.cluster.change {
            $0.commit("shipping", "payments", 0, 4)
            $0.setState("shipping", .stable)
        }
        let undo = try await Self.undo(scene, restore.record.id, leavesMovedOut: true)
        #expect(undo.record.state == .done)
    }

    @Test func `somebody who moves a group between plan and undo stops it`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        let undo = try await Self.undo(
            scene,
            restore.record.id,
            .at(.readStable, "shipping", .meanwhile { $0.commit("shipping", "payments", 0, 4) })
        )
        #expect(undo.record.state == .aborted)
        #expect(undo.exitCode == .refused)
        #expect(scene.cluster.now.held(by: "billing") == Scene.after["billing"])
    }

    @Test func `a created group in which somebody commits meanwhile is not removed`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore(
            request: PlanRequest(mapping: try Mapping(to: nil, map: ["billing=billing-copy"]))
        )
        let undo = try await Self.undo(
            scene,
            restore.record.id,
            .at(.readAll, "billing-copy", .meanwhile { $0.commit("billing-copy", "payments", 0, 9) })
        )
        #expect(undo.record.state == .raced)
        #expect(undo.record.error?.message.contains("billing-copy holds offset 9 of payments[0]") == true)
        #expect(
            scene.cluster.now.held(by: "billing-copy") == ["orders[0]=5", "orders[1]=20", "payments[0]=9"]
        )
    }

    @Test func `an undo that was killed while it removed a group is finished by the next start`() async throws {
        let scene = try await Scene()
        let before = Self.everything(scene)
        let restore = try await scene.restore(
            request: PlanRequest(mapping: try Mapping(to: nil, map: ["billing=billing-copy"]))
        )
        await #expect(throws: TidemarkError.self) {
            try await Self.undo(
                scene,
                restore.record.id,
                .at(.deleteGroup, .fails(KafkaError(.groupAuthorizationFailed)))
            )
        }
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.state) == [.deleting])
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
        #expect(Self.everything(scene) == before)
    }

    @Test func `a second undo finds nothing to do`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        try await Self.undo(scene, restore.record.id)
        let again = try await Self.plan(scene, restore.record.id)
        #expect(again.plan.changesNothing)
        #expect(!again.plan.isBlocked)
    }

    @Test func `a run that changed nothing has nothing to undo`() async throws {
        let scene = try await Scene()
        let aborted = try await scene.restore(.at(.begin, .fails(KafkaError(.timedOut))))
        #expect(aborted.record.state == .aborted)
        let error = try await #require(throws: TidemarkError.self) { _ = try await Self.plan(scene, aborted.record.id) }
        #expect(error.code == .nothingToUndo)
        #expect(error.exitCode == .refused)
    }

    @Test func `a run that is not over is decided first`() async throws {
        let scene = try await Scene()
        scene.clock.fail(at: 8)
        _ = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        scene.clock.unblock()
        let id = try #require(try await scene.reader.runs().last).record.id
        let error = try await #require(throws: TidemarkError.self) { _ = try await Self.plan(scene, id) }
        #expect(error.code == .runUnfinished)
        #expect(error.exitCode == .busy)
        #expect(error.hint?.contains("tidemark recover") == true)
    }

    @Test func `a run of another cluster is refused`() async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        scene.cluster.change { $0.id = "c-2" }
        let error = try await #require(throws: TidemarkError.self) { _ = try await Self.plan(scene, restore.record.id) }
        #expect(error.code == .wrongCluster)
        #expect(error.exitCode == .refused)
    }

    @Test(arguments: [KafkaError(.fenced, "fenced", isFatal: true), KafkaError(.transport, "lost")])
    func `an undo whose commit nobody answered is decided by its own mark`(error: KafkaError) async throws {
        let scene = try await Scene()
        let restore = try await scene.restore()
        let undo = try await Self.undo(scene, restore.record.id, .at(.commit, .losesReply(error)))
        #expect(undo.record.state == .done)
        #expect(scene.held == Scene.before)
        // The same with a commit that never happened: the mark of the run before it proves the abort.
        scene.cluster.change { $0.faults = [] }
        let redo = try await Self.undo(scene, undo.record.id, .at(.commit, .fails(error)))
        #expect(redo.record.state == .aborted)
        #expect(scene.held == Scene.before)
    }
}
