import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Whether a capture could see everything, and what a restore takes from one that could not.
struct ViewTests {
    private static func capture(
        _ cluster: DictionaryCluster,
        _ selection: Selection = Selection(),
        accepts: Bool = false
    ) async throws -> Snapshot {
        try await Capture(cluster).run(
            CaptureRequest(bootstrapServers: "b", selection: selection, acceptsLimitedView: accepts),
            before: .after(.seconds(30))
        )
    }

    private static func cluster(_ change: (inout ClusterState) -> Void = { _ in }) -> DictionaryCluster {
        var state = Scene.state
        change(&state)
        return DictionaryCluster(state)
    }

    private static func kinds(_ snapshot: Snapshot) -> [Visibility.Limit.Kind] {
        snapshot.coverage.visibility.limits.map(\.kind)
    }

    @Test func `who may see everything takes a complete snapshot`() async throws {
        let snapshot = try await Self.capture(Self.cluster())
        #expect(snapshot.coverage.visibility == Visibility(.all))
        #expect(snapshot.state == .complete)
    }

    @Test func `each right that is missing is a limit of its own`() async throws {
        let hidden = try await Self.capture(Self.cluster { $0.visibleTopics = ["orders"] })
        #expect(Self.kinds(hidden) == [.topics])
        #expect(hidden.offsetCount == 3)
        let filtered = try await Self.capture(Self.cluster { $0.showsEveryGroup = false })
        #expect(Self.kinds(filtered) == [.listing])
        let few = try await Self.capture(
            Self.cluster {
                $0.showsEveryGroup = false
                $0.visibleGroups = [GroupID("audit")]
            }
        )
        #expect(Self.kinds(few) == [.listing, .groups])
        #expect(few.groups.map(\.group.name) == ["audit"])
        let forbidden = try await Self.capture(Self.cluster { $0.forbiddenTopics = ["payments"] })
        #expect(forbidden.coverage.visibility.hiddenNames(.topics) == ["payments"])
        for snapshot in [hidden, filtered, few, forbidden] {
            #expect(snapshot.coverage.visibility.state == .limited)
            #expect(snapshot.state == .partial)
        }
    }

    @Test
    func `who does not see the topic of offsets cannot tell whether groups are hidden by a partition without a leader`()
        async throws
    {
        let hiding = Self.cluster { state in
            state.forbiddenTopics = [OffsetsPartitions.topic]
            // An authorizer of another make.
            state.tellsForbiddenTopics = false
        }
        let snapshot = try await Self.capture(hiding)
        #expect(snapshot.state == .partial)
        #expect(snapshot.coverage.visibility.state == .limited)
        #expect(Self.kinds(snapshot) == [.listing])
        let reason = try #require(snapshot.coverage.visibility.limits.first?.reason)
        #expect(reason.hasPrefix("no DESCRIBE on topic __consumer_offsets, so it cannot be seen whether groups on"))
        let listed = try await Inspection(hiding).groups(Selection(), before: .after(.seconds(30)))
        #expect(!listed.isWhole)
        #expect(listed.visibility.limits.map(\.reason) == [reason])
        let meant = try await Self.capture(hiding, accepts: true)
        #expect(meant.state == .complete)
        #expect(Self.kinds(meant) == [.listing])
        // The coordinator of a group that is named answers for it, or does not.
        let named = try await Self.capture(hiding, Selection(groups: ["billing"]))
        #expect(named.state == .complete)

        let silent = try await Self.capture(Self.cluster { $0.offsetsPartitionCount = nil })
        #expect(silent.state == .partial)
        #expect(silent.coverage.visibility.state == .unknown)
    }

    @Test func `a right that is lost while groups are read is found`() async throws {
        let cluster = Self.cluster()
        cluster.add(.at(.readAll, "audit", .meanwhile { $0.visibleTopics = [] }))
        let snapshot = try await Self.capture(cluster)
        #expect(Self.kinds(snapshot) == [.topics])
    }

