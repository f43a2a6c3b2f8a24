import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Whatever happens before the commit: nothing has changed.
struct RestoreAbortTests {
    private static func expectUnchanged(
        _ scene: Scene,
        _ outcome: RunOutcome,
        _ states: [RunState],
        held: [String: [String]] = Scene.before,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(outcome.record.state == .aborted, sourceLocation: location)
        #expect(outcome.record.error != nil, sourceLocation: location)
        #expect(scene.held == held, sourceLocation: location)
        #expect(try await scene.journalled() == states, sourceLocation: location)
        #expect(scene.cluster.count(.commit) == 0, sourceLocation: location)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen }, sourceLocation: location)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).isEmpty, sourceLocation: location)
    }

    @Test func `a plan is stale when a target moved since`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.metadata, .meanwhile { $0.commit("shipping", "payments", 0, 31) })
        )
        var held = Scene.before
        held["shipping"] = ["payments[0]=31"]
        try await Self.expectUnchanged(scene, outcome, [.planned, .prechecked, .aborted], held: held)
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.code == "plan-stale")
        #expect(outcome.record.error?.message.contains("shipping") == true)
        #expect(outcome.record.error?.message.contains("payments[0]") == true)
        #expect(scene.cluster.count(.send) == 0)
    }

    @Test func `a plan is stale when a kept partition moved since`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.metadata, .meanwhile { $0.commit("audit", "orders", 0, 8) }))
        #expect(outcome.record.error?.code == "plan-stale")
        #expect(scene.cluster.count(.send) == 0)
    }

    @Test func `a plan for a topic that is gone, or for another cluster, is refused at once`() async throws {
        let scene = try await Scene()
        let stale = try await scene.restore(.at(.metadata, .meanwhile { $0.deleteTopic("payments") }))
        #expect(stale.record.error?.code == "plan-stale")
        #expect(stale.exitCode == .refused)
        #expect(scene.cluster.count(.initialize) == 0)
        let other = try await Scene()
        let wrong = try await other.restore(.at(.metadata, .meanwhile { $0.id = "c-2" }))
        #expect(wrong.record.error?.code == "wrong-cluster")
        #expect(other.cluster.count(.initialize) == 0)
        #expect(other.held == Scene.before)
    }

    @Test(arguments: ["audit", "billing", "shipping"])
    func `a group that got members before the transaction stops everything`(group: String) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.list, .meanwhile { $0.setState(group, .stable) }))
        try await Self.expectUnchanged(scene, outcome, [.planned, .prechecked, .preImage, .aborted])
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.message.contains("group \(group) has running members") == true)
        #expect(scene.cluster.count(.begin) == 0)
    }

    @Test(arguments: ["audit", "billing", "shipping"])
    func `the broker's fence stops everything`(group: String) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.send, group, .meanwhile { $0.setState(group, .stable) }))
        try await Self.expectUnchanged(
            scene,
            outcome,
            [.planned, .prechecked, .preImage, .open, .aborting, .aborted]
        )
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.code == "group-active")
        #expect(outcome.record.error?.message.contains(group) == true)
        #expect(outcome.verified == 4)
    }

    @Test(arguments: ["audit", "billing", "shipping"])
    func `a group that got members after its offsets were sent stops everything`(group: String) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.list, number: 2, .meanwhile { $0.setState(group, .stable) }))
        try await Self.expectUnchanged(
            scene,
            outcome,
            [.planned, .prechecked, .preImage, .open, .aborting, .aborted]
        )
        #expect(outcome.record.error?.code == "group-active")
    }

    @Test func `what somebody commits after the pre-image stays`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.readUnstable, "billing", .meanwhile { $0.commit("billing", "orders", 1, 21) })
        )
        var held = Scene.before
        held["billing"] = ["orders[0]=10", "orders[1]=21"]
        try await Self.expectUnchanged(
            scene,
            outcome,
            [.planned, .prechecked, .preImage, .open, .aborting, .aborted],
            held: held
        )
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.code == "plan-stale")
        #expect(outcome.mismatches.map(\.found?.offset) == [21])
        #expect(outcome.record.error?.message.contains("something else has moved 1 partitions of billing") == true)
    }

    @Test(
        arguments: [
            (KafkaErrorCode.groupAuthorizationFailed, ExitCode.denied), (.topicAuthorizationFailed, .denied),
            (.timedOut, .unreachable), (.offsetMetadataTooLarge, .refused), (.fenced, .busy),
        ]
    )
    func `an error at any group aborts all`(code: KafkaErrorCode, exitCode: ExitCode) async throws {
        for number in 1...4 {
            let scene = try await Scene()
            let outcome = try await scene.restore(
                .at(.send, number: number, .fails(KafkaError(code, "why")))
            )
            try await Self.expectUnchanged(
                scene,
                outcome,
                [.planned, .prechecked, .preImage, .open, .aborting, .aborted]
            )
            #expect(outcome.exitCode == exitCode)
        }
    }

    @Test func `somebody else's open transaction stops it before anything is written`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(
                .readStable,
                .meanwhile { state in
                    let partition = TopicPartition(topic: "payments", partition: 0)
                    let pending = CommittedOffset(partition, offset: 99)
                    state.transactions["foreign"] = .init(
                        epoch: 1,
                        isOpen: true,
                        pending: [GroupID("shipping"): [partition: pending]]
                    )
                }
            )
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.record.error?.code == "foreign-transaction")
        #expect(outcome.exitCode == .refused)
        #expect(scene.cluster.count(.begin) == 0)
    }

    @Test(
        arguments: [
            (KafkaErrorCode.transactionalIDAuthorizationFailed, ExitCode.denied), (.timedOut, .unreachable),
        ]
    )
    func `without a transaction nothing begins`(code: KafkaErrorCode, exitCode: ExitCode) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.initialize, .fails(KafkaError(code))))
        try await Self.expectUnchanged(scene, outcome, [.planned, .aborted])
        #expect(outcome.exitCode == exitCode)
        #expect(scene.cluster.count(.readStable) == 0)
    }

    @Test(arguments: [1, 2])
    func `while a broker does not list its groups nothing is committed`(listing: Int) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.list, number: listing, .meanwhile { $0.brokerErrors = [KafkaError(.transport)] })
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .unreachable)
        #expect(scene.held == Scene.before)
    }

    @Test func `an abort that fails is decided by a new producer and the sentinel`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.send, "shipping", .fails(KafkaError(.timedOut))),
            .at(.abort, .fails(KafkaError(.fenced, isFatal: true)))
        )
        try await Self.expectUnchanged(
            scene,
            outcome,
            [.planned, .prechecked, .preImage, .open, .aborting, .aborted]
        )
        #expect(scene.cluster.count(.initialize) == 2)
        #expect(outcome.verified == 4)
    }

    @Test func `an abort that cannot be proved leaves the run to the next one`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.send, "shipping", .fails(KafkaError(.timedOut))),
            .at(.abort, .fails(KafkaError(.timedOut))),
            .at(.initialize, number: 2, .fails(KafkaError(.timedOut)))
        )
        #expect(outcome.record.state == .undecided)
        #expect(outcome.exitCode == .failure)
        #expect(outcome.record.error?.message.contains("audit, billing, shipping") == true)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.id) == [outcome.record.id])
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.aborted])
        #expect(scene.held == Scene.before)
    }

    @Test func `a read-back that fails after the abort is said, not passed over`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.send, "shipping", .fails(KafkaError(.offsetMetadataTooLarge))),
            .at(.readStable, "audit", number: 2, .fails(KafkaError(.timedOut)))
        )
        #expect(outcome.record.state == .aborted)
        #expect(outcome.verified == 0)
        #expect(outcome.record.error?.message.contains("could not be read back") == true)
    }

    @Test(arguments: [ClusterCall.Kind.metadata, .initialize, .readStable, .list, .begin, .send, .readUnstable])
    func `a request to stop before the commit aborts`(kind: ClusterCall.Kind) async throws {
        let scene = try await Scene()
        let stop = StopRequest()
        scene.cluster.watch { if $0.kind == kind { stop.request(.terminated) } }
        let prepared = try await scene.plan()
        let outcome = try await PlanExecution(scene.context)
            .run(prepared, who: Scene.operatorName, stop: stop, before: .after(.seconds(60)))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .terminated)
        #expect(scene.held == Scene.before)
        #expect(scene.cluster.count(.commit) == 0)
    }

    @Test func `a request to stop after the commit finishes the run`() async throws {
        let scene = try await Scene()
        let stop = StopRequest()
        scene.cluster.watch { if $0.kind == .commit { stop.request(.interrupted) } }
        let outcome = try await scene.restore(stop: stop)
        #expect(outcome.record.state == .done)
        #expect(outcome.exitCode == .done)
    }

    @Test func `a deadline that has passed aborts before anything is written`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(deadline: Deadline(instant: .now.advanced(by: .seconds(-1))))
        try await Self.expectUnchanged(scene, outcome, [.planned, .prechecked, .preImage, .aborted])
        #expect(outcome.record.error?.code == "deadline")
        #expect(outcome.exitCode == .unreachable)
        #expect(scene.cluster.count(.begin) == 0)
    }
}

extension KafkaError {
    fileprivate init(_ code: KafkaErrorCode, isFatal: Bool = false) {
        self.init(code, code.name, isFatal: isFatal)
    }
}
