import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Mode `exact`: what the snapshot does not have is deleted after the commit.
struct ExactTests {
    private static let upToDeleting: [RunState] = [
        .planned, .prechecked, .preImage, .open, .committing, .committed, .deleting,
    ]
    private static let exact = PlanRequest(policy: PlanPolicy(mode: .exact))

    /// A scene where `audit` and `shipping` hold offsets that the snapshot does not have.
    ///
    /// `shipping` is set and so has an offset that makes the deletion durable, and so has `audit`, which is kept.
    private static func scene() async throws -> Scene {
        let scene = try await Scene()
        scene.cluster.change {
            $0.commit("audit", "payments", 0, 1)
            $0.commit("shipping", "orders", 1, 4, "surplus")
        }
        return scene
    }

    @Test func `what the snapshot does not have is deleted after the commit and read back`() async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(request: Self.exact)
        #expect(outcome.record.state == .done)
        #expect(outcome.record.mode == .exact)
        #expect(outcome.verified == 6)
        #expect(scene.held == Scene.after)
        #expect(try await scene.journalled() == Self.upToDeleting + [.verified, .done])
        for group in ["audit", "shipping"] {
            let calls = scene.cluster.now.calls.filter { $0.kind == .commit || $0.group?.name == group }
            let writes = calls.map(\.kind).filter { [.commit, .deleteOffsets, .alterOffsets].contains($0) }
            #expect(writes == [.commit, .deleteOffsets, .alterOffsets])
        }
        // Each group keeps an offset whose commit makes the deletion durable, so that nothing has to be waited for.
        #expect(scene.cluster.count(.waitForDeletions) == 0)
    }

    @Test func `the offset whose commit makes a deletion durable keeps its leader epoch`() async throws {
        let scene = try await Self.scene()
        let group = GroupID("audit")
        let partition = TopicPartition(topic: "orders", partition: 0)
        let kept = CommittedOffset(partition, offset: 7, leaderEpoch: 3)
        scene.cluster.change { $0.groups[group]?.hold(kept) }
        let outcome = try await scene.restore(request: Self.exact)
        #expect(outcome.record.state == .done)
        #expect(scene.altered.contains(group.name))
        #expect(scene.cluster.now.groups[group]?.offsets == [partition: kept])
    }

    @Test func `a plan that only deletes has no transaction, and waits for the replicas`() async throws {
        let scene = try await Scene()
        scene.cluster.change {
            $0.groups = [:]
            $0.commit("billing", "orders", 0, 5)
            $0.commit("billing", "orders", 1, 20)
            $0.commit("shipping", "payments", 0, 3)
            $0.commit("audit", "orders", 0, 7)
            $0.commit("audit", "payments", 0, 1)
        }
        let outcome = try await scene.restore(
            .at(.alterOffsets, "audit", .fails(KafkaError(.timedOut))),
            request: Self.exact
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
        #expect(scene.cluster.count(.initialize) == 0)
        #expect(scene.cluster.count(.begin) == 0)
        #expect(scene.cluster.count(.waitForDeletions) == 1)
        #expect(
            try await scene.journalled() == [.planned, .prechecked, .preImage, .deleting, .verified, .done]
        )
    }

    @Test func `offsets that come back with a new coordinator are deleted again`() async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.alterOffsets, "audit", .fails(KafkaError(.notCoordinator))),
            .at(.waitForDeletions, .meanwhile { $0.commit("audit", "payments", 0, 1) }),
            request: Self.exact
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
        #expect(scene.cluster.count(.deleteOffsets) == 3)
    }

    @Test(arguments: [KafkaErrorCode.notCoordinator, .timedOut, .coordinatorLoading])
    func `a coordinator that moves is waited for`(code: KafkaErrorCode) async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.deleteOffsets, "audit", .fails(KafkaError(code))),
            .at(.deleteOffsets, "shipping", .losesReply(KafkaError(code))),
            request: Self.exact
        )
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
    }

    @Test func `a right that is missing is told, the commit stands, and recovery goes on`() async throws {
        let scene = try await Self.scene()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restore(
                .at(.deleteOffsets, "shipping", .fails(KafkaError(.groupAuthorizationFailed))),
                request: Self.exact
            )
        }
        #expect(error.code == .notDeleted)
        #expect(error.exitCode == .partial)
        #expect(error.message.contains("the offsets were committed"))
        #expect(error.message.contains("group shipping: not permitted"))
        #expect(error.hint?.contains("tidemark recover") == true)
        #expect(scene.cluster.now.held(by: "shipping") == ["orders[1]=4", "payments[0]=3"])
        let last = try #require(try await scene.reader.runs().last)
        #expect(last.record.state == .deleting)
        let events = try await scene.reader.run(last.record.id).events
        #expect(events.last?.detail?.contains("group shipping: not permitted") == true)

        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
        #expect(scene.held == Scene.after)
    }

    @Test func `a recovery that cannot delete either leaves the run as it is`() async throws {
        let scene = try await Self.scene()
        let denied = ClusterFault.at(.deleteOffsets, number: nil, .fails(KafkaError(.groupAuthorizationFailed)))
        _ = try? await scene.restore(denied, request: Self.exact)
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.finishRuns() }
        #expect(error.code == .notDeleted)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.state) == [.deleting])
    }

    @Test func `a group that has members by then keeps its offsets and is named`() async throws {
        let scene = try await Self.scene()
        // The third listing: one before the transaction, one while it is open.
        let outcome = try await scene.restore(
            .at(.list, number: 3, .meanwhile { $0.setState("shipping", .stable) }),
            request: Self.exact
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.exitCode == .partial)
        #expect(outcome.mismatches.map(\.group.name) == ["shipping"])
        #expect(outcome.mismatches.map(\.expected?.offset) == [nil])
        #expect(outcome.mismatches.map(\.found?.offset) == [4])
        #expect(outcome.record.error?.message.contains("group shipping has running members (Stable)") == true)
        #expect(scene.cluster.now.held(by: "audit") == ["orders[0]=7"])
        #expect(try await scene.finishRuns().isEmpty)
    }

    @Test func `a member that the listing does not show is seen by the coordinator`() async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.deleteOffsets, "shipping", .meanwhile { $0.setState("shipping", .stable) }),
            request: Self.exact
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.mismatches.map(\.group.name) == ["shipping"])
    }

    @Test func `an offset that somebody commits again is theirs`() async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .meanwhile { $0.commit("shipping", "orders", 1, 9) }),
            request: Self.exact
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.mismatches.map(\.found?.offset) == [9])
        #expect(scene.cluster.now.held(by: "shipping") == ["orders[1]=9", "payments[0]=3"])
    }

    @Test func `nothing is deleted when the transaction is aborted`() async throws {
        let scene = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.send, "shipping", .meanwhile { $0.setState("shipping", .stable) }),
            request: Self.exact
        )
        #expect(outcome.record.state == .aborted)
        #expect(scene.cluster.count(.deleteOffsets) == 0)
        #expect(scene.cluster.now.held(by: "audit") == ["orders[0]=7", "payments[0]=1"])
    }

    @Test func `deletions that never last are given up`() async throws {
        let scene = try await Self.scene()
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await scene.restore(
                .at(.alterOffsets, number: nil, .fails(KafkaError(.notCoordinator))),
                .at(.waitForDeletions, number: nil, .meanwhile { $0.commit("audit", "payments", 0, 1) }),
                request: Self.exact
            )
        }
        #expect(error.code == .notDeleted)
        #expect(try await scene.reader.unfinishedRuns(cluster: nil).map(\.state) == [.deleting])
    }

    @Test func `a journal that cannot be written stops before the first deletion`() async throws {
        let scene = try await Self.scene()
        scene.clock.fail(at: Int64(Self.upToDeleting.count))
        let error = try await #require(throws: TidemarkError.self) { _ = try await scene.restore(request: Self.exact) }
        #expect(error.message.contains("the offsets were committed"))
        #expect(scene.cluster.count(.deleteOffsets) == 0)
        scene.clock.unblock()
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
        #expect(scene.held == Scene.after)
    }
}
