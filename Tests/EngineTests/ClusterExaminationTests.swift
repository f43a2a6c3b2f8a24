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
            state.longestTransaction = settings.transactionMaxTimeout
            state.topics["__transaction_state"] = ClusterState.Topic(partitionCount: 50)
            state.brokers = (1...3).map { BrokerAddress(id: $0, host: "kafka-\($0)", port: 9092) }
            for broker in state.brokers { state.releases["\(broker.host):9092"] = newest }
        }
        return cluster
    }

    /// What the newest brokers understand.
    private static let newest = KafkaRelease([1: 18, 2: 11, 16: 5, 28: 5])

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
        let grantee = Grantee(servers: "kafka-1:9092", user: "tide mark")
        let examination = ClusterExamination(cluster, as: grantee, before: .after(.seconds(60)))
        let (connection, metadata) = await examination.connection()
        let settings = await examination.settings()
        let known = try #require(metadata)
        let found =
            [connection] + (await examination.capture(of: known.identity, demands, settings))
            + (await examination.restoring(to: known, demands, settings))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
    }

    @Test func `a cluster that is as it should be passes every check, and nothing is changed`() async throws {
        let cluster = Self.healthy()
        let before = cluster.now.groups.mapValues(\.offsets)
        let checks = try await Self.checks(of: cluster)
        #expect(checks.values.filter { $0.state != .ok } == [])
        #expect(
            checks.keys.sorted() == [
                "brokers", "capture-rights", "connection", "groups", "offsets-retention", "removal-rights",
                "restore-rights", "transaction-rights", "transaction-time",
            ]
        )
        #expect(cluster.now.groups.mapValues(\.offsets) == before)
        #expect(cluster.now.transactions.isEmpty)
        #expect(cluster.count(.settings) == 1)
    }

    @Test func `a cluster that does not answer fails with the reason and what to do`() async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.metadata, .fails(KafkaError(.transport, "connection refused"))))
        let (check, metadata) = await ClusterExamination(cluster, before: .after(.seconds(60))).connection()
        #expect(metadata == nil)
        #expect(check.state == .fail)
        #expect(check.remedy != nil)
    }

    @Test func `a right that snapshots lack fails, with the command that grants it and nothing else`() async throws {
        let start =
            "kafka-acls --bootstrap-server kafka-1:9092 --add --allow-principal 'User:tide mark' --operation Describe "
        let cluster = Self.healthy()
        cluster.change { $0.showsEveryGroup = false }
        let one = try #require(try await Self.checks(of: cluster)["capture-rights"])
        #expect(one.state == .fail)
        #expect(one.remedy?.hasSuffix(": \(start)--cluster") == true, "\(one)")
        cluster.change { state in
            state.visibleGroups = []
            state.visibleTopics = []
        }
        let three = try #require(try await Self.checks(of: cluster)["capture-rights"])
        #expect(three.remedy?.hasSuffix(": \(start)--cluster --topic '*' --group '*'") == true, "\(three)")
    }

    @Test(arguments: [(["billing", "mail*"], "--group mailer"), (["billing", "mailer"], "--group mailer")])
    func `groups that are selected and cannot be read fail by their names`(
        patterns: [String],
        option: String
    ) async throws {
        let cluster = Self.healthy()
        cluster.change { state in
            state.commit("billing", "orders", 0, 1)
            state.commit("mailer", "orders", 0, 1)
            state.visibleGroups = [GroupID("billing")]
        }
        var demands = Self.demands()
        demands.selection.groups = patterns
        let check = try #require(try await Self.checks(of: cluster, demands)["capture-rights"])
        #expect(check.state == .fail)
        #expect(check.remedy?.hasSuffix(option) == true, "\(check)")
    }

    @Test(
        arguments: [
            (KafkaErrorCode.groupAuthorizationFailed, "--operation Read --group '*'"),
            (.topicAuthorizationFailed, "--operation Read --topic '*'"),
        ]
    )
    func `a right that restores lack fails, and is a warning where a limited view is meant`(
        code: KafkaErrorCode,
        rule: String
    ) async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.alterOffsets, number: nil, .fails(KafkaError(code))))
        let check = try #require(try await Self.checks(of: cluster)["restore-rights"])
        #expect(check.state == .fail)
        #expect(check.remedy?.hasSuffix(rule) == true, "\(check)")
        var demands = Self.demands()
        demands.acceptsLimitedView = true
        let limited = try #require(try await Self.checks(of: cluster, demands)["restore-rights"])
        #expect(limited.state == .warn)
    }

    @Test func `who may write to some groups only needs the group that marks restores with them`() async throws {
        let cluster = Self.healthy()
        cluster.add(.at(.alterOffsets, number: nil, .fails(KafkaError(.groupAuthorizationFailed))))
        var demands = Self.demands()
        demands.acceptsLimitedView = true
        let check = try #require(try await Self.checks(of: cluster, demands)["restore-rights"])
        let rule = "--operation Read --group tidemark.sentinel. --resource-pattern-type prefixed"
        #expect(check.remedy?.hasSuffix(rule) == true, "\(check)")
    }

    @Test func `the right to transactions is asked for without making any`() async throws {
        let cluster = Self.healthy()
        #expect(try await Self.checks(of: cluster)["transaction-rights"]?.state == .ok)
        #expect(cluster.now.transactions.isEmpty)
        cluster.add(.at(.initialize, number: nil, .fails(KafkaError(.transactionalIDAuthorizationFailed))))
        let check = try #require(try await Self.checks(of: cluster)["transaction-rights"])
        #expect(check.state == .fail)
        let rule = "--operation Write --transactional-id tidemark- --resource-pattern-type prefixed"
        #expect(check.remedy?.hasSuffix(rule) == true, "\(check)")
    }

    @Test func `the right to transactions is not asked for where that would make the topic of transactions`()
        async throws
    {
        let cluster = Self.healthy()
        cluster.change { $0.topics["__transaction_state"] = nil }
        let check = try #require(try await Self.checks(of: cluster)["transaction-rights"])
        #expect(check.state == .warn)
        #expect(check.remedy?.contains("--try-transaction") == true)
        #expect(cluster.count(.initialize) == 0)
    }

    @Test func `brokers of two releases, of none that is known and of one that is too old are told`() async throws {
        let cluster = Self.healthy()
        let same = try #require(try await Self.checks(of: cluster)["brokers"])
        #expect(same.message == "brokers 1, 2, 3 speak as Kafka 4.0 or newer")
        cluster.change { $0.releases["kafka-2:9092"] = KafkaRelease([1: 17, 2: 9, 28: 4]) }
        let mixed = try #require(try await Self.checks(of: cluster)["brokers"])
        #expect(mixed.state == .warn)
        #expect(mixed.message == "broker 2 speaks as Kafka 3.9, brokers 1, 3 speak as Kafka 4.0 or newer")
        cluster.change { $0.releases["kafka-3:9092"] = nil }
        let unknown = try #require(try await Self.checks(of: cluster)["brokers"])
        #expect(unknown.state == .warn)
        #expect(unknown.message.hasSuffix("; not known of broker 3"))
        cluster.change { $0.releases["kafka-3:9092"] = KafkaRelease([28: 2]) }
        let old = try #require(try await Self.checks(of: cluster)["brokers"])
        #expect(old.state == .fail)
        cluster.change { $0.releases = [:] }
        #expect(try await Self.checks(of: cluster)["brokers"]?.state == .warn)
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
        #expect(check.remedy?.hasSuffix("--operation Delete --group '*'") == true)
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
        let rule = "--operation DescribeConfigs --cluster"
        #expect(checks["transaction-time"]?.remedy?.contains(rule) == true)
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
        let (other, deadline) = (ClusterIdentity(id: "c-2", brokers: []), Deadline.after(.seconds(60)))
        #expect(await trial.remembered(of: identity, before: deadline).state == .ok)
        #expect(await trial.remembered(of: other, before: deadline).state == .warn)
        let tried = await trial.tried(on: identity, before: deadline)
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
