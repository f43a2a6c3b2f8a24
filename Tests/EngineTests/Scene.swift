import Cluster
import Engine
import EngineTestSupport
import Offsets
import Synchronization
import TestSupport

@testable import Store

/// A cluster with a few groups, a snapshot of how they were, and a journal in a directory of its own.
///
/// Of the snapshot, two groups differ from the cluster and one is as it was:
/// `billing` orders[0] 5 → now 10, orders[1] 20 (kept), `shipping` payments[0] 3 → now 30, `audit` orders[0] 7 (kept).
final class Scene: Sendable {
    static let operatorName = Operator(userName: "ann", uid: 1_000, loginUID: nil)
    static let snapshotID = SnapshotID(text: "20261121T030000Z-1a2b3c4d")
    /// What every group holds before any restore.
    static let before = [
        "audit": ["orders[0]=7"], "billing": ["orders[0]=10", "orders[1]=20"], "shipping": ["payments[0]=30"],
    ]
    /// And after a restore of the whole snapshot.
    static let after = [
        "audit": ["orders[0]=7"], "billing": ["orders[0]=5", "orders[1]=20"], "shipping": ["payments[0]=3"],
    ]

    let cluster: DictionaryCluster
    let journal: Journal
    /// The same file through a connection of its own: it sees what is durable and nothing else.
    let reader: Journal
    let clock: StepClock
    private let directory = ScratchDirectory(unmade: "tidemark-scene")

    init() async throws {
        clock = StepClock(blocking: directory.file("journal.sqlite-journal"))
        cluster = DictionaryCluster(Self.state)
        let clock = clock
        let store = try await SnapshotStore.open(directory.path, for: .writing(wait: .zero))
        journal = try Journal(of: store, now: { clock.now() })
        // As long as the scene lasts.
        _ = try await journal.take()
        _ = try await journal.installation()
        // As after a first restore; what that does beside is tested by itself.
        try await journal.remember(
            FenceProof(
                clusterID: "c-1",
                provedAt: .now(),
                libraryVersion: DictionaryCluster.libraryVersion,
                brokers: []
            )
        )
        reader = try await Journal.open(try await SnapshotStore.open(directory.path, for: .reading))
    }

    static var state: ClusterState {
        var state = ClusterState()
        state.topics = ["orders": .init(partitionCount: 2), "payments": .init(partitionCount: 1)]
        state.commit("billing", "orders", 0, 10, "now")
        state.commit("billing", "orders", 1, 20)
        state.commit("shipping", "payments", 0, 30)
        state.commit("audit", "orders", 0, 7)
        return state
    }

    static var snapshot: Snapshot {
        func group(_ name: String, _ offsets: (String, Int32, Int64)...) -> GroupOffsets {
            GroupOffsets(
                group: GroupID(name),
                state: .empty,
                type: .classic,
                offsets: offsets.map {
                    CommittedOffset(TopicPartition(topic: $0.0, partition: $0.1), offset: $0.2)
                }
            )
        }
        let moment = Timestamp(nanoseconds: 1_795_230_000_000_000_000)
        return Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: "c-1", name: nil),
                bootstrapServers: "kafka:9092",
                startedAt: moment,
                finishedAt: moment,
                tidemarkVersion: "0",
                client: "0"
            ),
            coverage: Coverage(listed: 3, selected: 3, captured: 3, visibility: Visibility(.all)),
            groups: [
                group("audit", ("orders", 0, 7)),
                group("billing", ("orders", 0, 5), ("orders", 1, 20)),
                group("shipping", ("payments", 0, 3)),
            ],
            topics: [
                TopicLogs(topic: "orders", id: nil, partitionCount: 2, bounds: [:]),
                TopicLogs(topic: "payments", id: nil, partitionCount: 1, bounds: [:]),
            ]
        )
    }

    /// What the engine works with.
    var context: EngineContext { context() }

    /// The same, with something else that it waits by or tells.
    func context(
        clock: any Clock<Duration> = ContinuousClock(),
        limited: @escaping @Sendable (RunLimits) -> Void = { _ in },
        news: @escaping @Sendable (PlanNews) -> Void = { _ in }
    ) -> EngineContext {
        EngineContext(cluster, journal: journal, clock: clock, limited: limited, news: news)
    }

    /// The plan of the whole snapshot, or of the request.
    func plan(_ request: PlanRequest = PlanRequest()) async throws -> PreparedPlan {
        try await Planner(cluster)
            .plan(SnapshotSource(Self.snapshot, id: Self.snapshotID, request: request), before: .after(.seconds(60)))
    }

    /// Makes the plan and carries it out; the faults count calls from here on.
    func restore(
        _ faults: ClusterFault...,
        stop: StopRequest = StopRequest(),
        deadline: Deadline = .after(.seconds(60)),
        request: PlanRequest = PlanRequest()
    ) async throws -> RunOutcome {
        try await carryOut(try await plan(request), faults, stop: stop, deadline: deadline)
    }

    /// Carries a plan out; the faults count calls from here on.
    func carryOut(
        _ prepared: PreparedPlan,
        _ faults: [ClusterFault],
        stop: StopRequest = StopRequest(),
        deadline: Deadline = .after(.seconds(60))
    ) async throws -> RunOutcome {
        cluster.change { state in
            state.forgetCalls()
            state.faults += faults
        }
        return try await PlanExecution(context)
            .run(prepared, who: Self.operatorName, stop: stop, before: deadline)
    }

    func finishRuns() async throws -> [RunOutcome] {
        try await Recovery(context).finish(cluster: "c-1")
    }

    /// What each group of the snapshot holds.
    var held: [String: [String]] {
        let now = cluster.now
        return Dictionary(uniqueKeysWithValues: Self.before.keys.map { ($0, now.held(by: $0)) })
    }

    /// The states the last run went through, as the disk has them.
    func journalled() async throws -> [RunState] {
        guard let last = try await reader.runs().last else { return [] }
        return try await reader.run(last.record.id).events.map(\.state)
    }
}
