import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// The journal cannot be written at some state: nothing happens to the cluster that is not journalled.
struct JournalFailureTests {
    /// Which look at the clock belongs to which state of a run without mishaps.
    private static func look(_ state: RunState) throws -> Int64 {
        let order: [RunState] = [
            .planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done,
        ]
        return Int64(try #require(order.firstIndex(of: state))) + 1
    }

    @Test func `a plan that cannot be journalled is not begun`() async throws {
        let scene = try await Scene()
        let prepared = try await scene.plan()
        scene.cluster.change { $0.forgetCalls() }
        scene.clock.block()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await PlanExecution(scene.context)
                .run(prepared, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        }
        #expect(error.message.contains("journal.sqlite"))
        #expect(scene.cluster.now.calls.isEmpty)
        scene.clock.unblock()
        #expect(try await scene.reader.runs().isEmpty)
    }

    @Test(arguments: [RunState.prechecked, .preImage, .open])
    func `a state before the transaction that cannot be journalled stops before it`(state: RunState) async throws {
        let scene = try await Scene()
        scene.clock.fail(at: try Self.look(state))
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        #expect(error.message.contains("journal.sqlite"))
        // Beginning sends nothing that writes; of who writes, it is journalled with the state.
        #expect(scene.cluster.count(.begin) == (state == .open ? 1 : 0))
        #expect(scene.cluster.count(.send) == 0)
        try await Self.expectFinished(scene, as: .aborted)
    }

    @Test func `a commit that cannot be journalled is not sent, and the transaction is aborted`() async throws {
        let scene = try await Scene()
        scene.clock.fail(at: try Self.look(.committing))
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        #expect(error.message.contains("the transaction was aborted"))
        #expect(error.message.contains("journal.sqlite"))
        #expect(scene.cluster.count(.commit) == 0)
        #expect(scene.cluster.count(.abort) == 1)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
        try await Self.expectFinished(scene, as: .aborted)
    }

    @Test func `neither journal nor abort: the next start ends the transaction`() async throws {
        let scene = try await Scene()
        scene.clock.fail(at: try Self.look(.committing))
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restore(
                .at(.abort, .fails(KafkaError(.timedOut))),
                .at(.initialize, number: 2, .fails(KafkaError(.timedOut)))
            )
        }
        #expect(error.message.contains("undecided"))
        #expect(scene.cluster.now.transactions.values.contains { $0.isOpen })
        try await Self.expectFinished(scene, as: .aborted)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
    }

    @Test(arguments: [RunState.committed, .verified, .done])
    func `a journal that fails after the commit does not hide it`(state: RunState) async throws {
        let scene = try await Scene()
        scene.clock.fail(at: try Self.look(state))
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restore() }
        #expect(error.message.contains(state == .done ? "the run ended as done" : "the offsets were committed"))
        #expect(error.message.contains("journal.sqlite"))
        #expect(error.exitCode != .refused && error.exitCode != .unreachable)
        #expect(scene.held == Scene.after)
        try await Self.expectFinished(scene, as: .done)
    }

    /// The journal can be written again, and the next start brings the run to this end.
    private static func expectFinished(
        _ scene: Scene,
        as end: RunState,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        scene.clock.unblock()
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [end], sourceLocation: location)
        #expect(scene.held == (end == .done ? Scene.after : Scene.before), sourceLocation: location)
        #expect(try await scene.journalled().last == end, sourceLocation: location)
        #expect(try await scene.finishRuns().isEmpty, sourceLocation: location)
    }
}
