import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

struct CaptureSelectionTests {
    private static func capture(
        _ selection: Selection,
        _ change: (inout ClusterState) -> Void = { _ in }
    ) async throws -> Snapshot {
        var state = Scene.state
        change(&state)
        return try await CaptureTests.capture(DictionaryCluster(state), selection)
    }

    @Test(
        arguments: [
            (Selection(groups: ["*ing"]), ["billing", "shipping"]), (Selection(groups: ["audit"]), ["audit"]),
            (Selection(excludedGroups: ["a*"]), ["billing", "shipping"]),
            (Selection(topics: ["orders"]), ["audit", "billing"]), (Selection(partitions: [1]), ["billing"]),
            (Selection(excludedTopics: ["orders"]), ["shipping"]),
        ]
    )
    func `what is selected is captured and nothing else`(selection: Selection, groups: [String]) async throws {
        let snapshot = try await Self.capture(selection)
        #expect(snapshot.groups.map(\.group.name) == groups)
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 3,
                    selected: groups.count,
                    captured: groups.count,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
        #expect(snapshot.groups.allSatisfy { !$0.offsets.isEmpty })
    }

    @Test func `only the selected partitions of a group are kept`() async throws {
        let snapshot = try await Self.capture(Selection(groups: ["billing"], partitions: [1]))
        #expect(snapshot.groups.flatMap(\.offsets).map(\.offset) == [20])
    }

    @Test func `a group asked for by name is read though no broker lists it`() async throws {
        let snapshot = try await Self.capture(Selection(groups: ["billing"])) { $0.unlisted = [GroupID("billing")] }
        #expect(snapshot.groups.map(\.group.name) == ["billing"])
        #expect(snapshot.groups.map(\.state) == [.unknown])
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 2,
                    selected: 1,
                    captured: 1,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
    }

    @Test func `a group asked for by name that is not there has failed beside those that are`() async throws {
        let snapshot = try await Self.capture(Selection(groups: ["billing", "biling"]))
        #expect(snapshot.groups.map(\.group.name) == ["billing"])
        #expect(snapshot.coverage.failed.map(\.group.name) == ["biling"])
        #expect(snapshot.coverage.failed.map(\.code) == ["GROUP_ID_NOT_FOUND"])
        #expect(snapshot.state == .partial)
    }

    @Test func `a group asked for by name that appears during the capture is captured`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.list, number: 2, .meanwhile { $0.commit("zebra", "orders", 1, 3) }))
        let snapshot = try await CaptureTests.capture(cluster, Selection(groups: ["zebra"]))
        #expect(snapshot.groups.map(\.group.name) == ["zebra"])
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 4,
                    selected: 1,
                    captured: 1,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
    }

    @Test(
        arguments: [
            Selection(groups: ["nobody-*"]), Selection(groups: ["biling"]), Selection(topics: ["ordres"]),
            Selection(groups: ["billing"], topics: ["payments"]), Selection(partitions: [7]),
        ]
    )
    func `a selection that nothing fits is an error and no empty snapshot`(selection: Selection) async throws {
        let error = try await #require(throws: TidemarkError.self) { _ = try await Self.capture(selection) }
        #expect(error.code == .noSuchGroup)
        #expect(error.exitCode == .notFound)
    }

    @Test(arguments: ["nobody-*", "nobody"])
    func `while a broker is silent nobody says that a group does not exist`(pattern: String) async throws {
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await Self.capture(Selection(groups: [pattern])) { $0.brokerErrors = [KafkaError(.transport)] }
        }
        #expect(error.code == .unreachable)
        #expect(error.exitCode == .unreachable)
    }

    @Test func `an empty cluster gives an empty snapshot`() async throws {
        let snapshot = try await Self.capture(Selection()) { $0.groups = [:] }
        #expect(
            snapshot.coverage
                == Coverage(
                    listed: 0,
                    selected: 0,
                    captured: 0,
                    offsetsPartitionCount: ClusterState.usualOffsetsPartitionCount,
                    visibility: Visibility(.all)
                )
        )
    }
}