    @Test func `a limit that is meant leaves the snapshot complete, and is kept in it`() async throws {
        let snapshot = try await Self.capture(Self.cluster { $0.visibleTopics = ["orders"] }, accepts: true)
        #expect(snapshot.state == .complete)
        #expect(snapshot.coverage.visibility.state == .limited)
        #expect(snapshot.coverage.visibility.isAccepted)
    }

    @Test func `what is named in full needs no right to everything`() async throws {
        let cluster = Self.cluster {
            $0.showsEveryGroup = false
            $0.visibleGroups = [GroupID("billing")]
            $0.visibleTopics = ["orders"]
        }
        let named = try await Self.capture(cluster, Selection(groups: ["billing"], topics: ["orders"]))
        #expect(named.state == .complete)
        let pattern = try await Self.capture(cluster, Selection(groups: ["billing*"], topics: ["orders"]))
        // The list may lack groups for want of two rights.
        #expect(Self.kinds(pattern) == [.listing, .groups, .listing])
        let hidden = try await Self.capture(cluster, Selection(groups: ["billing"], topics: ["orders", "payments"]))
        #expect(hidden.coverage.visibility.hiddenNames(.topics) == ["payments"])
    }

    @Test func `a question without an answer leaves the view unknown and the snapshot partial`() async throws {
        let cluster = Self.cluster()
        cluster.add(.at(.rights, number: nil, .fails(KafkaError(.timedOut, "no answer"))))
        let snapshot = try await Self.capture(cluster)
        #expect(snapshot.coverage.visibility.state == .unknown)
        #expect(snapshot.coverage.visibility.limits.allSatisfy { $0.reason.contains("_TIMED_OUT") })
        #expect(snapshot.state == .partial)
    }

