import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Partitions of `__consumer_offsets` without a leader: their groups are in no listing, without any error.
struct OfflineOffsetsPartitionTests {
    /// The groups of the scene are on different ones of them.
    private static let partitionCount: Int32 = 12

    private static func cluster(hiding groups: String...) -> DictionaryCluster {
        var state = Scene.state
        state.offsetsPartitionCount = partitionCount
        for group in groups { state.hide(group) }
        return DictionaryCluster(state)
    }

    private static func capture(
        _ cluster: DictionaryCluster,
        _ selection: Selection = Selection(),
        remembered: Set<String> = []
    ) async throws -> Snapshot {
        try await Capture(cluster, remembered: { _ in Set(remembered.map { GroupID($0) }) })
            .run(CaptureRequest(bootstrapServers: "kafka:9092", selection: selection), before: .after(.seconds(60)))
    }

    private static let partition = GroupID("billing").offsetsPartition(among: partitionCount)

    @Test func `a snapshot names the partitions and is partial`() async throws {
        let snapshot = try await Self.capture(Self.cluster(hiding: "billing"))
        #expect(snapshot.groups.map(\.group.name) == ["audit", "shipping"])
        #expect(snapshot.coverage.offlineOffsetsPartitions == [try #require(Self.partition)])
        #expect(snapshot.coverage.offsetsPartitionCount == Self.partitionCount)
        #expect(snapshot.state == .partial)
    }

    @Test func `with every leader there it is complete`() async throws {
        let snapshot = try await Self.capture(Self.cluster())
        #expect(snapshot.coverage.offlineOffsetsPartitions.isEmpty)
        #expect(snapshot.coverage.offsetsPartitionCount == Self.partitionCount)
        #expect(snapshot.state == .complete)
    }

    @Test func `groups of the snapshot before that hash to them are failures by name`() async throws {
        let cluster = Self.cluster(hiding: "billing")
        let snapshot = try await Self.capture(cluster, remembered: ["audit", "billing", "shipping", "gone"])
        #expect(snapshot.coverage.failed.map(\.group.name) == ["billing"])
        #expect(snapshot.coverage.failed.map(\.code) == ["COORDINATOR_NOT_AVAILABLE"])
        #expect(snapshot.coverage.selected == 3)
        #expect(snapshot.coverage.captured == 2)
        #expect(!cluster.now.calls.contains { $0.group == GroupID("billing") }, "nobody could answer")
    }

    @Test func `a group of the snapshot before that is not selected is not named`() async throws {
        let cluster = Self.cluster(hiding: "billing")
        let snapshot = try await Self.capture(
            cluster,
            Selection(excludedGroups: ["bill*"]),
            remembered: ["billing"]
        )
        #expect(snapshot.coverage.failed.isEmpty)
    }

    @Test func `a group of the snapshot before that is not listed is asked for by name`() async throws {
        let cluster = Self.cluster()
        cluster.change { $0.unlisted = [GroupID("billing")] }
        let snapshot = try await Self.capture(cluster, remembered: ["billing", "gone"])
        #expect(snapshot.groups.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(snapshot.coverage.isComplete, "one that holds nothing any more was deleted")
    }

    @Test func `a partition that is heard by one of the listings hides nothing`() async throws {
        let cluster = Self.cluster(hiding: "billing")
        cluster.add(.at(.list, number: 2, .meanwhile { $0.offlineOffsetsPartitions = [] }))
        let snapshot = try await Self.capture(cluster, remembered: ["billing"])
        #expect(snapshot.groups.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(snapshot.coverage.isComplete)
    }

    @Test func `a group that is hidden in the second listing was not deleted`() async throws {
        let cluster = Self.cluster()
        cluster.change { $0.setState("idle", .empty) }
        cluster.add(.at(.list, number: 2, .meanwhile { $0.hide("idle") }))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.coverage.failed.isEmpty)
        #expect(snapshot.groups.contains { $0.group == GroupID("idle") })
    }

    @Test func `a group asked for by name is a failure, not unknown`() async throws {
        let cluster = Self.cluster(hiding: "billing")
        let snapshot = try await Self.capture(cluster, Selection(groups: ["billing"]))
        #expect(snapshot.coverage.failed.map(\.code) == ["COORDINATOR_NOT_AVAILABLE"])
        #expect(snapshot.state == .partial)
    }

    @Test func `named groups on other partitions are complete`() async throws {
        let snapshot = try await Self.capture(Self.cluster(hiding: "billing"), Selection(groups: ["audit"]))
        #expect(snapshot.coverage.isComplete)
    }

    @Test func `a pattern that nothing fits may be hidden, so it is no unknown group`() async throws {
        let cluster = Self.cluster(hiding: "billing")
        let error = await #expect(throws: TidemarkError.self) {
            try await Self.capture(cluster, Selection(groups: ["bill*"]))
        }
        #expect(error?.exitCode == .unreachable)
        #expect(error?.message.contains("1 of 12 partitions of __consumer_offsets has no leader") == true)
        let looked = await #expect(throws: TidemarkError.self) {
            try await Inspection(cluster).groups(Selection(groups: ["bill*"]), before: .after(.seconds(60)))
        }
        #expect(looked?.exitCode == .unreachable)
    }

    @Test func `the list of groups says which partitions are missing`() async throws {
        let found = try await Inspection(Self.cluster(hiding: "billing"))
            .groups(Selection(), before: .after(.seconds(60)))
        #expect(found.groups.map(\.group.name) == ["audit", "shipping"])
        #expect(found.offsetsPartitions.unheard == [try #require(Self.partition)])
    }

    // MARK: - Restores

    private static func scene(hiding groups: String...) async throws -> Scene {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.offsetsPartitionCount = partitionCount
            for group in groups { state.hide(group) }
        }
        return scene
    }

    @Test(arguments: [PlanMode.merge, .exact])
    func `a restore of a hidden group is refused, naming it and its partition`(mode: PlanMode) async throws {
        let scene = try await Self.scene(hiding: "billing")
        var request = PlanRequest()
        request.policy.mode = mode
        let error = await #expect(throws: TidemarkError.self) { try await scene.plan(request) }
        #expect(error?.exitCode == .unreachable)
        let partition = try #require(Self.partition)
        #expect(error?.message.contains("has no leader: \(partition); on them is group billing") == true)
    }

    @Test func `a restore of other groups goes on`() async throws {
        let scene = try await Self.scene(hiding: "billing")
        var request = PlanRequest()
        request.selection = Selection(groups: ["shipping", "audit"])
        let outcome = try await scene.restore(request: request)
        #expect(outcome.record.state == .done)
        #expect(scene.cluster.now.held(by: "shipping") == Scene.after["shipping"])
    }

    @Test(arguments: [1, 2])
    func `a partition that loses its leader before the commit stops the run`(listing: Int) async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(.at(.list, number: listing, .meanwhile { $0.hide("billing") }))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .unreachable)
    }

    @Test func `marks of runs may be hidden, so none is not believed`() async throws {
        let scene = try await Self.scene(hiding: "billing")
        let search = LostRuns(scene.context)
        let error = await #expect(throws: TidemarkError.self) {
            try await search.marks(cluster: "c-1", endsTransactions: false, before: .after(.seconds(60)))
        }
        #expect(error?.exitCode == .unreachable)
    }
}
