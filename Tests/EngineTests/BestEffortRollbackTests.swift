import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// A restore without a transaction that fails: everything is as before, or what is not is named.
struct BestEffortRollbackTests {
    private static let denied = KafkaError(.groupAuthorizationFailed)

    @Test(arguments: Scene.Start.allCases, ["billing", "shipping"])
    func `a refused group has all groups put back, the last one first`(start: Scene.Start, group: String) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let before = scene.cluster.now.groups
        let outcome = try await scene.restoreBestEffort(.at(.alterOffsets, group, .fails(Self.denied)))
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.exitCode == .denied)
        #expect(outcome.verified == 4)
        #expect(outcome.mismatches.isEmpty)
        #expect(Self.offsets(scene.cluster.now.groups) == Self.offsets(before))
        let back = try await scene.steps().filter { $0.contains("compensat") }
        #expect(
            back
                == (group == "shipping"
                    ? ["shipping compensating", "billing compensating", "billing compensated", "shipping compensated"]
                    : ["billing compensating", "billing compensated"])
        )
    }

    @Test func `what is put back has the leader epoch that it had`() async throws {
        let scene = try await Scene.withoutTransactions()
        let group = GroupID("billing")
        let partition = TopicPartition(topic: "orders", partition: 0)
        let before = CommittedOffset(partition, offset: 10, leaderEpoch: 7)
        scene.cluster.change { $0.groups[group]?.hold(before) }
        let outcome = try await scene.restoreBestEffort(.at(.alterOffsets, "shipping", .fails(Self.denied)))
        #expect(outcome.record.state == .rolledBack)
        #expect(scene.altered.filter { $0 == group.name }.count == 2)
        #expect(scene.cluster.now.groups[group]?.offsets[partition] == before)
    }

    @Test func `members that join a group before it is written stop the run, and keep their group`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "shipping", .meanwhile { $0.setState("shipping", .stable) })
        )
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.message.contains("group shipping has running members") == true)
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [Scene.Start.everything, .group])
    func `a group of which one partition is refused is put back as a whole`(start: Scene.Start) async throws {
        let scene = try await Scene.withoutTransactions(start)
        scene.cluster.change { state in
            if start == .everything { state.commit("billing", "orders", 1, 50) }
        }
        let before = scene.held
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "billing", number: 1, .meanwhile { $0.topics["orders"]?.partitionCount = 1 }),
            .at(.alterOffsets, "billing", number: 2, .meanwhile { $0.topics["orders"]?.partitionCount = 2 })
        )
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.record.error?.message.contains("orders[1]") == true)
        #expect(scene.held == before)
        #expect(!scene.altered.contains("shipping"))
    }

    @Test func `a group that nobody acknowledges is put back though it shows the old offsets`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "billing", number: 1, .fails(KafkaError(.timedOut))),
            .at(.alterOffsets, "billing", number: 2, .fails(Self.denied))
        )
        #expect(outcome.record.state == .rolledBack)
        #expect(scene.held == Scene.before)
        // An old value that is acknowledged now is the last one in the log, whatever became of the new one.
        #expect(scene.altered == ["billing", "billing", "billing"])
    }

    @Test func `a group that acknowledges neither is undecided though it shows the old offsets`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "billing", number: 1, .fails(KafkaError(.timedOut))),
            .at(.alterOffsets, "billing", number: 2, .fails(Self.denied)),
            // The reads before: the pre-image, the look before the write, and the one after the lost answer.
            .at(.readStable, "billing", number: 4, .fails(KafkaError(.timedOut)))
        )
        #expect(scene.held == Scene.before)
        #expect(outcome.record.state == .undecided)
        #expect(outcome.record.error?.message.contains("groups billing could not be put back") == true)
        #expect(scene.altered == ["billing", "billing"])
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(scene.altered == ["billing", "billing", "billing"])
    }

    @Test(arguments: [Scene.Start.everything, .group])
    func `what something else has committed since is not overwritten, and named`(start: Scene.Start) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "shipping", .meanwhile { $0.commit("billing", "orders", 0, 77) }),
            .at(.alterOffsets, "shipping", .fails(Self.denied))
        )
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.mismatches.map(\.group.name) == ["billing"])
        #expect(outcome.mismatches.map(\.found?.offset) == [77])
        #expect(outcome.record.error?.message.contains("something else has moved 1 partitions of billing") == true)
        let rest = start == .everything ? ["orders[1]=20"] : []
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=77"] + rest)
        #expect(scene.cluster.now.held(by: "shipping") == Scene.before["shipping"])
    }

    @Test(arguments: Scene.Start.allCases)
    func `a written group that is in use cannot be put back until its members have left`(
        start: Scene.Start
    ) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let before = scene.held
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "shipping", .meanwhile { $0.setState("billing", .stable) }),
            .at(.alterOffsets, "shipping", .fails(Self.denied))
        )
        #expect(outcome.record.state == .undecided)
        #expect(outcome.exitCode == .failure)
        #expect(Set(outcome.mismatches.map(\.group.name)) == ["billing"])
        #expect(outcome.record.error?.message.contains("groups billing could not be put back") == true)
        #expect(scene.cluster.now.held(by: "billing") == Scene.after["billing"])
        let still = try await scene.finishRuns()
        #expect(still.map(\.record.state) == [.undecided])
        scene.cluster.change { $0.setState("billing", .empty) }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(scene.held == before)
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test func `a group that moved since the pre-image stops the run before anything is written`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.readStable, "billing", number: 2, .meanwhile { $0.commit("billing", "orders", 0, 11) })
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.record.error?.code == "plan-stale")
        #expect(scene.altered.isEmpty)
    }

    @Test func `Ctrl-C between two groups puts back the first`() async throws {
        let scene = try await Scene.withoutTransactions()
        let stop = StopRequest()
        scene.cluster.watch { if $0.kind == .alterOffsets { stop.request(.interrupted) } }
        let outcome = try await scene.restoreBestEffort(stop: stop)
        #expect(outcome.record.state == .rolledBack)
        #expect(outcome.exitCode == .interrupted)
        #expect(scene.held == Scene.before)
        #expect(scene.altered == ["billing", "billing"])
    }

    @Test func `while it cannot be read back nothing is claimed`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.alterOffsets, "shipping", .fails(Self.denied)),
            .at(.readStable, "audit", number: 2, .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(outcome.record.state == .undecided)
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(scene.held == Scene.before)
    }

    private static func offsets(_ groups: [GroupID: ClusterState.Group]) -> [String: [String]] {
        var all: [String: [String]] = [:]
        for (group, held) in groups { all[group.name] = held.offsets.values.map { "\($0)" }.sorted() }
        return all
    }
}
