import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// A process that dies anywhere in a restore without a transaction.
///
/// It dies where the journal cannot be written any more: nothing is done after that, and what was done is on disk.
struct BestEffortRecoveryTests {
    /// How many states and steps a run without mishaps enters, and one that is put back at the second group.
    private static let looks = Int64(13)
    private static let looksWithRollback = Int64(14)

    @Test(arguments: Scene.Start.allCases, 2...looks)
    func `cut short anywhere, the next start leaves every group old or every group new`(
        start: Scene.Start,
        look: Int64
    ) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let before = scene.held
        scene.clock.fail(at: look + scene.clock.looks)
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restoreBestEffort() }
        #expect(error.message.contains("journal.sqlite"))
        scene.clock.unblock()
        // Once the second group is known to be written nothing is missing; before the first intent nothing was written.
        let isWritten = look > 9
        let end: RunState = isWritten ? .done : look > 5 ? .rolledBack : .aborted
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [end])
        #expect(scene.held == (isWritten ? Scene.after : before))
        #expect(finished.flatMap(\.mismatches).isEmpty)
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test(arguments: Scene.Start.allCases, 9...looksWithRollback)
    func `cut short while it is put back, the next start goes on with it`(
        start: Scene.Start,
        look: Int64
    ) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let before = scene.held
        scene.clock.fail(at: look + scene.clock.looks)
        _ = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restoreBestEffort(
                .at(.alterOffsets, "shipping", .fails(KafkaError(.groupAuthorizationFailed)))
            )
        }
        scene.clock.unblock()
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(scene.held == before)
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test func `what something else has committed since the interruption stays`() async throws {
        let scene = try await Scene.withoutTransactions()
        // Both groups are written, and the journal does not know of the second acknowledgement.
        scene.clock.fail(at: 9 + scene.clock.looks)
        _ = try? await scene.restoreBestEffort()
        scene.clock.unblock()
        #expect(scene.held == Scene.after)
        scene.cluster.change { $0.commit("billing", "orders", 0, 77) }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(finished.flatMap(\.mismatches).map(\.found?.offset) == [77])
        #expect(scene.cluster.now.held(by: "shipping") == Scene.before["shipping"])
        #expect(scene.cluster.now.held(by: "billing") == ["orders[0]=77", "orders[1]=20"])
    }

    @Test func `a cluster that does not answer leaves the run for the next start`() async throws {
        let scene = try await Scene.withoutTransactions()
        scene.clock.fail(at: 9 + scene.clock.looks)
        _ = try? await scene.restoreBestEffort()
        scene.clock.unblock()
        scene.cluster.add(.at(.readStable, number: nil, .fails(KafkaError(.groupAuthorizationFailed))))
        let silent = try await scene.finishRuns()
        #expect(silent.map(\.record.state) == [.undecided])
        #expect(silent.first?.record.error?.message.contains("billing, shipping") == true)
        scene.cluster.change { $0.faults = [] }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.rolledBack])
        #expect(scene.held == Scene.before)
    }
}
