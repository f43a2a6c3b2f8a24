import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// What the cluster knows of runs that the journal does not have.
struct LostRunsTests {
    private static let soon = Deadline.after(.seconds(60))

    private static func marks(_ scene: Scene) async throws -> [CommittedMark]? {
        try await LostRuns(scene.context)
            .marks(cluster: "c-1", endsTransactions: true, before: soon)
    }

    @Test func `the newest mark of each installation is found, newest first`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.commit("tidemark.sentinel.a", "orders", 0, 5, "20261121T030000Z-00000001:fwd")
            state.commit("tidemark.sentinel.a", "orders", 1, 5, "20261120T030000Z-00000009:fwd")
            state.commit("tidemark.sentinel.b", "payments", 0, 5, "20261121T040000Z-00000002:undo")
            state.commit("tidemark.sentinel.c", "payments", 0, 5, "something else")
        }
        let marks = try #require(try await Self.marks(scene))
        #expect(marks.map(\.group.name) == ["tidemark.sentinel.b", "tidemark.sentinel.a"])
        #expect(marks.map(\.mark.run) == ["20261121T040000Z-00000002", "20261121T030000Z-00000001"])
        #expect(marks.map(\.mark.direction) == [.undo, .forward])
        #expect(scene.held == Scene.before)
    }

    @Test func `what an unknown run left open is ended first`() async throws {
        let scene = try await Scene()
        let transaction = try scene.cluster.transaction(id: "tidemark-c-1", timeout: .seconds(60))
        let partition = TopicPartition(topic: "orders", partition: 0)
        try await transaction.initialize(before: Self.soon)
        try await transaction.begin(before: Self.soon)
        let mark = CommittedOffset(partition, offset: 5, metadata: OffsetMetadata("20261121T030000Z-00000001:fwd"))
        try await transaction.send([mark], of: GroupID("tidemark.sentinel.a"), before: Self.soon)
        scene.cluster.change { $0.commit("tidemark.sentinel.a", "orders", 1, 5, "20261120T030000Z-00000009:fwd") }
        #expect(try await Self.marks(scene)?.map(\.mark.run) == ["20261120T030000Z-00000009"])
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
    }

    @Test func `no transaction is touched where no mark was ever left`() async throws {
        let scene = try await Scene()
        #expect(try await Self.marks(scene)?.isEmpty == true)
        #expect(scene.cluster.count(.initialize) == 0)
    }

    @Test func `a journal that knows runs on the cluster is believed`() async throws {
        let scene = try await Scene()
        _ = try await scene.restore()
        #expect(try await Self.marks(scene) == nil)
    }

    @Test func `without the right to the transactional id the marks are read all the same`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.commit("tidemark.sentinel.a", "orders", 0, 5, "20261121T030000Z-00000001:fwd")
            state.faults.append(.at(.initialize, .fails(KafkaError(.transactionalIDAuthorizationFailed))))
        }
        #expect(try await Self.marks(scene)?.count == 1)
    }
}
