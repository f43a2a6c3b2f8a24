import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// From the commit on: whatever happened is found out and told.
struct RestoreCommitTests {
    /// Errors of a commit after which nobody knows its outcome; by themselves they say nothing (rule 10 of the protocol).
    static let unknowing = [
        KafkaError(.fenced, "fenced", isFatal: true), KafkaError(.timedOut, "no answer", isRetriable: true),
        KafkaError(.transport, "connection lost"),
    ]

    private static let upToCommitting: [RunState] = [.planned, .prechecked, .preImage, .open, .committing]

    @Test(arguments: unknowing)
    func `a commit whose answer is lost is found committed`(error: KafkaError) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.commit, .losesReply(error)))
        #expect(outcome.record.state == .done)
        #expect(outcome.exitCode == .done)
        #expect(scene.held == Scene.after)
        #expect(scene.cluster.count(.initialize) == 2)
        #expect(scene.cluster.count(.abort) == 0)
        #expect(try await scene.journalled() == Self.upToCommitting + [.committed, .verified, .done])
    }

    @Test(arguments: unknowing + [KafkaError(.invalidArgument, "abort it")])
    func `a commit that did not happen is found aborted`(error: KafkaError) async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.commit, .fails(error)))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode != .done)
        #expect(outcome.verified == 4)
        #expect(outcome.mismatches.isEmpty)
        #expect(scene.held == Scene.before)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
        // Nobody aborts once the commit is announced.
        #expect(scene.cluster.count(.abort) == 0)
        #expect(try await scene.journalled() == Self.upToCommitting + [.aborted])
    }

    @Test(arguments: [true, false])
    func `while the cluster cannot say how it ended nothing is claimed`(committed: Bool) async throws {
        let scene = try await Scene()
        let lost = KafkaError(.timedOut, "no answer")
        let outcome = try await scene.restore(
            .at(.commit, committed ? .losesReply(lost) : .fails(lost)),
            .at(.initialize, number: 2, .fails(lost))
        )
        #expect(outcome.record.state == .undecided)
        #expect(outcome.record.finishedAt == nil)
        #expect(outcome.exitCode == .failure)
        #expect(outcome.record.error?.message.contains("audit, billing, shipping") == true)
        let again = try await #require(throws: TidemarkError.self) {
            let plan = try await scene.plan()
            _ = try await PlanExecution(scene.context)
                .run(plan, who: Scene.operatorName, stop: StopRequest(), before: .after(.seconds(60)))
        }
        #expect(again.code == (committed ? .nothingToDo : .runUnfinished))
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [committed ? .done : .aborted])
        #expect(scene.held == (committed ? Scene.after : Scene.before))
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).isEmpty)
    }

    @Test func `a sentinel that cannot be read now leaves the run undecided`() async throws {
        let scene = try await Scene()
        let sentinel = SentinelGroup.name(installation: try await scene.journal.installation())
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.timedOut))),
            .at(.readStable, sentinel.name, .fails(KafkaError(.notCoordinator)))
        )
        #expect(outcome.record.state == .undecided)
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
    }

    @Test(arguments: [true, false])
    func `a sentinel that is gone is no proof, what the groups hold is`(committed: Bool) async throws {
        let scene = try await Scene()
        let sentinel = SentinelGroup.name(installation: try await scene.journal.installation())
        let lost = KafkaError(.fenced, "fenced", isFatal: true)
        let outcome = try await scene.restore(
            .at(.commit, committed ? .losesReply(lost) : .fails(lost)),
            .at(.initialize, number: 2, .meanwhile { $0.deleteGroup(sentinel.name) })
        )
        #expect(outcome.record.state == (committed ? .done : .aborted))
        #expect(scene.held == (committed ? Scene.after : Scene.before))
    }

    @Test func `a sentinel that may not be read is judged like one that is gone`() async throws {
        let scene = try await Scene()
        let sentinel = SentinelGroup.name(installation: try await scene.journal.installation())
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.timedOut))),
            .at(.readStable, sentinel.name, .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(outcome.record.state == .done)
    }

    @Test func `a refusal of the commit is no proof that it was not carried out`() async throws {
        let scene = try await Scene()
        let sentinel = SentinelGroup.name(installation: try await scene.journal.installation())
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.invalidArgument, "abort it"))),
            .at(.readStable, sentinel.name, .fails(KafkaError(.groupAuthorizationFailed)))
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
    }

    @Test func `without the sentinel a mixture is undecided and every difference is named`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restoreUndecided()
        #expect(outcome.record.state == .undecided)
        #expect(outcome.mismatches.map(\.group.name) == ["shipping"])
        #expect(outcome.mismatches.map(\.found?.offset) == [77])
        // Asked again, it is as undecided as before, and the journal takes no harm.
        let again = try await scene.finishRuns()
        #expect(again.map(\.record.state) == [.undecided])
        #expect(again.flatMap(\.mismatches).map(\.group.name) == ["shipping"])
        // Once the groups hold what was planned, it can be decided.
        scene.cluster.change { $0.commit("shipping", "payments", 0, 3) }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
    }

    @Test func `somebody who commits before the read-back has raced, and is named`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.readStable, "shipping", number: 2, .meanwhile { $0.commit("shipping", "payments", 0, 4) })
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(outcome.mismatches.map(\.group.name) == ["shipping"])
        #expect(outcome.mismatches.map(\.expected?.offset) == [3])
        #expect(outcome.mismatches.map(\.found?.offset) == [4])
        #expect(outcome.record.error?.message.contains("shipping") == true)
        let summary = try await scene.reader.runs().last
        #expect(summary?.mismatches == outcome.mismatches)
        #expect(summary?.record.state == .raced)
    }

    @Test func `a partition that is missing afterwards counts as different`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.readStable, "billing", number: 2, .meanwhile { $0.deleteGroup("billing") })
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.mismatches.count == 2)
        #expect(outcome.mismatches.allSatisfy { $0.found == nil })
    }

    @Test func `other metadata at the same offset counts as different`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.readStable, "shipping", number: 2, .meanwhile { $0.commit("shipping", "payments", 0, 3, "mine") })
        )
        #expect(outcome.record.state == .raced)
    }

    @Test(arguments: [KafkaErrorCode.timedOut, .groupAuthorizationFailed, .unstableOffsetCommit])
    func `a read-back that fails does not say that nothing was written`(code: KafkaErrorCode) async throws {
        let scene = try await Scene()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restore(.at(.readStable, "shipping", number: 2, .fails(KafkaError(code))))
        }
        #expect(error.code == .notVerified)
        #expect(error.exitCode == .partial)
        #expect(error.message.contains("the offsets were committed"))
        #expect(try await scene.journalled() == Self.upToCommitting + [.committed])
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
    }

    @Test func `brokers that are silent after the read-back do not spoil the verdict`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.list, number: 3, .fails(KafkaError(.timedOut))))
        #expect(outcome.record.state == .done)
        let events = try await scene.reader.run(outcome.record.id).events
        #expect(events.contains { $0.state == .verified && $0.detail?.contains("not known") == true })
    }

    @Test func `members that are back after the commit are remarked`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(.at(.list, number: 3, .meanwhile { $0.setState("billing", .stable) }))
        #expect(outcome.record.state == .done)
        let events = try await scene.reader.run(outcome.record.id).events
        #expect(events.contains { $0.detail == "group billing has members again (Stable)" })
    }
}
