import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

/// Snapshots that are taken while a restore is committed: all from before it, all from after it, or partial.
struct RunsUnderWayTests {
    private static let sentinel = "tidemark.sentinel.a"
    private static let oldRun = "20201120T030000Z-00000001"

    private static func capture(_ cluster: DictionaryCluster) async throws -> Snapshot {
        var capture = Capture(cluster)
        capture.settling = .milliseconds(1)
        return try await capture.run(CaptureRequest(bootstrapServers: "kafka:9092"), before: .after(.seconds(60)))
    }

    private static func cluster() -> DictionaryCluster {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            state.commit(sentinel, "orders", 0, 5, "\(oldRun):fwd")
            state.setState(sentinel, .empty)
        }
        return cluster
    }

    /// What a restore's commit does to all groups at one moment.
    private static func commit(_ number: Int, to state: inout ClusterState) {
        state.commit("audit", "orders", 0, Int64(100 + number))
        state.commit("billing", "orders", 0, Int64(100 + number))
        state.commit("shipping", "payments", 0, Int64(100 + number))
        state.commit(sentinel, "orders", 0, 5, "20201121T03000\(number)Z-00000001:fwd")
    }

    private static func offsets(_ snapshot: Snapshot) -> Set<Int64> {
        Set(
            ["audit", "billing", "shipping"].compactMap { name in
                snapshot.groups.first { $0.group == GroupID(name) }?.offsets.first?.offset
            }
        )
    }

    @Test func `a snapshot is read again when a restore was committed while it was read`() async throws {
        let cluster = Self.cluster()
        cluster.add(.at(.readAll, "shipping", .meanwhile { Self.commit(1, to: &$0) }))
        let snapshot = try await Self.capture(cluster)
        #expect(Self.offsets(snapshot) == [101])
        #expect(snapshot.coverage.openRuns.isEmpty)
        #expect(snapshot.state == .complete)
    }

    @Test func `a snapshot during one restore after another is partial and names them`() async throws {
        let cluster = Self.cluster()
        for number in 1...3 {
            cluster.add(.at(.readAll, "shipping", number: number, .meanwhile { Self.commit(number, to: &$0) }))
        }
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.coverage.openRuns == ["20201121T030003Z-00000001"])
        #expect(snapshot.state == .partial)
    }

    @Test func `a restore of other groups does not make a snapshot partial`() async throws {
        let cluster = Self.cluster()
        for number in 1...3 {
            cluster.add(
                .at(
                    .readAll,
                    "shipping",
                    number: number,
                    .meanwhile { $0.commit(Self.sentinel, "orders", 0, 5, "20201121T03000\(number)Z-00000001:fwd") }
                )
            )
        }
        #expect(try await Self.capture(cluster).state == .complete)
    }

    @Test func `while a restore is open its groups are read twice, and are as before it`() async throws {
        let cluster = Self.cluster()
        let transaction = try cluster.transaction(id: "tidemark-c-1", timeout: .seconds(60))
        let soon = Deadline.after(.seconds(60))
        try await transaction.initialize(before: soon)
        try await transaction.begin(before: soon)
        // The place of the first run of an installation, where its group holds nothing yet.
        let place = TopicPartition(topic: "payments", partition: 0)
        let mark = CommittedOffset(place, offset: 5, metadata: OffsetMetadata("20201121T030001Z-00000001:fwd"))
        try await transaction.send([mark], of: GroupID("tidemark.sentinel.b"), before: soon)
        cluster.change { $0.setState("tidemark.sentinel.b", .empty) }
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.state == .complete)
        #expect(cluster.now.calls.count { $0.kind == .readAll && $0.group == GroupID("billing") } == 2)

        cluster.change { $0.faults = [] }
        for number in 1...8 {
            cluster.add(
                .at(
                    .readAll,
                    "billing",
                    number: number,
                    .meanwhile { $0.commit("billing", "orders", 0, Int64(200 + number)) }
                )
            )
        }
        let moving = try await Self.capture(cluster)
        #expect(moving.coverage.openRuns == ["tidemark.sentinel.b"])
        #expect(moving.state == .partial)
    }

    @Test func `a restore that began lately is waited for, unless it is known to be over`() async throws {
        let cluster = Self.cluster()
        let recent = Timestamp.now().description.prefix(19).filter { $0 != "-" && $0 != ":" }
        cluster.change { $0.commit(Self.sentinel, "orders", 0, 5, "\(recent)Z-00000001:fwd") }
        let asked = Asked()
        let waiting = Capture(cluster, isOver: { run in await asked.note(run) })
        _ = try await waiting.run(CaptureRequest(bootstrapServers: "kafka:9092"), before: .after(.seconds(60)))
        #expect(await asked.runs == ["\(recent)Z-00000001"])
    }

    /// Which runs were asked about; all of them are over.
    private actor Asked {
        private(set) var runs: [String] = []

        func note(_ run: String) -> Bool {
            runs.append(run)
            return true
        }
    }
}
