import Cluster
import Foundation
import Kafka
import KafkaDirect
import KafkaProtocol
import KafkaSimulator
import Offsets
import TestSupport

@testable import Engine
@testable import Store

/// One schedule carried out: a plan, a restore, recoveries, and what came of it.
struct Trial: Sendable {
    /// How long the whole restore may take; nothing of a schedule needs half of it.
    private static let restoreDeadline: Duration = .seconds(900)
    /// How long a lock of a process that has just died is waited for.
    private static let lockWait: Duration = .seconds(5)
    /// The shipped client gives an answer up sooner here than it would at an operator's.
    private static let socketTimeout = KafkaConfiguration.Property(name: "socket.timeout.ms", value: "1000")
    private static let snapshotID = SnapshotID(text: "20261121T030000Z-1a2b3c4d")
    private static let who = Operator(userName: "ann", uid: 1_000, loginUID: nil)

    let schedule: Schedule
    let wrong: WrongEngine?
    private let world: World
    private let disk: Disk

    /// Carries a schedule out in an empty directory, which it makes and removes.
    ///
    /// - Parameters:
    ///   - schedule: The schedule.
    ///   - wrong: How the engine is wrong on purpose.
    ///   - directory: Where to make directories.
    /// - Returns: What came of it; an error that ended it is a violation.
    static func run(_ schedule: Schedule, wrong: WrongEngine? = nil, in directory: String) async -> Verdict {
        do {
            let own = try ScratchDirectory(named: "trial", in: directory)
            return try await Trial(schedule, wrong, own.path).run()
        } catch {
            var verdict = Verdict(end: "failed")
            verdict.violate(.checkable, "the trial ended with an error: \(error)")
            return verdict
        }
    }

    private init(_ schedule: Schedule, _ wrong: WrongEngine?, _ directory: String) throws {
        self.schedule = schedule
        self.wrong = wrong
        world = try World(schedule)
        disk = Disk(directory, wrong: wrong)
    }

    private func run() async throws -> Verdict {
        let sentinel = SentinelGroup.name(installation: try await openJournal(for: nil).installation())
        if schedule.hasOlderMark { world.leaveMark(of: sentinel) }
        var verdict = Verdict()
        if schedule.client == .librdkafka {
            verdict.reached.insert("reader: \(schedule.isReadByOwnClient ? "our own client" : "librdkafka")")
        }
        verdict.reached.insert("writer: \(writer == .ownClient ? "our own client" : "librdkafka")")
        if !schedule.provesFence { try await rememberFence() }
        var prepared = try await plan()
        var undone: RunID?
        if schedule.isUndone, !prepared.plan.isBlocked, !prepared.plan.changesNothing {
            let run = await carryOut(prepared, Life(in: world, disk: disk), &verdict)
            guard let run, run.state == .done else {
                verdict.violate(.checkable, "a restore in peace ended as \(run?.state.rawValue ?? "an error")")
                return verdict
            }
            undone = run.id
            prepared = try await plan(undoing: run.id)
        }
        let inspection = Inspection(prepared.plan, before: world.withState { $0 })
        for (index, attempt) in schedule.attempts.enumerated() {
            let life = Life(attempt, as: index == 0 ? schedule.work : Schedule.recovery, in: world, disk: disk)
            world.begin(attempt.faults, sentinel: sentinel)
            let told: RunState?
            if index == 0 {
                told = await carryOut(prepared, life, &verdict)?.state
            } else {
                told = await recover(life, &verdict)
            }
            verdict.reached.formUnion(life.reached)
            verdict.reached.insert(life.isDead ? "process: died" : "process: lived")
            if life.isDead { try disk.losesWhatIsNotDurable() }
            if let told, !life.isDead { try await expect(told, &verdict) }
        }
        try await recoverInPeace(&verdict)
        world.deliverEverything()
        // An abort is decided at once and done with a little later, as with Kafka.
        world.wait(milliseconds: schedule.markerDelay)
        let left = try await inspect(after: undone, &verdict)
        let mark = left?.record.sentinelPartition.map { world.hasMark(of: sentinel, at: $0) } ?? false
        inspection.check(left, world: world, hasMark: mark, &verdict)
        return verdict
    }

