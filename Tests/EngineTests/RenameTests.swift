import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// A run that deletes what it has copied: the copy is read back first, and nothing is deleted where it is not there.
struct RenameTests {
    private static let upToCommitted: [RunState] = [
        .planned, .prechecked, .preImage, .open, .committing, .committed,
    ]
    /// What `billing` holds, and what `invoices` is to hold.
    private static let offsets = Scene.before["billing"]

    /// What becomes of the copy.
    enum Mishap: CaseIterable, Sendable {
        case moved
        case otherMetadata
        case partitionGone
        case groupGone

        @Sendable func happen(to state: inout ClusterState) {
            let first = TopicPartition(topic: "orders", partition: 0)
            switch self {
            case .moved: state.commit("invoices", "orders", 1, 21)
            case .otherMetadata: state.commit("invoices", "orders", 0, 10, "mine")
            case .partitionGone: state.groups[GroupID("invoices")]?.offsets[first] = nil
            case .groupGone: state.deleteGroup("invoices")
            }
        }
    }

    private static func plan(_ scene: Scene) async throws -> PreparedPlan {
        let source = CopySource(CopyRequest(.rename, mapping: try Mapping(from: "billing", to: "invoices")))
        return try await Planner(scene.cluster).plan(source, before: .after(.seconds(60)))
    }

    private static func rename(_ scene: Scene, _ faults: ClusterFault...) async throws -> RunOutcome {
        try await scene.carryOut(try await plan(scene), faults)
    }

    private static func expectNothingDeleted(_ scene: Scene, _ outcome: RunOutcome) {
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(outcome.record.error?.message.contains("what billing still holds was not deleted") == true)
        #expect(Set(outcome.mismatches.map(\.group.name)) == ["billing", "invoices"])
        // Best effort asks beforehand whether it may delete in the groups that it writes.
        let old = scene.cluster.now.calls.filter { $0.group?.name == "billing" }.map(\.kind)
        #expect(!old.contains(.deleteOffsets) && !old.contains(.deleteGroup))
        #expect(scene.cluster.now.held(by: "billing") == offsets)
    }

    @Test func `the copy is read back before anything is deleted`() async throws {
        let scene = try await Scene()
        let outcome = try await Self.rename(scene)
        #expect(outcome.record.state == .done)
        #expect(outcome.record.kind == .rename)
        #expect(scene.cluster.now.held(by: "invoices") == Self.offsets)
        #expect(scene.cluster.now.held(by: "billing").isEmpty)
        #expect(try await scene.journalled() == Self.upToCommitted + [.deleting, .verified, .done])
        let calls = scene.cluster.now.calls
        let commit = try #require(calls.firstIndex { $0.kind == .commit })
        let deletion = try #require(calls.firstIndex { $0.kind == .deleteGroup })
        #expect(calls[commit..<deletion].contains { $0.kind == .readStable && $0.group?.name == "invoices" })
    }

