import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// When a restore is carried out without a transaction, and when it is not begun.
struct BestEffortRefusalTests {
    @Test func `a cluster that permits transactions gets one`() async throws {
        let scene = try await Scene()
        let planned = try await scene.plan()
        let (prepared, refusal) = try await scene.choose(planned)
        #expect(prepared == planned)
        #expect(refusal == nil)
    }

    @Test(arguments: [KafkaErrorCode.transactionalIDAuthorizationFailed, .unsupportedFeature, .unsupportedVersion])
    func `a cluster that refuses transactions gets the same steps as another plan`(code: KafkaErrorCode) async throws {
        let scene = try await Scene()
        let planned = try await scene.plan()
        scene.cluster.add(.at(.initialize, .fails(KafkaError(code))))
        let (prepared, refusal) = try await scene.choose(planned)
        #expect(prepared.plan.commitProtocol == .bestEffort)
        #expect(prepared.plan.steps == planned.plan.steps)
        #expect(prepared.digest != planned.digest)
        #expect(refusal != nil)
    }

    @Test(arguments: [true, false])
    func `brokers that do not honour the fence get it, too`(ignoresFence: Bool) async throws {
        let scene = try await Scene()
        try await scene.journal.remember(
            FenceProof(clusterID: "c-1", provedAt: .now(), libraryVersion: "another", brokers: [])
        )
        scene.cluster.change {
            $0.ignoresFence = ignoresFence
            $0.refusesFence = !ignoresFence
        }
        let (prepared, refusal) = try await scene.choose(try await scene.plan())
        #expect(prepared.plan.commitProtocol == .bestEffort)
        #expect(refusal?.code == .noFence)
        #expect(scene.held == Scene.before)
    }

    @Test func `a cluster that does not answer is no reason to go without`() async throws {
        let scene = try await Scene()
        let planned = try await scene.plan()
        scene.cluster.add(.at(.initialize, .fails(KafkaError(.timedOut))))
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await scene.choose(planned)
        }
        #expect(error.exitCode == .unreachable)
    }

    @Test(arguments: [
        (KafkaErrorCode.transactionalIDAuthorizationFailed, ExitCode.denied, "--transactional-id tidemark-c-1"),
        (.unsupportedFeature, .refused, "Kafka 3.3"),
    ])
    func `without being allowed, nothing is written and the way out is named`(
        code: KafkaErrorCode,
        exitCode: ExitCode,
        remedy: String
    ) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.initialize, .fails(KafkaError(code))))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == exitCode)
        let hint = try #require(outcome.record.error?.hint)
        #expect(hint.contains(remedy))
        #expect(hint.contains("--allow-best-effort"))
        #expect(scene.cluster.now.calls.allSatisfy { !$0.isWrite })
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [Scene.Start.partition, .group])
    func `what could not be taken back is not written`(start: Scene.Start) async throws {
        let scene = try await Scene.withoutTransactions(start)
        let before = scene.held
        let outcome = try await scene.restoreBestEffort(
            .at(.deleteOffsets, "billing", .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .denied)
        #expect(outcome.record.error?.hint?.contains("--operation Delete --group billing") == true)
        #expect(scene.altered.isEmpty)
        #expect(scene.held == before)
    }

    @Test func `the right to delete is not needed where nothing is added`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(
            .at(.deleteOffsets, number: nil, .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(outcome.record.state == .done)
    }

    @Test func `a group that has got members is not written to`() async throws {
        let scene = try await Scene.withoutTransactions()
        let outcome = try await scene.restoreBestEffort(.at(.list, .meanwhile { $0.setState("shipping", .stable) }))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.record.error?.code == "group-active")
        #expect(scene.altered.isEmpty)
    }
}
