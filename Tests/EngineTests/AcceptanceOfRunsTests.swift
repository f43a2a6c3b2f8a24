import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Runs that nobody can decide are ended on an operator's word, and only then.
struct AcceptanceOfRunsTests {
    /// A run whose mark is gone and whose groups hold neither all old nor all new offsets.
    private static func undecided() async throws -> (Scene, RunID) {
        let scene = try await Scene()
        let outcome = try await scene.restoreUndecided()
        #expect(outcome.record.state == .undecided)
        scene.cluster.change { $0.faults = [] }
        return (scene, outcome.record.id)
    }

    private static func accept(_ scene: Scene, _ id: RunID) async throws -> RunOutcome {
        try await Recovery(scene.context).accept(id, cluster: "c-1")
    }

    @Test func `an undecided run stays undecided, is over, named and audited`() async throws {
        let (scene, id) = try await Self.undecided()
        let writes = scene.cluster.now.calls.count { $0.isWrite }
        let outcome = try await Self.accept(scene, id)
        #expect(outcome.record.state == .undecided)
        #expect(outcome.record.finishedAt != nil)
        #expect(outcome.mismatches.map(\.found?.offset) == [77])
        #expect(scene.cluster.now.calls.count { $0.isWrite } == writes)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).isEmpty)
        let detail = try await scene.reader.run(id)
        #expect(detail.events.last?.detail?.hasPrefix("accepted as it is: ") == true)
        #expect(detail.mismatches.map(\.found?.offset) == [77])
        let audited = try await scene.reader.auditLog().last?.entry
        #expect(audited?.subject == id.text)
        #expect(audited?.result == "undecided")
        #expect(audited?.detail?.hasPrefix("accepted as it is: ") == true)

        // Now others can begin, and this one cannot be undone: what it left is not known.
        scene.cluster.change { $0.commit("billing", "orders", 0, 10) }
        #expect(try await scene.restore().record.state == .done)
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await Planner(scene.cluster)
                .plan(UndoSource(of: try await scene.reader.run(id)), before: .after(.seconds(60)))
        }
        #expect(error.code == .runUndecided)
    }

    @Test func `what can be decided is decided, and not accepted`() async throws {
        let (scene, id) = try await Self.undecided()
        scene.cluster.change { $0.commit("shipping", "payments", 0, 3) }
        let outcome = try await Self.accept(scene, id)
        #expect(outcome.record.state == .done)
        #expect(outcome.exitCode == .done)
        let again = try await #require(throws: TidemarkError.self) { _ = try await Self.accept(scene, id) }
        #expect(again.code == .runOver)
        #expect(again.exitCode == .refused)
    }

    @Test func `deletions that are not permitted can be given up; what stays is named`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.commit("audit", "payments", 0, 1) }
        let denied = ClusterFault.at(.deleteOffsets, number: nil, .fails(KafkaError(.groupAuthorizationFailed)))
        _ = try? await scene.restore(denied, request: PlanRequest(policy: PlanPolicy(mode: .exact)))
        let id = try #require(try await scene.reader.runs().last).record.id
        let outcome = try await Self.accept(scene, id)
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(outcome.mismatches.map(\.group.name) == ["audit"])
        #expect(outcome.record.error?.message.contains("not permitted") == true)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).isEmpty)
    }

    @Test func `a run of which a producer cannot be had is over as undecided`() async throws {
        let scene = try await Scene()
        let lost = KafkaError(.timedOut, "no answer")
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(lost)),
            .at(.initialize, number: nil, .meanwhile { _ in }),
            .at(.initialize, number: 2, .fails(lost)),
            .at(.initialize, number: 3, .fails(lost))
        )
        #expect(outcome.record.state == .undecided)
        let accepted = try await Self.accept(scene, outcome.record.id)
        #expect(accepted.record.state == .undecided)
        #expect(accepted.record.finishedAt != nil)
        #expect(accepted.mismatches.isEmpty)
    }

    @Test func `what could not be read is named as such, and what was found before stays`() async throws {
        let (scene, id) = try await Self.undecided()
        scene.cluster.change { state in
            state.faults.append(
                .at(.readUnstable, "shipping", number: nil, .fails(KafkaError(.timedOut, "no answer")))
            )
            state.commit("billing", "orders", 0, 66)
        }
        let outcome = try await Self.accept(scene, id)
        #expect(outcome.unread.map(\.group.name) == ["shipping"])
        #expect(outcome.unread.first?.reason.contains("shipping") == true)
        #expect(outcome.mismatches.map(\.found?.offset) == [66, 77])
        let detail = try await scene.reader.run(id)
        #expect(detail.mismatches == outcome.mismatches)
        #expect(detail.unread == outcome.unread)
        #expect(try await scene.reader.flaw(in: id) == nil)
    }

    @Test func `where no group can be read, that is what is said`() async throws {
        let (scene, id) = try await Self.undecided()
        let denied = KafkaError(.groupAuthorizationFailed)
        scene.cluster.change { $0.faults.append(.at(.readUnstable, number: nil, .fails(denied))) }
        let outcome = try await Self.accept(scene, id)
        #expect(outcome.unread.map(\.group.name) == ["audit", "billing", "shipping"])
        #expect(try await scene.reader.run(id).unread.count == 3)
    }

    @Test func `what a recovery newly finds of an undecided run is journalled`() async throws {
        let (scene, id) = try await Self.undecided()
        scene.cluster.change { $0.commit("billing", "orders", 0, 66) }
        let outcome = try #require(try await scene.finishRuns().first)
        #expect(outcome.record.state == .undecided)
        #expect(outcome.mismatches.map(\.found?.offset) == [66, 77])
        #expect(try await scene.reader.run(id).mismatches == outcome.mismatches)
        let events = try await scene.reader.run(id).events.count
        // The same once more is nothing new.
        _ = try await scene.finishRuns()
        #expect(try await scene.reader.run(id).events.count == events)
    }

    @Test func `a run of another cluster is not touched`() async throws {
        let (scene, id) = try await Self.undecided()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await Recovery(scene.context).accept(id, cluster: "c-2")
        }
        #expect(error.code == .wrongCluster)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.id) == [id])
    }
}