    @Test(arguments: Mishap.allCases)
    func `nothing is deleted where the copy does not read back`(mishap: Mishap) async throws {
        let scene = try await Scene()
        let outcome = try await Self.rename(
            scene,
            .at(.readStable, "invoices", number: 2, .meanwhile(mishap.happen))
        )
        Self.expectNothingDeleted(scene, outcome)
        #expect(try await scene.journalled() == Self.upToCommitted + [.raced])
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test func `without anything left to copy, what is there already is read back`() async throws {
        let scene = try await Scene()
        scene.cluster.change {
            $0.commit("invoices", "orders", 0, 10, "now")
            $0.commit("invoices", "orders", 1, 20)
        }
        let outcome = try await Self.rename(
            scene,
            .at(.readStable, "invoices", number: 2, .meanwhile(Mishap.groupGone.happen))
        )
        Self.expectNothingDeleted(scene, outcome)
        #expect(scene.cluster.count(.begin) == 0)
    }

    @Test func `without a transaction the copy is read back as well`() async throws {
        let scene = try await Scene.withoutTransactions()
        let (prepared, _) = try await scene.choose(try await Self.plan(scene))
        #expect(prepared.plan.commitProtocol == .bestEffort)
        // Before the deletion it is the last time: before that come pre-image, last look and the look at the group.
        let outcome = try await scene.carryOut(
            prepared,
            [.at(.readStable, "invoices", number: 4, .meanwhile(Mishap.moved.happen))]
        )
        Self.expectNothingDeleted(scene, outcome)
    }

    @Test(arguments: [KafkaErrorCode.timedOut, .groupAuthorizationFailed, .unstableOffsetCommit], [true, false])
    func `a copy that cannot be read is not proven, and a recovery decides by reading it`(
        code: KafkaErrorCode,
        isThere: Bool
    ) async throws {
        let scene = try await Scene()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await Self.rename(scene, .at(.readStable, "invoices", number: 2, .fails(KafkaError(code))))
        }
        #expect(error.code == .notVerified)
        #expect(scene.cluster.count(.deleteGroup) == 0)
        #expect(try await scene.journalled() == Self.upToCommitted)
        if !isThere { scene.cluster.change(Mishap.groupGone.happen) }
        let finished = try await scene.finishRuns()
        if isThere {
            #expect(finished.map(\.record.state) == [.done])
            #expect(scene.cluster.now.held(by: "billing").isEmpty)
        } else {
            Self.expectNothingDeleted(scene, try #require(finished.first))
        }
    }

    /// Where a run stops for good.
    enum End: CaseIterable, Sendable {
        case beforeDeleting
        case beforeTheDeletion
        case afterTheDeletion

        fileprivate func run(_ scene: Scene) async throws {
            let denied = KafkaError(.groupAuthorizationFailed)
            _ = try await #require(throws: TidemarkError.self) {
                switch self {
                case .beforeDeleting:
                    scene.clock.fail(at: Int64(upToCommitted.count + 1))
                    _ = try await rename(scene)
                case .beforeTheDeletion: _ = try await rename(scene, .at(.deleteGroup, .fails(denied)))
                case .afterTheDeletion: _ = try await rename(scene, .at(.deleteGroup, .losesReply(denied)))
                }
            }
            scene.clock.unblock()
        }
    }

    @Test(arguments: End.allCases, [true, false])
    func `a run that was cut short is finished by a recovery, which reads the copy back again`(
        end: End,
        isThere: Bool
    ) async throws {
        let scene = try await Scene()
        try await end.run(scene)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).count == 1)
        if !isThere { scene.cluster.change(Mishap.groupGone.happen) }
        let left = scene.cluster.now.held(by: "billing")
        scene.cluster.change { state in
            state.forgetCalls()
            state.faults = []
        }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [isThere ? .done : .raced])
        #expect(scene.cluster.now.held(by: "billing") == (isThere ? [] : left))
        if !isThere { #expect(scene.cluster.count(.deleteGroup) == 0) }
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test(arguments: [true, false])
    func `the undoing of a rename reads back as well before it removes the new group`(isThere: Bool) async throws {
        let scene = try await Scene()
        _ = try await Self.rename(scene)
        let undo = try await Planner(scene.cluster)
            .plan(UndoSource(of: "latest", in: scene.context), before: .after(.seconds(60)))
        let mishap = ClusterFault.at(.readStable, "billing", number: 2, .meanwhile { $0.deleteGroup("billing") })
        let outcome = try await scene.carryOut(undo, isThere ? [] : [mishap])
        #expect(outcome.record.state == (isThere ? .done : .raced))
        #expect(scene.cluster.now.held(by: "billing") == (isThere ? Self.offsets : []))
        #expect(scene.cluster.now.held(by: "invoices") == (isThere ? [] : Self.offsets))
        #expect(scene.cluster.count(.deleteGroup) == (isThere ? 1 : 0))
    }
}
