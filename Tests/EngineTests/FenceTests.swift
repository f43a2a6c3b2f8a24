import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// The proof of the fence before the first transaction on a cluster.
struct FenceTests {
    /// A scene on which nothing was proved yet.
    private static func unproved() async throws -> Scene {
        let scene = try await Scene()
        try await scene.journal.remember(
            FenceProof(clusterID: "c-1", provedAt: .now(), libraryVersion: "another", brokers: [])
        )
        return scene
    }

    @Test func `it is proved by two aborted transactions, once`() async throws {
        let scene = try await Self.unproved()
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .done)
        #expect(scene.held == Scene.after)
        #expect(scene.cluster.count(.begin) == 3)
        #expect(scene.cluster.count(.abort) == 2)
        #expect(scene.cluster.count(.commit) == 1)
        #expect(scene.cluster.count(.initialize) == 1)
        let proof = try await scene.reader.fenceProof(cluster: "c-1")
        #expect(proof?.libraryVersion == "dictionary")

        scene.cluster.change { $0.commit("billing", "orders", 0, 10) }
        _ = try await scene.restore()
        #expect(scene.cluster.count(.begin) == 1)
        #expect(scene.cluster.count(.abort) == 0)
    }

    @Test func `brokers that do not know the fence are refused, and nothing is written`() async throws {
        let scene = try await Self.unproved()
        scene.cluster.change { $0.ignoresFence = true }
        try await Self.expectRefusal(scene, "accept offsets of a member that does not exist")
    }

    @Test func `brokers that refuse the fence even without members are refused`() async throws {
        let scene = try await Self.unproved()
        scene.cluster.change { $0.refusesFence = true }
        try await Self.expectRefusal(scene, "refuse offsets for a group without members")
    }

    @Test(arguments: [KafkaErrorCode.timedOut, .groupAuthorizationFailed, .fenced])
    func `a proof that fails for another reason stops the run and is not remembered`(code: KafkaErrorCode) async throws
    {
        let scene = try await Self.unproved()
        let outcome = try await scene.restore(.at(.send, .fails(KafkaError(code))))
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode != .done)
        #expect(scene.held == Scene.before)
        #expect(try await scene.reader.fenceProof(cluster: "c-1")?.libraryVersion == "another")
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen })
    }

    @Test func `a proof is too old after a week`() async throws {
        let scene = try await Scene()
        let old = Timestamp.now().advanced(by: .seconds(-8 * 86_400))
        try await scene.journal.remember(
            FenceProof(clusterID: "c-1", provedAt: old, libraryVersion: "dictionary", brokers: [])
        )
        _ = try await scene.restore()
        #expect(scene.cluster.count(.begin) == 3)
    }

    @Test func `a broker that is down proves nothing against it, one that has joined does`() async throws {
        let scene = try await Self.unproved()
        let brokers = (Int32(1)...3).map { BrokerAddress(id: $0, host: "kafka-\($0)", port: 9_092) }
        for (present, begun) in [(Array(brokers[...1]), 3), ([brokers[1]], 1), (brokers, 3), (brokers, 1)] {
            scene.cluster.change {
                $0.brokers = present
                $0.commit("billing", "orders", 0, 10)
            }
            #expect(try await scene.restore().record.state == .done)
            #expect(scene.cluster.count(.begin) == begun)
        }
    }

    private static func expectRefusal(
        _ scene: Scene,
        _ words: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .aborted, sourceLocation: location)
        #expect(outcome.exitCode == .refused, sourceLocation: location)
        #expect(outcome.record.error?.code == "no-fence", sourceLocation: location)
        #expect(outcome.record.error?.message.contains(words) == true, sourceLocation: location)
        #expect(scene.cluster.count(.commit) == 0, sourceLocation: location)
        #expect(scene.held == Scene.before, sourceLocation: location)
        #expect(!scene.cluster.now.transactions.values.contains { $0.isOpen }, sourceLocation: location)
        let again = try await scene.restore()
        #expect(again.record.error?.code == "no-fence", sourceLocation: location)
    }
}
