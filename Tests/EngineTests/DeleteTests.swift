import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Deleting groups, or offsets of them, on a cluster in a dictionary.
struct DeleteTests {
    private static func session(
        _ scene: Scene,
        _ selection: Selection,
        filter: GroupFilter = GroupFilter(),
        policy: PlanPolicy = PlanPolicy()
    ) -> PlanSession {
        let source = DeleteSource(selection, filter: filter, in: scene.context, policy: policy)
        return PlanSession(scene.context, source: source, consent: .given, before: .after(.seconds(60)))
    }

    private static func carryOut(_ session: PlanSession) async throws -> RunOutcome {
        #expect(try await session.permit())
        return try await session.execute(who: Scene.operatorName, stop: StopRequest())
    }

    private static func delete(_ scene: Scene, _ groups: String..., faults: ClusterFault...) async throws -> RunOutcome
    {
        let session = session(scene, Selection(groups: groups))
        _ = try await session.plan()
        scene.cluster.change { state in
            state.forgetCalls()
            state.faults += faults
        }
        return try await carryOut(session)
    }

    private static func undoLatest(_ scene: Scene) async throws -> RunOutcome {
        scene.cluster.change { $0.faults = [] }
        let undo = PlanSession(
            scene.context,
            source: UndoSource(of: "latest", in: scene.context),
            consent: .given,
            before: .after(.seconds(60))
        )
        _ = try await undo.plan()
        return try await carryOut(undo)
    }

    /// Everything that every group holds, metadata included, but for the sentinel.
    private static func everything(_ scene: Scene) -> [GroupID: [TopicPartition: CommittedOffset]] {
        scene.cluster.now.groups.filter { !SentinelGroup.isOne($0.key) }.mapValues(\.offsets)
    }

    private static func names(_ scene: Scene) -> [String] {
        scene.cluster.now.groups.keys.filter { !SentinelGroup.isOne($0) }.sorted().map(\.name)
    }