    @Test func `nothing that fits is a missing right where not everything can be seen`() async throws {
        let cluster = Self.cluster { $0.showsEveryGroup = false }
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await Self.capture(cluster, Selection(groups: ["nobody-*"]))
        }
        #expect(error?.exitCode == .denied)
    }

    @Test func `a topic and a group that were there before and are forbidden now are named`() async throws {
        let cluster = Self.cluster()
        let before = try await Self.capture(cluster)
        let names = SnapshotNames(
            groups: before.groups.map(\.group),
            topics: before.topics.map(\.topic),
            visibility: before.coverage.visibility
        )
        cluster.change {
            $0.forbiddenTopics = ["payments"]
            $0.tellsForbiddenTopics = false
            $0.visibleGroups = [GroupID("billing"), GroupID("shipping")]
            $0.showsEveryGroup = false
        }
        var known = names
        for _ in 0..<2 {
            let captured = try await Self.capture(cluster)
            let after = try await Capture(cluster).compare(captured, with: known, before: .after(.seconds(30)))
            let view = after.coverage.visibility
            #expect(view.hiddenNames(.topics) == ["payments"])
            #expect(view.hiddenNames(.listing) == ["audit"])
            #expect(after.state == .partial)
            // What one snapshot found is asked again by the next.
            let topics = after.topics.map(\.topic)
            known = SnapshotNames(groups: after.groups.map(\.group), topics: topics, visibility: view)
        }
        cluster.change { $0.deleteTopic("payments") }
        cluster.change { $0.forbiddenTopics = [] }
        let captured = try await Self.capture(cluster)
        let after = try await Capture(cluster).compare(captured, with: known, before: .after(.seconds(30)))
        #expect(after.coverage.visibility.hiddenNames(.topics).isEmpty)
    }

    private static func plan(
        _ snapshot: Snapshot,
        on cluster: DictionaryCluster,
        _ policy: PlanPolicy,
        _ selection: Selection = Selection()
    ) async throws -> Plan {
        try await Planner(cluster).plan(
            SnapshotSource(
                snapshot,
                id: Scene.snapshotID,
                request: PlanRequest(selection: selection, policy: policy)
            ),
            before: .after(.seconds(30))
        ).plan
    }

    @Test func `exact deletes nothing of a topic that the snapshot may not have seen`() async throws {
        let cluster = Self.cluster { $0.commit("billing", "payments", 0, 3) }
        cluster.change { $0.visibleTopics = ["orders"] }
        let limited = try await Self.capture(cluster)
        cluster.change {
            $0.visibleTopics = nil
            $0.commit("audit", "orders", 1, 6)
        }
        let plan = try await Self.plan(limited, on: cluster, PlanPolicy(mode: .exact))
        #expect(plan.summary.blocking.map(\.finding) == [.outsideView, .outsideView])
        #expect(Set(plan.summary.blocking.compactMap(\.topicPartition?.topic)) == ["payments"])
        // It saw `orders`, so that what it lacks there was not there.
        #expect(plan.steps.filter { $0.action == .delete }.map(\.topicPartition.description) == ["orders[1]"])
        let narrowed = try await Self.plan(
            limited,
            on: cluster,
            PlanPolicy(mode: .exact),
            Selection(excludedTopics: ["payments"])
        )
        #expect(!narrowed.isBlocked)
        #expect(narrowed.summary.delete == 1)
    }

    @Test func `exact leaves what the snapshot was never to hold`() async throws {
        let cluster = Self.cluster { $0.commit("billing", "payments", 0, 3) }
        let selected = try await Self.capture(cluster, Selection(topics: ["orders"], partitions: [0]))
        cluster.change { $0.commit("billing", "orders", 0, 11) }
        let plan = try await Self.plan(selected, on: cluster, PlanPolicy(mode: .exact))
        #expect(!plan.isBlocked)
        #expect(plan.summary.delete == 0)
        #expect(plan.summary.set == 1)
    }

    @Test func `exact is refused to who does not see every topic`() async throws {
        let cluster = Self.cluster { $0.visibleTopics = ["orders", "payments"] }
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await Self.plan(Scene.snapshot, on: cluster, PlanPolicy(mode: .exact))
        }
        #expect(error?.exitCode == .denied)
        let named = try await Self.plan(
            Scene.snapshot,
            on: cluster,
            PlanPolicy(mode: .exact),
            Selection(topics: ["orders", "payments"])
        )
        #expect(!named.isBlocked)
    }

    @Test func `only missing is refused where the snapshot may lack what is missing`() async throws {
        let cluster = Self.cluster { $0.showsEveryGroup = false }
        let snapshot = try await Self.capture(cluster, accepts: true)
        let missing = PlanPolicy(only: .missing)
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await Self.plan(snapshot, on: cluster, missing, Selection(groups: ["bill*"]))
        }
        #expect(error?.exitCode == .refused)
        #expect(error?.message.contains("no DESCRIBE on the cluster") == true)
        let named = try await Self.plan(snapshot, on: cluster, missing, Selection(groups: ["billing"]))
        #expect(!named.isBlocked)
    }

    @Test func `a topic that is hidden from the restoring user is a missing right and no missing topic`() async throws {
        let cluster = Self.cluster { $0.visibleTopics = ["orders"] }
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await Self.plan(Scene.snapshot, on: cluster, PlanPolicy())
        }
        #expect(error?.exitCode == .denied)
        #expect(error?.message.contains("READ on topic payments is missing") == true)
        #expect(error?.hint?.contains("--operation Read --topic payments") == true)
        let skipped = try await Self.plan(Scene.snapshot, on: cluster, PlanPolicy(onMissing: .skip))
        #expect(skipped.summary.skip == 1)
    }

    @Test func `an undo that removes a group is refused to who does not see every topic`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.deleteGroup("shipping") }
        let outcome = try await scene.restore()
        let run = try await scene.reader.run(outcome.record.id)
        scene.cluster.change { $0.visibleTopics = ["orders", "payments"] }
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await Planner(scene.cluster).plan(UndoSource(of: run), before: .after(.seconds(30)))
        }
        #expect(error?.exitCode == .denied)
        scene.cluster.change { $0.visibleTopics = nil }
        let prepared = try await Planner(scene.cluster).plan(UndoSource(of: run), before: .after(.seconds(30)))
        #expect(!prepared.plan.isBlocked)
    }
}