    /// As after a first restore into the cluster: the fence is proved.
    private func rememberFence() async throws {
        let cluster = try cluster(Life(in: world, disk: disk), Monitor(world, disk: disk, conclude: {}))
        let identity = try await cluster.metadata(before: .after(Self.restoreDeadline)).identity
        let proof = FenceProof(
            of: identity,
            library: try await cluster.transactionLibrary(before: .after(Self.restoreDeadline)),
            at: .now()
        )
        try await openJournal(for: nil).remember(proof)
    }

    private func planner() throws -> Planner {
        let monitor = Monitor(world, disk: disk, conclude: {})
        return Planner(try cluster(Life(in: world, disk: disk), monitor))
    }

    private func inProtocol(_ prepared: PreparedPlan) throws -> PreparedPlan {
        schedule.isBestEffort ? try prepared.carriedOut(by: .bestEffort) : prepared
    }

    private func plan() async throws -> PreparedPlan {
        var request = PlanRequest()
        if schedule.isExact { request.policy.mode = .exact }
        let renamed = schedule.groups.filter { $0.snapshot != nil && $0.name != $0.target }
        request.mapping = try Mapping(to: nil, map: renamed.map { "\($0.name)=\($0.target)" })
        return try inProtocol(
            try await planner()
                .plan(
                    SnapshotSource(snapshot, id: Self.snapshotID, request: request),
                    before: .after(Self.restoreDeadline)
                )
        )
    }

    private func plan(undoing run: RunID) async throws -> PreparedPlan {
        let detail = try await openJournal(for: nil).run(run)
        return try inProtocol(try await planner().plan(UndoSource(of: detail), before: .after(Self.restoreDeadline)))
    }

    private func carryOut(_ prepared: PreparedPlan, _ life: Life, _ verdict: inout Verdict) async -> RunRecord? {
        await process(life, &verdict) { cluster, journal in
            try await PlanExecution(EngineContext(cluster, journal: journal))
                .run(prepared, who: Self.who, stop: life.stop, before: .after(Self.restoreDeadline))
                .record
        }
    }

    private func recover(_ life: Life, _ verdict: inout Verdict) async -> RunState? {
        let id = world.withState { "\($0.clusterID)" }
        return await process(life, &verdict) { cluster, journal in
            try await Recovery(EngineContext(cluster, journal: journal)).finish(cluster: id).last?.record
        }?.state
    }

    /// Runs a process from its start to its end or death.
    ///
    /// - Returns: The run as it reported it; `nil` when it ended with an error, or had nothing to do.
    private func process(
        _ life: Life,
        _ verdict: inout Verdict,
        _ body: (any Cluster, Journal) async throws -> RunRecord?
    ) async -> RunRecord? {
        do {
            let journal = try await openJournal(for: life)
            let monitor = Monitor(world, disk: disk) {
                guard let run = try? await journal.unfinishedRuns(cluster: nil).last else { return }
                try? await journal.finish(run.id, state: .aborted)
                life.die()
            }
            defer { verdict.add(monitor.found) }
            return try await body(try cluster(life, monitor), journal)
        } catch {
            if !life.isDead {
                verdict.reached.insert("error: \((error as? TidemarkError)?.code.rawValue ?? "\(error)")")
            }
            return nil
        }
    }

    private var writer: DirectTransaction.Writer {
        wrong?.writer ?? (schedule.isWrittenByOwnClient ? .ownClient : .librdkafka)
    }

