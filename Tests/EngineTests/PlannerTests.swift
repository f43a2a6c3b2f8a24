import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

struct PlannerTests {
    private static func plan(
        _ cluster: DictionaryCluster,
        _ request: PlanRequest = PlanRequest(),
        of snapshot: Snapshot = Scene.snapshot
    ) async throws -> PreparedPlan {
        try await Planner(cluster)
            .plan(SnapshotSource(snapshot, id: Scene.snapshotID, request: request), before: .after(.seconds(60)))
    }

    private static func refusal(
        _ cluster: DictionaryCluster,
        _ request: PlanRequest = PlanRequest(),
        of snapshot: Snapshot = Scene.snapshot
    ) async throws -> TidemarkError {
        try await #require(throws: TidemarkError.self) { _ = try await plan(cluster, request, of: snapshot) }
    }

    @Test func `the plan says of every partition what it holds, what it would hold and why`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        let prepared = try await Self.plan(cluster)
        let words = prepared.plan.steps.map { step in
            "\(step.group) \(step.topicPartition) \(step.action.rawValue) \(step.from?.offset ?? -1) \(step.to?.offset ?? -1)"
        }
        #expect(
            words == [
                "audit orders[0] keep 7 7", "billing orders[0] set 10 5", "billing orders[1] keep 20 20",
                "shipping payments[0] set 30 3",
            ]
        )
        #expect(!prepared.plan.isBlocked)
        #expect(prepared.plan.cluster.id == "c-1")
        #expect(!cluster.now.calls.contains { $0.isWrite || $0.kind == .initialize })
    }

    @Test func `what groups hold is listed and read once for a plan, whoever asks`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        let groups = Selection(groups: ["*"])
        let sources: [any OffsetSource] = [
            ResetSource(of: groups, in: .held, to: .shift(-1), words: "shift-by -1"),
            ResetSource(of: Selection(groups: ["billing"]), in: .held, to: .earliest, words: "to-earliest"),
            DeleteSource(groups, in: try await Scene().context),
            CopySource(CopyRequest(.rename, mapping: try Mapping(from: "billing", to: "audit"))),
        ]
        for source in sources {
            cluster.change { $0.forgetCalls() }
            _ = try await Planner(cluster).plan(source, before: .after(.seconds(60)))
            let read = cluster.now.calls.filter { $0.kind == .readAll }.compactMap(\.group)
            #expect(read.count == Set(read).count, "\(source): \(read)")
            #expect(cluster.count(.list) <= 2, "the view is checked by a listing of its own; \(source)")
        }
    }

    @Test func `the same plan has the same digest`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        let first = try await Self.plan(cluster)
        let same = try await Self.plan(cluster)
        cluster.change { $0.commit("shipping", "payments", 0, 31) }
        let other = try await Self.plan(cluster)
        #expect(same.digest == first.digest)
        #expect(other.digest != first.digest)
    }

    @Test func `a snapshot of another cluster is refused`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.id = "c-2" }
        let error = try await Self.refusal(cluster)
        #expect(error.code == .wrongCluster)
        #expect(error.exitCode == .refused)
        #expect(error.message.contains("c-1") && error.message.contains("c-2"))
        #expect(cluster.count(.readAll) == 0)
    }

    @Test func `a snapshot of another cluster is planned when that is allowed`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.id = "c-2" }
        let prepared = try await Self.plan(cluster, PlanRequest(allowsOtherCluster: true))
        #expect(prepared.plan.cluster.id == "c-2")
        #expect(prepared.plan.summary.set == 2)
    }

    @Test func `a group that the snapshot lacks is named with the reason of its time`() async throws {
        var snapshot = Scene.snapshot
        snapshot.coverage.failed = [
            GroupFailure(group: GroupID("returns"), code: "_TIMED_OUT", reason: "no coordinator")
        ]
        let cluster = DictionaryCluster(Scene.state)
        let request = PlanRequest(selection: Selection(groups: ["returns"]))
        let error = try await Self.refusal(cluster, request, of: snapshot)
        #expect(error.code == .groupNotCaptured)
        #expect(error.exitCode == .notFound)
        #expect(error.message.contains("_TIMED_OUT: no coordinator"))
        #expect(cluster.now.calls.isEmpty)
    }

    @Test(
        arguments: [
            (Selection(groups: ["nobody"]), TidemarkError.Code.noSuchGroup, "nobody"),
            (Selection(groups: ["nobody-*"]), TidemarkError.Code.nothingSelected, "none"),
            (
                Selection(groups: ["billing", "shipping"], topics: ["orders"]), TidemarkError.Code.nothingSelected,
                "shipping"
            ),
            (Selection(groups: ["shipping"], partitions: [1]), TidemarkError.Code.nothingSelected, "shipping"),
        ]
    )
    func `what was asked for by name and is not there is never left out silently`(
        selection: Selection,
        code: TidemarkError.Code,
        word: String
    ) async throws {
        let cluster = DictionaryCluster(Scene.state)
        let error = try await Self.refusal(cluster, PlanRequest(selection: selection))
        #expect(error.code == code)
        #expect(error.exitCode == .notFound)
        #expect(error.message.contains(word))
        #expect(cluster.now.calls.isEmpty)
    }

    @Test(arguments: [
        (["billing=shipping"], []), (["nobody=x"], []), ([], ["s/.*/x/"]), (["audit=billing"], ["s/^b/c/"]),
    ])
    func `a mapping that makes no sense is refused before the cluster is asked`(
        map: [String],
        rename: [String]
    ) async throws {
        let cluster = DictionaryCluster(Scene.state)
        let request = PlanRequest(mapping: try Mapping(to: nil, map: map, rename: rename))
        let error = try await Self.refusal(cluster, request)
        #expect(error.exitCode == .usage)
        #expect(cluster.now.calls.isEmpty)
    }

    @Test func `a renamed group is compared with its target`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        let request = PlanRequest(
            selection: Selection(groups: ["billing"]),
            mapping: try Mapping(to: "billing-test")
        )
        let plan = try await Self.plan(cluster, request).plan
        #expect(plan.steps.map(\.group.name) == ["billing-test", "billing-test"])
        #expect(plan.steps.allSatisfy { $0.action == .set && $0.from == nil })
        #expect(plan.targets.map(\.present.existed) == [false])
    }

    @Test func `a renamed topic is judged by the logs of the new one alone`() async throws {
        var snapshot = Scene.snapshot
        snapshot.topics = ["orders", "payments"].map {
            TopicLogs(topic: $0, id: nil, partitionCount: 2, bounds: [0: LogBounds(start: 5_000, end: 9_000)])
        }
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.topics["copies"] = .init(partitionCount: 2) }
        let asItIs = try await Self.plan(cluster, of: snapshot).plan
        #expect(Set(asItIs.steps.compactMap(\.finding)) == [.topicRecreated])
        let request = PlanRequest(
            selection: Selection(groups: ["billing"]),
            mapping: try Mapping(to: nil, topicMap: ["orders=copies"])
        )
        let plan = try await Self.plan(cluster, request, of: snapshot).plan
        #expect(plan.steps.map(\.topicPartition.description) == ["copies[0]", "copies[1]"])
        #expect(plan.steps.allSatisfy { $0.finding == nil && $0.from == nil })
    }

    @Test(arguments: GroupState.allCases)
    func `only a group without members is free`(state: GroupState) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.setState("shipping", state) }
        let blocking = try await Self.plan(cluster).plan.summary.blocking
        #expect(blocking.map(\.finding) == (state == .empty ? [] : [.groupActive]))
        #expect(blocking.allSatisfy { $0.group.name == "shipping" })
    }

    @Test func `a missing topic and a missing partition stop the plan`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change {
            $0.deleteTopic("payments")
            $0.topics["orders"]?.partitionCount = 0
        }
        let findings = try await Self.plan(cluster).plan.summary.blocking.map(\.finding)
        #expect(findings == [.missingPartition, .missingTopic])
        // Only logs that exist are asked about: the dictionary would answer any other with a failure.
        #expect(cluster.count(.bounds) == 1)
    }

    @Test(arguments: [(Int64(6), Int64(9), Finding.belowLogStart), (0, 2, .beyondLogEnd)])
    func `an offset outside its log stops the plan`(start: Int64, end: Int64, finding: Finding) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.topics["payments"]?.bounds = LogBounds(start: start, end: end) }
        let blocking = try await Self.plan(cluster).plan.summary.blocking
        #expect(blocking.map(\.finding) == [finding])
        #expect(blocking.first?.topicPartition == TopicPartition(topic: "payments", partition: 0))
    }

    @Test func `bounds that cannot be read stop the plan and say why`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change {
            $0.topics["payments"]?.failures = [0: KafkaError(.notLeader, "it moved")]
            $0.topics["orders"]?.leaderless = [0]
        }
        let blocking = try await Self.plan(cluster).plan.summary.blocking
        #expect(blocking.map(\.finding) == [.logBoundsUnknown, .logBoundsUnknown])
        #expect(blocking.last?.message.contains("NOT_LEADER_FOR_PARTITION: it moved") == true)
        #expect(blocking.first?.message.contains("LEADER_NOT_AVAILABLE") == true)
    }

    @Test func `while a broker does not list its groups there is no plan`() async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.brokerErrors = [KafkaError(.transport, "broker 3 is down")] }
        let error = try await Self.refusal(cluster)
        #expect(error.exitCode == .unreachable)
        #expect(error.message.contains("broker 3 is down"))
    }

    @Test(
        arguments: [
            (KafkaErrorCode.groupAuthorizationFailed, ExitCode.denied), (.timedOut, .unreachable),
            (.notCoordinator, .unreachable), (.malformedReply, .failure),
        ]
    )
    func `a target that cannot be read is an error and no empty target`(
        code: KafkaErrorCode,
        exitCode: ExitCode
    ) async throws {
        let cluster = DictionaryCluster(Scene.state)
        cluster.add(.at(.readAll, "shipping", .fails(KafkaError(code))))
        let error = try await Self.refusal(cluster)
        #expect(error.exitCode == exitCode)
        #expect(error.message.contains("shipping"))
    }

    @Test(arguments: [ClusterCall.Kind.metadata, .list, .readAll, .bounds])
    func `an interrupted plan is exit 130`(kind: ClusterCall.Kind) async throws {
        let cluster = DictionaryCluster(Scene.state)
        let (reached, signal) = AsyncStream<Void>.makeStream()
        cluster.watch { if $0.kind == kind { signal.yield() } }
        cluster.add(.at(kind, number: nil, .hangs))
        let task = Task { try await Self.plan(cluster) }
        for await _ in reached { break }
        task.cancel()
        let error = try await #require(throws: TidemarkError.self) { _ = try await task.value }
        #expect(error.exitCode == .interrupted)
    }
}
