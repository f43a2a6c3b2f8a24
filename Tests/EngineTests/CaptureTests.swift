import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

struct CaptureTests {
    static func capture(_ cluster: DictionaryCluster, _ selection: Selection = Selection()) async throws -> Snapshot {
        try await Capture(cluster)
            .run(CaptureRequest(bootstrapServers: "kafka:9092", selection: selection), before: .after(.seconds(60)))
    }

    private static func words(_ snapshot: Snapshot) -> [String] {
        snapshot.groups.flatMap { group in
            group.offsets.isEmpty
                ? ["\(group.group): nothing"]
                : group.offsets.map { "\(group.group): \($0.topicPartition)=\($0.offset)" }
        }
    }

    @Test func `every group is captured with its offsets and the bounds of their logs`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.setState("idle", .empty) }
        let snapshot = try await Self.capture(cluster)
        #expect(
            Self.words(snapshot) == [
                "audit: orders[0]=7", "billing: orders[0]=10", "billing: orders[1]=20", "idle: nothing",
                "shipping: payments[0]=30",
            ]
        )
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 4,
                    selected: 4,
                    captured: 4,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
        #expect(snapshot.state == .complete)
        #expect(snapshot.origin.cluster.id == "c-1")
        let log = LogBounds(start: 0, end: 1_000)
        #expect(
            snapshot.topics == [
                TopicLogs(topic: "orders", id: nil, partitionCount: 2, bounds: [0: log, 1: log]),
                TopicLogs(topic: "payments", id: nil, partitionCount: 1, bounds: [0: log]),
            ]
        )
    }

    @Test func `a capture writes nothing`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        _ = try await Self.capture(cluster)
        #expect(!cluster.now.calls.contains { $0.isWrite || $0.kind == .initialize })
    }

    @Test(
        arguments: [
            (KafkaErrorCode.groupAuthorizationFailed, "GROUP_AUTHORIZATION_FAILED"),
            (.timedOut, "_TIMED_OUT"), (.notCoordinator, "NOT_COORDINATOR"), (.malformedReply, "MALFORMED_REPLY"),
        ]
    )
    func `a group that cannot be read is named with its code, and the others are there`(
        code: KafkaErrorCode,
        name: String
    ) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.readAll, "billing", .fails(KafkaError(code, "why"))))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.groups.map(\.group.name) == ["audit", "shipping"])
        let reason = code == .groupAuthorizationFailed ? "no DESCRIBE on group billing" : "why"
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 3,
                    selected: 3,
                    captured: 2,
                    failed: [GroupFailure(group: GroupID("billing"), code: name, reason: reason)],
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
        #expect(snapshot.state == .partial)
    }

    @Test(arguments: GroupState.allCases)
    func `a group that is deleted during the capture is no empty group`(state: GroupState) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.setState("billing", state) }
        cluster.add(.at(.readAll, "billing", .meanwhile { $0.deleteGroup("billing") }))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.groups.map(\.group.name) == ["audit", "shipping"])
        #expect(snapshot.coverage.failed.map(\.group.name) == ["billing"])
        #expect(snapshot.coverage.failed.map(\.code) == ["GROUP_ID_NOT_FOUND"])
    }

    @Test func `a group deleted after it was read is kept as it was`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.list, number: 2, .meanwhile { $0.deleteGroup("billing") }))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.groups.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(snapshot.coverage.isComplete)
    }

    @Test func `a group that appears during the capture is read`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.list, number: 2, .meanwhile { $0.commit("zebra", "orders", 1, 3) }))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.groups.map(\.group.name) == ["audit", "billing", "shipping", "zebra"])
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 4,
                    selected: 4,
                    captured: 4,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
    }

    @Test func `brokers that do not list twice are reported`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.brokerErrors = [KafkaError(.transport, "broker 2 is down")] }
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.coverage.unreadableBrokers == ["_TRANSPORT: broker 2 is down"])
        #expect(snapshot.state == .partial)
        #expect(snapshot.groups.count == 3)
    }

    @Test(arguments: [(1, 2), (2, 1)])
    func `a broker that does not list once is made up for by the other listing`(bad: Int, good: Int) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(
            .at(
                .list,
                number: bad,
                .meanwhile {
                    $0.brokerErrors = [KafkaError(.transport)]
                    if bad == 1 { $0.unlisted = [GroupID("billing")] }
                }
            ),
            .at(
                .list,
                number: good,
                .meanwhile {
                    $0.brokerErrors = []
                    $0.unlisted = []
                }
            )
        )
        let snapshot = try await Self.capture(cluster)
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 3,
                    selected: 3,
                    captured: 3,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
    }

    @Test func `a topic that the cluster does not have has no partition count`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.commit("ghost", "gone", 4, 1) }
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.topics.first == TopicLogs(topic: "gone", id: nil, partitionCount: nil, bounds: [:]))
        // It may be younger than the first look, so it is looked for again.
        #expect(cluster.count(.metadata) == 2)
        #expect(snapshot.coverage.isComplete)
    }

    @Test func `a topic made during the capture is seen`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(
            .at(
                .readAll,
                "billing",
                .meanwhile {
                    $0.topics["new"] = .init(partitionCount: 1)
                    $0.commit("billing", "new", 0, 2)
                }
            )
        )
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.topics.first { $0.topic == "new" }?.partitionCount == 1)
    }

    @Test func `partitions whose bounds cannot be read are named in order`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change {
            $0.topics["orders"]?.leaderless = [1]
            $0.topics["orders"]?.failures = [0: KafkaError(.notLeader, "moved")]
            $0.topics["payments"]?.bounds = LogBounds(start: 9, end: 3)
        }
        let snapshot = try await Self.capture(cluster)
        let failed = snapshot.coverage.unreadablePartitions
        #expect(
            failed.map { "\($0.topicPartition) \($0.code)" }
                == [
                    "orders[0] NOT_LEADER_FOR_PARTITION", "orders[1] LEADER_NOT_AVAILABLE",
                    "payments[0] MALFORMED_REPLY",
                ]
        )
        #expect(failed.first?.reason == "moved")
        #expect(snapshot.topics.allSatisfy { $0.bounds.isEmpty })
        #expect(snapshot.state == .partial)
        #expect(snapshot.groups.count == 3)
    }

    @Test func `sentinel groups are no groups`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.commit("tidemark.sentinel.1f", "orders", 0, 5, "run:fwd") }
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.coverage.listed == 3)
        #expect(!snapshot.groups.contains { SentinelGroup.isOne($0.group) })
    }

    @Test func `times and order of the brokers change nothing: the same cluster gives the same content`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        let first = try await Self.capture(cluster)
        let second = try await Self.capture(cluster)
        #expect(first.groups == second.groups)
        #expect(first.topics == second.topics)
    }

    @Test func `a second listing that fails keeps what was read, and the snapshot says so`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.list, number: 2, .fails(KafkaError(.timedOut, "no answer"))))
        let snapshot = try await Self.capture(cluster)
        #expect(!snapshot.groups.isEmpty)
        #expect(snapshot.state == .partial)
        #expect(snapshot.coverage.unreadableBrokers == ["_TIMED_OUT: no answer"])
    }
}
