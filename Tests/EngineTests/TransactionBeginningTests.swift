import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// Clusters that give no transaction, or none for as long as it is wanted: what an operator is told.
struct TransactionBeginningTests {
    /// One broker that wants three replicas of the topic of transactions.
    private static func withoutCoordinator(tellsSettings: Bool = true) async throws -> Scene {
        let scene = try await Scene()
        scene.cluster.change { state in
            state.brokers = [BrokerAddress(id: 1, host: "kafka-1", port: 9_092)]
            if tellsSettings { state.settings = BrokerSettings(["transaction.state.log.replication.factor": "3"]) }
        }
        try await scene.rememberFence()
        scene.cluster.add(.at(.initialize, number: nil, .fails(KafkaError(.timedOut))))
        return scene
    }

    @Test func `a topic of transactions that cannot be made is named, with its cause, and nobody waits for it`()
        async throws
    {
        let scene = try await Self.withoutCoordinator()
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .refused)
        let error = try #require(outcome.record.error)
        #expect(error.code == "no-transactions")
        for word in ["transaction coordinator", "__transaction_state", "replication.factor is 3", "1 broker"] {
            #expect(error.message.contains(word), "\(error.message)")
        }
        #expect(error.hint?.contains("--allow-best-effort") == true)
        // The second try is what would have taken 90 seconds.
        #expect(scene.cluster.count(.initialize) == 1)
        #expect(scene.held == Scene.before)
    }

    @Test func `best effort goes on where the topic of transactions cannot be made`() async throws {
        let scene = try await Self.withoutCoordinator()
        let (prepared, refusal) = try await scene.choose(try await scene.plan())
        #expect(prepared.plan.commitProtocol == .bestEffort)
        #expect(refusal?.message.contains("__transaction_state") == true)
    }

    @Test func `where the brokers do not tell their settings, the likely cause is named, and it is no refusal`()
        async throws
    {
        let scene = try await Self.withoutCoordinator(tellsSettings: false)
        let outcome = try await scene.restore()
        #expect(outcome.exitCode == .unreachable)
        let error = try #require(outcome.record.error)
        #expect(error.code == "no-transaction-coordinator")
        #expect(error.message.contains("__transaction_state is not there, or not shown to this user"))
        #expect(error.hint?.contains("transaction.state.log.replication.factor") == true)
        #expect(error.hint?.contains("--bootstrap-server") == false)
        await #expect(throws: TidemarkError.self) { try await scene.choose(try await scene.plan()) }
    }

    @Test func `partitions of the topic without a leader are named`() async throws {
        let scene = try await Self.withoutCoordinator()
        scene.cluster.change { state in
            state.topics["__transaction_state"] = .init(partitionCount: 50)
            state.topics["__transaction_state"]?.leaderless = [3, 5, 8, 13]
        }
        let outcome = try await scene.restore()
        #expect(outcome.exitCode == .unreachable)
        let message = try #require(outcome.record.error?.message)
        #expect(message.contains("partitions of __transaction_state have no leader (3, 5, 8 and 1 more)"), "\(message)")
    }

    @Test func `brokers that allow less than a minute get a shorter transaction asked for`() async throws {
        for tells in [true, false] {
            let scene = try await Scene()
            scene.cluster.change { state in
                state.longestTransaction = .seconds(30)
                if tells { state.settings = BrokerSettings(["transaction.max.timeout.ms": "30000"]) }
            }
            let outcome = try await scene.restore()
            #expect(outcome.record.state == .done, "\(outcome.record.error?.message ?? "")")
            #expect(scene.held == Scene.after)
        }
    }

    @Test func `brokers that allow too little for one group are not blamed on the number of groups`() async throws {
        for tells in [true, false] {
            let scene = try await Scene()
            scene.cluster.change { state in
                state.longestTransaction = .seconds(2)
                if tells { state.settings = BrokerSettings(["transaction.max.timeout.ms": "2000"]) }
            }
            let outcome = try await scene.restore(request: PlanRequest(selection: Selection(groups: ["billing"])))
            #expect(outcome.exitCode == .refused)
            let error = try #require(outcome.record.error)
            #expect(error.message.contains("even for one group"), "\(error.message)")
            #expect(error.hint?.contains("--group") == false, "\(error.hint ?? "")")
            #expect(error.hint?.contains("raise transaction.max.timeout.ms") == true)
            #expect(scene.held == Scene.before)
            let (prepared, _) = try await scene.choose(
                try await scene.plan(PlanRequest(selection: Selection(groups: ["billing"])))
            )
            #expect(prepared.plan.commitProtocol == .bestEffort)
        }
    }

    @Test func `a recovery decides a run where the brokers allow less than a minute`() async throws {
        let scene = try await Scene()
        _ = try await scene.restore(
            .at(.commit, .losesReply(KafkaError(.fenced, "fenced", isFatal: true))),
            .at(.initialize, number: 2, .fails(KafkaError(.authentication)))
        )
        scene.cluster.change { state in
            state.faults = []
            state.longestTransaction = .seconds(30)
        }
        let finished = try await scene.finishRuns()
        #expect(finished.map(\.record.state) == [.done])
    }

    @Test func `a name that belongs to a share group is no group that does not exist`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.foreignNames = [GroupID("shipping")] }
        let outcome = try await scene.restore()
        #expect(outcome.record.state == .aborted)
        #expect(outcome.exitCode == .refused)
        let error = try #require(outcome.record.error)
        #expect(error.code == "group-of-another-kind")
        #expect(error.message.contains("shipping"))
        #expect(error.hint?.contains("--to") == true)
    }

    @Test func `metadata that only the brokers find too long is refused by name`() async throws {
        let scene = try await Scene()
        let outcome = try await scene.restore(
            .at(.send, "shipping", .fails(KafkaError(.offsetMetadataTooLarge, "too large")))
        )
        #expect(outcome.exitCode == .refused)
        #expect(outcome.record.error?.code == "metadata-too-large")
        #expect(outcome.record.error?.message.contains("offset.metadata.max.bytes") == true)
    }
}

extension Scene {
    /// As after a first restore, with these brokers.
    fileprivate func rememberFence() async throws {
        let identity = ClusterIdentity(id: "c-1", brokers: cluster.now.brokers)
        try await journal.remember(FenceProof(of: identity, library: DictionaryCluster.libraryVersion, at: .now()))
    }
}
