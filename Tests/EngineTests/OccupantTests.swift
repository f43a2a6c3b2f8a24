import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Who is in a group that stops a restore.
struct OccupantTests {
    private static let members = (1...5).map { GroupMember(clientID: "app-\($0)", host: "/10.0.0.\($0)") }

    @Test func `a plan names the members that stop it, at most three, and until when killed ones count`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.setState("shipping", .stable)
            state.groups[GroupID("shipping")]?.members = Self.members
        }
        let message = try await scene.plan().plan.summary.blocking.map(\.message)
        let expected =
            "group shipping has running members (Stable): app-1 on 10.0.0.1, app-2 on 10.0.0.2, app-3 on 10.0.0.3 and 2 "
            + "more; stop them first (members that were killed, and static members, count until their session times out "
            + "(session.timeout.ms of the client, 45 s by default))"
        #expect(message == [expected])
    }

    @Test func `members that the library cannot describe count for as long as the brokers say`() async throws {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.setState("shipping", .stable)
            state.settings = BrokerSettings(["group.consumer.session.timeout.ms": "30000"])
        }
        let message = try #require(try await scene.plan().plan.summary.blocking.first?.message)
        #expect(message.contains("30 s after their last heartbeat (group.consumer.session.timeout.ms)"), "\(message)")
    }

    @Test func `a member that joins during the restore is named too`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(
                .send,
                "shipping",
                .meanwhile { state in
                    state.setState("shipping", .stable)
                    state.groups[GroupID("shipping")]?.members = [
                        GroupMember(clientID: "app", host: "10.0.0.7", instanceID: "pod-3")
                    ]
                }
            )
        )
        let error = try #require(outcome.record.error)
        #expect(error.code == "group-active")
        #expect(error.message == "group shipping has running members: app (pod-3) on 10.0.0.7")
        #expect(error.hint?.contains("session.timeout.ms") == true)
    }

    @Test func `a plan uses the brokers' limit for metadata, or the operator's, or Kafka's own`() async throws {
        let long = OffsetMetadata(String(repeating: "m", count: 10_000))
        func findings(told: Int?, given: Int?) async throws -> [String] {
            let scene = try await Scene()
            if let told {
                scene.cluster.change { $0.settings = BrokerSettings(["offset.metadata.max.bytes": "\(told)"]) }
            }
            let group = GroupOffsets(
                group: GroupID("billing"),
                state: .empty,
                type: .classic,
                offsets: [CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: 5, metadata: long)]
            )
            let snapshot = Snapshot(
                origin: Scene.snapshot.origin,
                coverage: Scene.snapshot.coverage,
                groups: [group],
                topics: Scene.snapshot.topics
            )
            let planner = Planner(scene.cluster, metadataLimit: given)
            let prepared = try await planner.plan(
                SnapshotSource(snapshot, id: Scene.snapshotID, request: PlanRequest()),
                before: .after(.seconds(60))
            )
            return prepared.plan.summary.blocking.map(\.message)
        }
        #expect(try await findings(told: 65_536, given: nil).isEmpty)
        #expect(try await findings(told: nil, given: 65_536).isEmpty)
        let own = try await findings(told: 9_999, given: nil)
        #expect(own.first?.contains("the brokers accept 9999") == true, "\(own)")
        let unknown = try await findings(told: nil, given: nil)
        #expect(unknown.first?.contains("--metadata-limit") == true, "\(unknown)")
    }
}
