import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// How a transaction ended, by its coordinator and by its mark: each where the other is silent, and neither against the other.
struct TwoWitnessesTests {
    private static let lost = KafkaError(.timedOut, "no answer")

    private static func scene() async throws -> (Scene, sentinel: GroupID) {
        let scene = try await Scene()
        scene.cluster.change { $0.tellsOfTransactions = true }
        return (scene, SentinelGroup.name(installation: try await scene.journal.installation()))
    }

    @Test func `who writes a transaction is journalled before anything is written`() async throws {
        let (scene, _) = try await Self.scene()
        let reader = scene.reader
        scene.cluster.watch { call in
            guard call.kind == .send else { return }
            guard let run = try? await reader.runs().last?.record.id else { return }
            let events = try? await reader.run(run).events
            #expect(events?.last?.producer == ProducerIdentity(id: 1_000, epoch: 1))
            #expect(events?.last?.detail?.contains("producer 1000, epoch 1") == true)
        }
        #expect(try await scene.restore().record.state == .done)
    }

    @Test func `a committed transaction is known by its coordinator when its mark is gone`() async throws {
        let (scene, sentinel) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(Self.lost)),
            .at(
                .initialize,
                number: 2,
                .meanwhile {
                    $0.deleteGroup(sentinel.name)
                    $0.commit("shipping", "payments", 0, 77)
                }
            )
        )
        #expect(outcome.record.state == .raced)
        #expect(outcome.mismatches.map(\.group.name) == ["shipping"])
    }

    @Test func `an aborted transaction is known by its coordinator when its mark cannot be read`() async throws {
        let (scene, sentinel) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .fails(Self.lost)),
            .at(.lastTransaction, .meanwhile { $0.abortOpenTransactions() }),
            .at(.readStable, sentinel.name, .fails(KafkaError(.notCoordinator)))
        )
        #expect(outcome.record.state == .aborted)
        #expect(scene.held == Scene.before)
    }

    @Test(arguments: [true, false])
    func `a coordinator that does not answer leaves it to the mark`(committed: Bool) async throws {
        let (scene, _) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, committed ? .losesReply(Self.lost) : .fails(Self.lost)),
            .at(.lastTransaction, .fails(Self.lost))
        )
        #expect(outcome.record.state == (committed ? .done : .aborted))
        #expect(scene.held == (committed ? Scene.after : Scene.before))
    }

    @Test func `another producer's transaction says nothing`() async throws {
        let (scene, sentinel) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .fails(Self.lost)),
            .at(
                .lastTransaction,
                .meanwhile { state in
                    for id in state.transactions.keys {
                        state.transactions[id] = ClusterState.Transaction(epoch: 9)
                        state.transactions[id]?.isCommitted = true
                    }
                    state.deleteGroup(sentinel.name)
                }
            )
        )
        #expect(outcome.record.state == .aborted)
    }

    @Test func `where the two contradict each other the groups decide`() async throws {
        let (scene, sentinel) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(Self.lost)),
            .at(
                .initialize,
                number: 2,
                .meanwhile { $0.commit(sentinel.name, "orders", 0, 1, "20200101T000000Z-00000001:fwd") }
            )
        )
        #expect(outcome.record.state == .done)
        #expect(scene.cluster.count(.lastTransaction) == 1)
        let events = try await scene.reader.run(outcome.record.id).events
        #expect(events.contains { $0.detail?.contains("its mark contradicts") == true })
        #expect(scene.held == Scene.after)
    }

    @Test func `a recovery asks the coordinator with what was journalled`() async throws {
        let (scene, sentinel) = try await Self.scene()
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(Self.lost)),
            .at(.lastTransaction, .fails(Self.lost)),
            .at(.initialize, number: 2, .fails(Self.lost))
        )
        #expect(outcome.record.state == .undecided)
        scene.cluster.change { state in
            state.deleteGroup(sentinel.name)
            state.commit("shipping", "payments", 0, 77)
        }
        #expect(try await scene.finishRuns().map(\.record.state) == [.raced])
    }
}

extension ClusterState {
    /// As when the broker's time for them is over.
    fileprivate mutating func abortOpenTransactions() {
        for id in transactions.keys where transactions[id]?.isOpen == true {
            transactions[id]?.pending = [:]
            transactions[id]?.isOpen = false
            transactions[id]?.isCommitted = false
        }
    }
}
