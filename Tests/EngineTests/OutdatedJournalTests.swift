import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store
import Testing

/// An older copy of the journal is put back: Kafka holds the marks of runs that it lacks.
struct OutdatedJournalTests {
    private static let later = "20991121T030000Z-00000001"
    private static let soon = Deadline.after(.seconds(60))

    private static func missing(_ scene: Scene) async throws -> [String]? {
        try await LostRuns(scene.context).missing(before: soon)?.map(\.mark.run)
    }

    private static func sentinel(_ scene: Scene) async throws -> String {
        SentinelGroup.name(installation: try await scene.journal.installation()).name
    }

    @Test func `runs of this store that the journal lacks are named, newest first, and no others`() async throws {
        let scene = try await Scene()
        let own = try await Self.sentinel(scene)
        #expect(try await Self.missing(scene) == [])
        let known = try await scene.restore().record.id
        #expect(try await Self.missing(scene) == [])
        scene.cluster.change { state in
            state.commit(own, "orders", 1, 5, "\(Self.later):fwd")
            state.commit(own, "payments", 0, 5, "20200101T000000Z-00000009:undo")
            state.commit("tidemark.sentinel.other", "orders", 0, 5, "20991231T000000Z-00000009:fwd")
        }
        let missing = try #require(try await LostRuns(scene.context).missing(before: Self.soon))
        #expect(missing.map(\.mark.run) == [Self.later, "20200101T000000Z-00000009"])
        let error = try #require(throws: TidemarkError.self) { try missing.refuse(asLatest: known) }
        #expect(error.exitCode == .refused)
        #expect(error.message.contains(Self.later))
        // One that is older than the latest of the journal makes that no other run.
        try Array(missing.dropFirst()).refuse(asLatest: known)
    }

    @Test func `a journal that has the run of a mark with another audit log is named`() async throws {
        let scene = try await Scene()
        let own = try await Self.sentinel(scene)
        let run = try await scene.restore().record.id
        let hash = try #require(try await scene.journal.lastAuditHash(of: run))
        // The run's last record is another one than that of its pre-image, which was the last when the mark was sent.
        for (digits, missing) in [(hash.description.prefix(16), []), ("0123456789abcdef", [run.text])] {
            scene.cluster.change { $0.commit(own, "orders", 0, 5, "\(run):fwd/\(digits)") }
            #expect(try await Self.missing(scene) == missing)
        }
    }

    @Test func `without the right to the sentinel group it is not known`() async throws {
        let scene = try await Scene()
        scene.cluster.change { $0.faults.append(.at(.readAll, .fails(KafkaError(.groupAuthorizationFailed)))) }
        #expect(try await Self.missing(scene) == nil)
    }

    @Test func `a mark of an unknown run does not prove that another was aborted`() async throws {
        let scene = try await Scene()
        let own = try await Self.sentinel(scene)
        let lost = KafkaError(.timedOut, "no answer")
        let outcome = try await scene.restore(
            .at(.commit, .losesReply(lost)),
            .at(.initialize, number: 2, .fails(lost))
        )
        #expect(outcome.record.state == .undecided)
        scene.cluster.change { $0.commit(own, "orders", 0, 5, "\(Self.later):fwd") }
        // All new, as the run had left them before the unknown one came.
        #expect(scene.held == Scene.after)
        #expect(try await scene.finishRuns().map(\.record.state) == [.done])
    }

    @Test func `a run that the journal has as one that wrote nothing was committed when Kafka has its mark`()
        async throws
    {
        let scene = try await Scene()
        let record = try await Self.planned(scene)
        scene.cluster.change { state in
            state.commit(record.sentinelGroup.name, "orders", 0, 5, "\(record.id):fwd")
            state.commit("billing", "orders", 0, 5)
        }
        let outcome = try #require(try await scene.finishRuns().first)
        #expect(outcome.record.state == .done)
        #expect(try await scene.journalled() == [.planned, .undecided, .committed, .verified, .done])
        #expect(try await scene.reader.flaw(in: record.id) == nil)
        // What the group held before was never journalled in this copy: deleting it would be no undoing.
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await Planner(scene.cluster)
                .plan(UndoSource(of: try await scene.reader.provenRun(record.id)), before: Self.soon)
        }
        #expect(error.code == .noPreImage)
        #expect(error.exitCode == .refused)
    }

    @Test func `a run that wrote nothing and has no mark is closed as before`() async throws {
        let scene = try await Scene()
        _ = try await Self.planned(scene)
        #expect(try await scene.finishRuns().map(\.record.state) == [.aborted])
    }

    /// A run whose plan is journalled and nothing else.
    private static func planned(_ scene: Scene) async throws -> RunRecord {
        let prepared = try await scene.plan()
        let start = Timestamp.now()
        let partition = TopicPartition(topic: "orders", partition: 0)
        let record = RunRecord(
            id: RunID(startedAt: start),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: ClusterName(id: "c-1", name: nil),
            planDigest: prepared.digest,
            transactionalID: "tidemark-c-1",
            sentinelGroup: GroupID(try await sentinel(scene)),
            sentinelPartition: partition,
            startedAt: start,
            deadline: start,
            who: Scene.operatorName
        )
        let group = GroupID("billing")
        let kept = TopicPartition(topic: "orders", partition: 1)
        try await scene.journal.begin(
            record,
            groups: [RunGroup(group: group, existed: true, state: .empty)],
            items: [
                RunItem(
                    group: group,
                    topicPartition: partition,
                    action: .set,
                    planned: CommittedOffset(partition, offset: 5)
                ),
                RunItem(
                    group: group,
                    topicPartition: kept,
                    action: .keep,
                    planned: CommittedOffset(kept, offset: 20)
                ),
            ]
        )
        return record
    }
}