    private func cluster(_ life: Life, _ monitor: Monitor) throws -> MortalCluster {
        let cluster: any Cluster
        switch schedule.client {
        case .direct:
            let isWithoutFence = wrong == .skipsFence || wrong == .namesNobody
            cluster = DirectCluster(
                connection: DirectConnection(world, life: life, monitor: monitor),
                fence: isWithoutFence ? "" : Text(TransactionalProducer.fence),
                writer: writer,
                changesDecision: wrong == .changesDecision
            )
        case .librdkafka:
            let servers = world.bootstrapServers
            let configuration = KafkaConfiguration(bootstrapServers: servers, properties: [Self.socketTimeout])
            guard schedule.isReadByOwnClient else {
                cluster = try KafkaClient(configuration)
                break
            }
            let writesLeaderEpochs = KafkaClient.writesLeaderEpochs
            cluster = try DirectClient(
                try DirectConfiguration(configuration),
                writesLeaderEpochs: writesLeaderEpochs,
                writes: schedule.isWrittenByOwnClient
            ) { () throws(KafkaError) in
                try KafkaClient(configuration)
            }
        }
        return MortalCluster(cluster: cluster, life: life, monitor: monitor, wrong: wrong)
    }

    /// What a recovery does that nothing happens to; it has to decide every run.
    private func recoverInPeace(_ verdict: inout Verdict) async throws {
        world.begin([], sentinel: nil)
        let told = await recover(Life(in: world, disk: disk), &verdict)
        if let told { try await expect(told, &verdict) }
    }

    /// A process that lives says of a run what the journal says.
    private func expect(_ told: RunState, _ verdict: inout Verdict) async throws {
        let state = try disk.durable.lastRun()?.state
        if state != told {
            verdict.violate(.reportIsTrue, "reported \(told.rawValue), journalled \(state?.rawValue ?? "nothing")")
        }
    }

    /// The run as the journal has it at the end; `nil` when there is none after an earlier one.
    private func inspect(after earlier: RunID?, _ verdict: inout Verdict) async throws -> RunDetail? {
        let journal = try await openJournal(for: nil)
        let unfinished = try await journal.unfinishedRuns(cluster: nil)
        for run in unfinished where run.state != .undecided {
            verdict.violate(.recoveryDecides, "a recovery in peace has left a run \(run.state.rawValue)")
        }
        guard let last = try await journal.runs().last, last.record.id != earlier else { return nil }
        return try await journal.run(last.record.id)
    }

    private func openJournal(for life: Life?) async throws -> Journal {
        let layout = StoreLayout(disk.directory)
        let disk = disk
        let fault: @Sendable (RunState?) -> TidemarkError? = { state in
            let refusal = life?.refusal(of: state)
            if refusal == nil { disk.enters(state) }
            return refusal
        }
        let journal = try Journal(layout, wait: Self.lockWait, fault: fault)
        // As long as the journal lives: a life ends without giving anything back.
        _ = try await journal.take()
        return journal
    }

    private var snapshot: Snapshot {
        let moment = Timestamp(nanoseconds: 1_795_000_000_000_000_000)
        let groups = schedule.groups.compactMap { group in
            group.snapshot.map { positions in
                let offsets = positions.map { position in
                    CommittedOffset(
                        TopicPartition(topic: position.topic, partition: position.partition),
                        offset: position.offset,
                        metadata: OffsetMetadata(position.metadata)
                    )
                }
                return GroupOffsets(
                    group: GroupID(group.name),
                    state: .empty,
                    type: .classic,
                    offsets: offsets.sorted { $0.topicPartition < $1.topicPartition }
                )
            }
        }
        return Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: world.withState { "\($0.clusterID)" }, name: nil),
                bootstrapServers: world.bootstrapServers,
                startedAt: moment,
                finishedAt: moment,
                tidemarkVersion: "0",
                client: "0"
            ),
            coverage: Coverage(
                listed: groups.count,
                selected: groups.count,
                captured: groups.count,
                visibility: Visibility(.all)
            ),
            groups: groups.sorted { $0.group < $1.group },
            topics: []
        )
    }
}
