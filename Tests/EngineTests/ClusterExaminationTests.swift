import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

/// What `doctor` says of a cluster.
struct ClusterExaminationTests {
    /// A cluster on which everything is as it should be.
    private static func healthy() -> DictionaryCluster {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            var settings = BrokerSettings()
            settings.offsetsRetention = .seconds(7 * 86_400)
            settings.transactionMaxTimeout = .seconds(900)
            state.settings = settings
        }
        return cluster
    }

    private static func demands(
        every interval: Duration? = .seconds(86_400),
        offsets: Int = 4
    ) -> ClusterExamination.Demands {
        var demands = ClusterExamination.Demands()
        demands.longestInterval = interval
        demands.largest = .init(groups: 3, offsets: offsets)
        return demands
    }

    private static func checks(
        of cluster: DictionaryCluster,
        _ demands: ClusterExamination.Demands = demands()
    ) async throws -> [String: HealthCheck] {
        let examination = ClusterExamination(cluster, before: .after(.seconds(60)))
        let (connection, identity) = await examination.connection()
        let found =
            [connection] + (await examination.capture(of: try #require(identity), demands))
            + (await examination.restoring(demands))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
    }

    @Test func `a cluster that is as it should be passes every check, and nothing is changed`() async throws {
        let cluster = Self.healthy()
        let before = cluster.now.groups.mapValues(\.offsets)
        let checks = try await Self.checks(of: cluster)
        #expect(checks.values.filter { $0.state != .ok } == [])
        #expect(
            checks.keys.sorted() == [
                "capture-rights", "connection", "groups", "offsets-retention", "removal-rights", "restore-rights",
                "transaction-time",
            ]
        )
        #expect(cluster.now.groups.mapValues(\.offsets) == before)
    }

    @Test func `a cluster that does not answer fails with the reason and what to do`() async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.metadata, .fails(KafkaError(.transport, "connection refused"))))
        let (check, identity) = await ClusterExamination(cluster, before: .after(.seconds(60))).connection()
        #expect(identity == nil)
        #expect(check.state == .fail)
        #expect(check.remedy != nil)
    }

    @Test func `a right that snapshots lack fails, with the rule that grants it`() async throws {
        let cluster = Self.healthy()
        cluster.change { $0.showsEveryGroup = false }
        let check = try #require(try await Self.checks(of: cluster)["capture-rights"])
        #expect(check.state == .fail)
        #expect(check.remedy?.contains("kafka-acls") == true)
        #expect(check.remedy?.contains("--operation Describe --cluster") == true)
    }

    @Test(
        arguments: [
            (KafkaErrorCode.groupAuthorizationFailed, "--operation Read --group '*'"),
            (.topicAuthorizationFailed, "--operation Read --topic '*'"),
        ]
    )
    func `a right that restores lack is a warning, with the rule that grants it`(
        code: KafkaErrorCode,
        rule: String
    ) async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.alterOffsets, .fails(KafkaError(code))))
        let check = try #require(try await Self.checks(of: cluster)["restore-rights"])
        #expect(check.state == .warn)
        #expect(check.remedy?.contains(rule) == true)
    }

    @Test(arguments: [ClusterCall.Kind.alterOffsets, .deleteOffsets])
    func `a right that could not be asked about is a warning and never taken for granted`(
        call: ClusterCall.Kind
    ) async throws {
        let cluster = Self.healthy()
        cluster.add(.at(call, .fails(KafkaError(.timedOut, "no answer"))))
        let checks = try await Self.checks(of: cluster)
        let check = try #require(checks[call == .alterOffsets ? "restore-rights" : "removal-rights"])
        #expect(check.state == .warn)
        #expect(check.message.contains("no answer"))
    }

    @Test func `removing offsets is a right of its own`() async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.deleteOffsets, .fails(KafkaError(.groupAuthorizationFailed))))
        let check = try #require(try await Self.checks(of: cluster)["removal-rights"])
        #expect(check.state == .warn)
        #expect(check.remedy?.contains("--operation Delete --group '*'") == true)
    }

    @Test(
        arguments: [
            (86_400, HealthCheck.State.ok), (4 * 86_400, .warn), (7 * 86_400, .fail), (30 * 86_400, .fail),
        ]
    )
    func `snapshots must be closer together than offsets are kept`(
        seconds: Int,
        state: HealthCheck.State
    ) async throws {
        let checks = try await Self.checks(of: Self.healthy(), Self.demands(every: .seconds(seconds)))
        #expect(checks["offsets-retention"]?.state == state)
    }

    @Test func `settings that brokers do not tell are warnings`() async throws {
        let cluster = Self.healthy()
        cluster.change { $0.settings = nil }
        let checks = try await Self.checks(of: cluster)
        #expect(checks["offsets-retention"]?.state == .warn)
        #expect(checks["transaction-time"]?.state == .warn)
        #expect(checks["transaction-time"]?.remedy?.contains("DESCRIBE_CONFIGS") == true)
    }

    @Test func `a transaction that may not stay open for long enough fails`() async throws {
        let cluster = Self.healthy()
        cluster.change { $0.settings?.transactionMaxTimeout = .seconds(5) }
        #expect(try await Self.checks(of: cluster)["transaction-time"]?.state == .fail)
        cluster.change { $0.settings?.transactionMaxTimeout = .seconds(30) }
        #expect(try await Self.checks(of: cluster)["transaction-time"]?.state == .warn)
    }

    @Test func `a hidden partition of __consumer_offsets fails`() async throws {
        let cluster = Self.healthy()
        cluster.change { state in
            state.offsetsPartitionCount = 50
            state.offlineOffsetsPartitions = [7]
        }
        let check = try #require(try await Self.checks(of: cluster)["groups"])
        #expect(check.state == .fail)
        #expect(check.message.contains("7"))
        cluster.change { state in
            state.offlineOffsetsPartitions = []
            state.visibleTopics = ["orders"]
        }
        let unseen = try #require(try await Self.checks(of: cluster)["groups"])
        #expect(unseen.state == .fail)
        #expect(unseen.message.hasPrefix("no DESCRIBE on topic __consumer_offsets"))
        #expect(unseen.remedy?.contains("--topic __consumer_offsets") == true)
    }

    @Test func `a transaction is tried and aborted, and remembered proofs are shown`() async throws {
        let scene = try await Scene()
        let before = scene.cluster.now.groups.mapValues(\.offsets)
        let trial = TransactionTrial(EngineContext(scene.cluster, journal: scene.journal))
        let identity = ClusterIdentity(id: "c-1", brokers: [])
        #expect(await trial.remembered(of: identity).state == .ok)
        #expect(await trial.remembered(of: ClusterIdentity(id: "c-2", brokers: [])).state == .warn)
        let tried = await trial.tried(on: identity, before: .after(.seconds(60)))
        #expect(tried.state == .ok, "\(tried)")
        #expect(scene.cluster.now.groups.mapValues(\.offsets) == before)
        #expect(scene.cluster.count(.commit) == 0)
    }

    @Test func `a transaction that may not be made fails`() async throws {
        let scene = try await Scene()
        scene.cluster.add(.at(.initialize, .fails(KafkaError(.transactionalIDAuthorizationFailed))))
        let trial = TransactionTrial(EngineContext(scene.cluster, journal: scene.journal))
        let tried = await trial.tried(on: ClusterIdentity(id: "c-1", brokers: []), before: .after(.seconds(60)))
        #expect(tried.state == .fail)
        #expect(tried.remedy?.contains("--transactional-id") == true, "\(tried)")
    }
}
