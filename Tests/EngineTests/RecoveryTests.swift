import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// A process that died in each state: what its journal and the cluster hold is made by hand.
struct RecoveryTests {
    /// A scene with a run left in a state, as a killed process would leave it.
    private static func left(in state: RunState, committed: Bool = false) async throws -> (Scene, RunID) {
        let scene = try await Scene()
        let plan = try await scene.plan().plan
        let installation = try await scene.journal.installation()
        let record = RunRecord(
            id: RunID(text: "20261121T030000Z-00000001"),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: ClusterName(id: "c-1", name: nil),
            planDigest: try #require(ContentDigest(bytes: [UInt8](repeating: 7, count: ContentDigest.length))),
            transactionalID: "tidemark-c-1",
            sentinelGroup: SentinelGroup.name(installation: installation),
            sentinelPartition: TopicPartition(topic: "orders", partition: 0),
            startedAt: StepClock.time(0),
            deadline: StepClock.time(900),
            who: Scene.operatorName
        )
        let items = plan.steps.map {
            RunItem(group: $0.group, topicPartition: $0.topicPartition, action: $0.action, planned: $0.to)
        }
        let groups = plan.targets.map { RunGroup(group: $0.group, existed: true, state: .empty) }
        try await scene.journal.begin(record, groups: groups, items: items)
        for step in path(to: state) {
            guard step == .preImage else {
                try await scene.journal.advance(record.id, to: step)
                continue
            }
            let known = zip(items, plan.steps).map { item, step in
                var item = item
                item.preImage = step.from.map { .committed($0) } ?? .absent
                return item
            }
            try await scene.journal.recordPreImage(record.id, items: known)
        }
        if ![.planned, .prechecked, .preImage].contains(state) {
            try await write(plan, record, to: scene.cluster, committed: committed)
        }
        scene.cluster.change { $0.forgetCalls() }
        return (scene, record.id)
    }

    private static func path(to state: RunState) -> ArraySlice<RunState> {
        let path: [RunState] =
            state == .aborting
            ? [.prechecked, .preImage, .open, .aborting]
            : [.prechecked, .preImage, .open, .committing, .committed, .verified]
        return path.firstIndex(of: state).map { path[...$0] } ?? []
    }

    private static func write(
        _ plan: Plan,
        _ record: RunRecord,
        to cluster: DictionaryCluster,
        committed: Bool
    ) async throws {
        let transaction = try cluster.transaction(id: record.transactionalID, timeout: .seconds(60))
        let soon = Deadline.after(.seconds(60))
        try await transaction.initialize(before: soon)
        try await transaction.begin(before: soon)
        let mark = OffsetMetadata("\(record.id):fwd")
        let partition = try #require(record.sentinelPartition)
        let sentinel = CommittedOffset(partition, offset: 5, metadata: mark)
        try await transaction.send([sentinel], of: record.sentinelGroup, before: soon)
        for target in plan.targets {
            let offsets = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            try await transaction.send(offsets, of: target.group, before: soon)
        }
        if committed { try await transaction.commit(before: soon) }
    }

    @Test(arguments: [RunState.planned, .prechecked, .preImage])
    func `a run that had written nothing is closed by its mark alone`(
        state: RunState
    ) async throws {
        let (scene, id) = try await Self.left(in: state)
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.id) == [id])
        #expect(finished.map(\.record.state) == [.aborted])
        #expect(finished.map(\.exitCode) == [.interrupted])
        #expect(scene.cluster.now.calls.map(\.kind) == [.readAll])
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [RunState.open, .aborting, .committing])
    func `an open transaction is aborted and the groups are read back`(state: RunState) async throws {
        let (scene, _) = try await Self.left(in: state)
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.aborted])
        #expect(finished.map(\.verified) == [4])
        #expect(finished.flatMap(\.mismatches).isEmpty)
        #expect(scene.cluster.now.calls.first?.kind == .initialize)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [RunState.committing, .committed, .verified])
    func `a committed run is read back and closed`(state: RunState) async throws {
        let (scene, id) = try await Self.left(in: state, committed: true)
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
        #expect(finished.map(\.verified) == [4])
        #expect(scene.held == Scene.after)
        #expect(try await scene.reader.run(id).events.suffix(3).map(\.state) == [.committed, .verified, .done])
    }

    @Test(arguments: [RunState.committing, .committed, .verified])
    func `groups that have gone on since a commit are named`(state: RunState) async throws {
        let (scene, _) = try await Self.left(in: state, committed: true)
        scene.cluster.change { $0.commit("shipping", "payments", 0, 8) }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.raced])
        #expect(finished.map(\.exitCode) == [.partial])
        #expect(finished.flatMap(\.mismatches).map(\.group.name) == ["shipping"])
    }

    @Test(arguments: [RunState.open, .aborting])
    func `groups that have gone on since an abort do not hide that nothing was written`(state: RunState) async throws {
        let (scene, _) = try await Self.left(in: state)
        scene.cluster.change { $0.commit("shipping", "payments", 0, 88) }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.aborted])
        #expect(finished.flatMap(\.mismatches).map(\.found?.offset) == [88])
        let error = finished.first?.record.error
        #expect(error?.message.contains("something else has moved 1 partitions of shipping") == true)
        #expect(error?.hint?.contains("Nothing of the run was written") == true)
    }

    @Test(arguments: [RunState.open, .committing])
    func `a cluster that does not answer leaves the run for the next start`(state: RunState) async throws {
        let (scene, id) = try await Self.left(in: state, committed: state == .committing)
        scene.cluster.add(.at(.initialize, .fails(KafkaError(.timedOut))))
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.finishRuns() }
        #expect(error.exitCode == .unreachable)
        #expect(error.message.contains(id.text))
        #expect(error.message.contains("audit, billing, shipping"))
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.id) == [id])
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [state == .committing ? .done : .aborted])
    }

    @Test func `a sentinel that went with its topic is no proof of an abort`() async throws {
        let (scene, _) = try await Self.left(in: .committing, committed: true)
        scene.cluster.change { $0.deleteTopic("orders") }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.undecided])
        #expect(finished.flatMap(\.mismatches).map(\.group.name) == ["audit", "billing", "billing"])
    }

    @Test func `the mark of an older run proves that this one was not committed`() async throws {
        let (scene, id) = try await Self.left(in: .committing)
        let sentinel = try await scene.reader.run(id).record.sentinelGroup
        scene.cluster.change {
            $0.commit(sentinel.name, "orders", 0, 1, "20200101T000000Z-00000001:fwd")
            $0.commit("shipping", "payments", 0, 88)
        }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.aborted])
        #expect(finished.flatMap(\.mismatches).map(\.group.name) == ["shipping"])
    }

    @Test func `runs of another cluster are left alone`() async throws {
        let (scene, id) = try await Self.left(in: .open)
        let finished = try await Recovery(scene.context).finish(cluster: "c-2")
        #expect(finished.isEmpty)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.id) == [id])
    }

    @Test func `without unfinished runs nothing is asked`() async throws {
        let scene = try await Scene()
        #expect(try await scene.finishRuns().isEmpty)
        #expect(scene.cluster.now.calls.isEmpty)
    }
}
