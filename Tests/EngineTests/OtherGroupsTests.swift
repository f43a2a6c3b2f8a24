import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Groups that are no consumers', names that were cut, and what cannot be told of them.
struct OtherGroupsTests {
    private static func planned(_ cluster: DictionaryCluster) async throws -> Plan {
        try await Planner(cluster)
            .plan(
                SnapshotSource(Scene.snapshot, id: Scene.snapshotID, request: PlanRequest()),
                before: .after(.seconds(60))
            ).plan
    }

    @Test func `a target that is not listed and holds offsets existed, and may have members`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.unlisted = [GroupID("billing")] }
        let plan = try await Self.planned(cluster)
        #expect(plan.targets.first { $0.group == GroupID("billing") }?.present.existed == true)
        #expect(plan.summary.blocking.map(\.finding) == [.groupActive])
    }

    @Test func `a target that is listed when it is looked at again is planned`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.unlisted = [GroupID("billing")] }
        cluster.add(.at(.list, number: 3, .meanwhile { $0.unlisted = [] }))
        let plan = try await Self.planned(cluster)
        #expect(plan.summary.blocking.isEmpty)
    }

    /// The first listing of the run is the one before the transaction, the second the last look in it.
    @Test(arguments: [1, 2])
    func `a target that is not listed any more when its members are looked for stops the run`(
        listing: Int
    ) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.list, number: listing, .meanwhile { $0.unlisted = [GroupID("billing")] })
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.message.contains("group billing has running members cannot be seen") == true)
        #expect(scene.held == Scene.before)
    }

    @Test func `a target whose coordinator moves while its members are looked for is restored`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.list, number: 1, .meanwhile { $0.unlisted = [GroupID("billing")] }),
            .at(.list, number: 2, .meanwhile { $0.unlisted = [] })
        )
        #expect(outcome.record.state == .done)
    }

    @Test func `a target that holds nothing but a number below 0 existed`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            let partition = TopicPartition(topic: "orders", partition: 0)
            state.groups[GroupID("billing")]?.offsets = [:]
            state.groups[GroupID("billing")]?.negative = [partition: -5]
        }
        let plan = try await Self.planned(cluster)
        #expect(plan.targets.first { $0.group == GroupID("billing") }?.present.existed == true)
        let step = try #require(plan.steps.first { $0.group == GroupID("billing") && $0.partition == 0 })
        #expect(step.finding == .negativeOffset)
        #expect(step.from == nil)
        #expect(step.reason.contains("-5"))
        #expect(!plan.isBlocked)
    }

    @Test func `a Kafka Streams group whose state is not told is left to its coordinator`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            state.groups[GroupID("billing")]?.type = .streamsOrShare
            state.groups[GroupID("billing")]?.state = .unknown
        }
        let plan = try await Self.planned(cluster)
        #expect(!plan.isBlocked)
        #expect(plan.targets.first { $0.group == GroupID("billing") }?.present.type == .streams)
    }

    @Test func `a name that was cut makes the snapshot partial, and its namesake is captured`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.cutNames = [GroupID("billing"), GroupID("gone")] }
        let snapshot = try await CaptureTests.capture(cluster)
        #expect(snapshot.coverage.failed.map(\.group.name) == ["billing", "gone"])
        #expect(Set(snapshot.coverage.failed.map(\.code)) == ["NAME_CUT"])
        #expect(snapshot.groups.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(snapshot.state == .partial)
    }

    @Test func `a group without offsets that nobody describes keeps its place when its name is whole`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            state.setState("fresh", .stable)
            state.groups[GroupID("fresh")]?.type = .consumer
        }
        let snapshot = try await CaptureTests.capture(cluster)
        #expect(snapshot.state == .complete)
        #expect(snapshot.groups.map(\.group.name).contains("fresh"))
        cluster.add(.at(.listName, number: nil, .fails(KafkaError(.timedOut))))
        let unknown = try await CaptureTests.capture(cluster)
        #expect(unknown.coverage.failed.map(\.group.name) == ["fresh"])
    }

    @Test func `a share group is named beside a complete snapshot`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            state.setState("queue", .unknown)
            state.groups[GroupID("queue")]?.type = .streamsOrShare
        }
        let snapshot = try await CaptureTests.capture(cluster)
        #expect(snapshot.state == .complete)
        #expect(snapshot.coverage.unsupported.map(\.group.name) == ["queue"])
        #expect(!snapshot.groups.map(\.group.name).contains("queue"))
    }

    @Test func `groups of other protocols that cannot be listed make the snapshot partial`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.otherProtocolsError = KafkaError(.timedOut, "no answer") }
        let snapshot = try await CaptureTests.capture(cluster)
        #expect(snapshot.state == .partial)
        #expect(snapshot.coverage.unreadableBrokers.first?.contains("other protocols") == true)
    }
}