    @Test func `whole groups go without a transaction, and an undo puts back offsets and metadata`() async throws {
        let scene = try await Scene()
        let before = Self.everything(scene)
        let outcome = try await Self.delete(scene, "billing", "ship*")
        #expect(outcome.record.state == .done)
        #expect(outcome.record.kind == .delete)
        #expect(outcome.record.mode == .exact)
        #expect(outcome.verified == 3)
        #expect(Self.names(scene) == ["audit"])
        #expect(scene.cluster.count(.initialize) == 0)
        #expect(scene.cluster.count(.deleteGroup) == 2)
        #expect(scene.cluster.count(.deleteOffsets) == 0)
        #expect(
            try await scene.journalled() == [.planned, .prechecked, .preImage, .deleting, .verified, .done]
        )
        let undo = try await Self.undoLatest(scene)
        #expect(undo.record.state == .done)
        #expect(Self.everything(scene) == before)
        // And the undo of that deletes them again.
        let redo = try await Self.undoLatest(scene)
        #expect(redo.record.state == .done)
        #expect(Self.names(scene) == ["audit"])
    }

    @Test func `offsets of one topic go, and the group stays with the rest`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.commit("billing", "payments", 0, 8, "kept") }
        let before = Self.everything(scene)
        let session = Self.session(scene, Selection(groups: ["billing"], topics: ["orders"], partitions: [1]))
        let plan = try await session.plan().plan
        #expect(plan.policy.mode == .merge)
        #expect(plan.removedGroups.isEmpty)
        #expect(plan.steps.map(\.topicPartition.description) == ["orders[1]"])
        let outcome = try await Self.carryOut(session)
        #expect(outcome.record.state == .done)
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=10", "payments[0]=8"])
        #expect(scene.cluster.count(.deleteGroup) == 0)
        #expect(try await Self.undoLatest(scene).record.state == .done)
        #expect(Self.everything(scene) == before)
    }

    @Test func `groups that hold no offset are found, deleted and verified, and nothing else is`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            for number in 1...300 { state.addGroup("dead-\(number)") }
        }
        let session = Self.session(
            scene,
            Selection(groups: ["*"]),
            filter: GroupFilter(states: [.empty], withoutOffsets: true)
        )
        let plan = try await session.plan().plan
        #expect(plan.targets.count == 300)
        #expect(plan.steps.isEmpty)
        #expect(plan.summary.removedGroups == 300)
        #expect(plan.summary.groups == 300)
        #expect(!plan.changesNothing)
        #expect(!plan.isOfEverything)
        let outcome = try await Self.carryOut(session)
        #expect(outcome.record.state == .done)
        #expect(Self.names(scene) == ["audit", "billing", "shipping"])
        #expect(try await scene.reader.run(outcome.record.id).groups.count == 300)
    }

    @Test func `a group with members stops the whole, or is left out and named while the rest goes`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.setState("shipping", .stable)
            state.addGroup("idle", state: .stable)
        }
        let refused = Self.session(scene, Selection(groups: ["*"]))
        let blocked = try await refused.plan().plan
        #expect(blocked.summary.blocking.map(\.group.name) == ["idle", "shipping"])
        #expect(try await !refused.permit())
        #expect(Self.names(scene) == ["audit", "billing", "idle", "shipping"])

        let session = Self.session(scene, Selection(groups: ["*"]), policy: PlanPolicy(onActive: .skip))
        let plan = try await session.plan().plan
        #expect(!plan.isBlocked)
        #expect(plan.removedGroups.map(\.name) == ["audit", "billing"])
        #expect(plan.targets.filter(plan.leavesOut).map(\.group.name) == ["idle", "shipping"])
        #expect(plan.steps.filter { $0.group.name == "shipping" }.map(\.action) == [.skip])
        #expect(plan.steps.filter { $0.group.name == "shipping" }.map(\.finding) == [.groupActive])
        let outcome = try await Self.carryOut(session)
        #expect(outcome.record.state == .done)
        #expect(Self.names(scene) == ["idle", "shipping"])
        #expect(scene.cluster.now.held(by: "shipping") == ["payments[0]=30"])
    }

    @Test func `a group that gets a member meanwhile keeps what it holds and is named`() async throws {
        let scene = try await Scene()
        let outcome = try await Self.delete(
            scene,
            "*",
            faults: .at(.deleteGroup, "billing", .meanwhile { $0.setState("billing", .stable) })
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(Set(outcome.mismatches.map(\.group.name)) == ["billing"])
        let message = try #require(outcome.record.error?.message)
        #expect(message.hasPrefix("deleted, but group billing has running members"), "\(message)")
        #expect(message.hasSuffix("these groups are still there: billing"), "\(message)")
        #expect(Self.names(scene) == ["billing"])
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=10", "orders[1]=20"])
    }

    @Test func `a group without offsets that stays is never done`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.addGroup("idle") }
        let outcome = try await Self.delete(
            scene,
            "idle",
            "audit",
            faults: .at(.deleteGroup, "idle", .meanwhile { $0.setState("idle", .stable) })
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.mismatches.isEmpty)
        #expect(outcome.record.error?.message.contains("these groups are still there: idle") == true)
        #expect(Self.names(scene) == ["billing", "idle", "shipping"])
    }

    @Test func `an offset that somebody commits at the last moment is theirs, and the group stays`() async throws {
        let scene = try await Scene()
        let outcome = try await Self.delete(
            scene,
            "billing",
            "audit",
            // The first time while the pre-image is taken.
            faults: .at(.readAll, "billing", number: 2, .meanwhile { $0.commit("billing", "payments", 0, 1) })
        )
        #expect(outcome.record.state == .raced)
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=10", "orders[1]=20", "payments[0]=1"])
        #expect(Self.names(scene) == ["billing", "shipping"])
    }

    @Test(arguments: [true, false])
    func `what comes between the plan and the run stops it before anything is deleted`(isNew: Bool) async throws {
        let scene = try await Scene()
        let session = Self.session(scene, Selection(groups: ["billing", "audit"]))
        _ = try await session.plan()
        scene.cluster.change { $0.commit("billing", isNew ? "payments" : "orders", 0, 11) }
        let outcome = try await Self.carryOut(session)
        #expect(outcome.record.state == .aborted)
        #expect(outcome.code == .planStale)
        #expect(outcome.exitCode == .refused)
        #expect(Self.names(scene) == ["audit", "billing", "shipping"])
        #expect(scene.cluster.count(.deleteGroup) == 0)
    }

    @Test func `a deletion that was cut short is finished by a recovery`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.addGroup("idle") }
        await #expect(throws: TidemarkError.self) {
            try await Self.delete(
                scene,
                "*",
                faults: .at(.deleteGroup, "billing", number: nil, .fails(KafkaError(.groupAuthorizationFailed))),
                .at(.deleteGroup, "idle", number: nil, .fails(KafkaError(.groupAuthorizationFailed)))
            )
        }
        #expect(Self.names(scene) == ["billing", "idle"])
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.state) == [.deleting])
        scene.cluster.change { $0.faults = [] }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
        #expect(Self.names(scene).isEmpty)
        #expect(try await Self.undoLatest(scene).record.state == .done)
        #expect(scene.held == Scene.before)
    }

    @Test func `a group that is not there, or not what was asked for by name, is refused`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.setState("shipping", .stable) }
        func code(_ selection: Selection, _ filter: GroupFilter = GroupFilter()) async -> TidemarkError.Code? {
            do {
                _ = try await Self.session(scene, selection, filter: filter).plan()
                return nil
            } catch {
                return (error as? TidemarkError)?.code
            }
        }
        #expect(await code(Selection(groups: ["billing", "nobody"])) == .noSuchGroup)
        #expect(await code(Selection(groups: ["x*"])) == .noSuchGroup)
        #expect(await code(Selection(groups: ["billing"], topics: ["payments"])) == .nothingSelected)
        #expect(await code(Selection(groups: ["b*"], topics: ["payments"])) == .nothingSelected)
        #expect(await code(Selection(groups: ["shipping"]), GroupFilter(states: [.empty])) == .nothingSelected)
        #expect(await code(Selection(groups: ["billing"]), GroupFilter(withoutOffsets: true)) == .nothingSelected)
        #expect(scene.held == Scene.before)
    }

    @Test func `patterns that leave nothing to delete are no error`() async throws {
        let scene = try await Scene()
        let plan = try await Self.session(scene, Selection(groups: ["*"]), filter: GroupFilter(withoutOffsets: true))
            .plan().plan
        #expect(plan.changesNothing)
        #expect(plan.targets.isEmpty)
    }

    @Test func `share groups are left out of a pattern and refused by name`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.addGroup("queue", type: .share) }
        let plan = try await Self.session(scene, Selection(groups: ["*"])).plan().plan
        #expect(plan.targets.map(\.group.name) == ["audit", "billing", "shipping"])
        let error = await #expect(throws: TidemarkError.self) {
            try await Self.session(scene, Selection(groups: ["queue"])).plan()
        }
        #expect(error?.code == .groupOfAnotherKind)
    }

    @Test func `every group there is makes a plan of everything`() async throws {
        let scene = try await Scene()
        #expect(try await Self.session(scene, Selection(groups: ["*"])).plan().plan.isOfEverything)
        let some = Selection(groups: ["*"], excludedGroups: ["audit"])
        #expect(try await !Self.session(scene, some).plan().plan.isOfEverything)
    }

    @Test func `an offset below 0 goes with its group, which is said, and is not put back`() async throws {
        let scene = try await Scene()
        let odd = TopicPartition(topic: "payments", partition: 0)
        scene.cluster.change { $0.groups[GroupID("audit")]?.negative[odd] = -1 }
        let session = Self.session(scene, Selection(groups: ["audit"]))
        let plan = try await session.plan().plan
        #expect(plan.steps.map(\.action) == [.delete, .keep])
        #expect(plan.steps.map(\.finding) == [nil, .negativeOffset])
        #expect(try await Self.carryOut(session).record.state == .done)
        #expect(Self.names(scene) == ["billing", "shipping"])
    }

    @Test func `an offset of a topic that is gone stops it, or goes with its group`() async throws {
        let scene = try await Scene()
        let gone = TopicPartition(topic: "gone", partition: 0)
        scene.cluster.change { $0.groups[GroupID("audit")]?.offsets[gone] = CommittedOffset(gone, offset: 4) }
        let refused = try await Self.session(scene, Selection(groups: ["audit"])).plan().plan
        #expect(refused.summary.blocking.map(\.finding) == [.missingTopic])
        let session = Self.session(scene, Selection(groups: ["audit"]), policy: PlanPolicy(onMissing: .skip))
        let plan = try await session.plan().plan
        #expect(plan.steps.map(\.action) == [.delete, .delete])
        #expect(try await Self.carryOut(session).record.state == .done)
        #expect(Self.names(scene) == ["billing", "shipping"])
    }
}
