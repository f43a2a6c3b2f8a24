import Engine
import Foundation
import Kafka
import KafkaSimulator
import Offsets

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
        let own = "\(directory)/\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: own) }
        do {
            return try await Trial(schedule, wrong, own).run()
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
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func run() async throws -> Verdict {
        let sentinel = SentinelGroup.name(installation: try await openJournal(for: nil).installation())
        if schedule.hasOlderMark { world.leaveMark(of: sentinel) }
        let prepared = try await plan()
        let inspection = Inspection(prepared.plan, before: world.withState { $0 })
        var verdict = Verdict()
        for (index, attempt) in schedule.attempts.enumerated() {
            let life = Life(attempt, in: world, disk: disk)
            world.begin(attempt.faults, sentinel: sentinel)
            let told: RunState?
            if index == 0 {
                told = await restore(prepared, life, &verdict)
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
        let left = try await inspect(&verdict)
        inspection.check(left, world: world, hasMark: world.hasMark(of: sentinel), &verdict)
        return verdict
    }

    private func plan() async throws -> PreparedPlan {
        let life = Life(Attempt(), in: world, disk: disk)
        let monitor = Monitor(world, disk: disk, conclude: {})
        let cluster = try cluster(life, monitor)
        // As after a first restore into the cluster: the fence is proved.
        let identity = try await cluster.metadata(before: .after(Self.restoreDeadline)).identity
        let proof = FenceProof(of: identity, library: cluster.libraryVersion, at: .now())
        try await openJournal(for: nil).remember(proof)
        var request = RestoreRequest()
        if schedule.isExact { request.policy.mode = .exact }
        let renamed = schedule.groups.filter { $0.snapshot != nil && $0.name != $0.target }
        request.mapping = try Mapping(to: nil, map: renamed.map { "\($0.name)=\($0.target)" })
        return try await RestorePlanner(cluster)
            .plan(snapshot, id: Self.snapshotID, request: request, before: .after(Self.restoreDeadline))
    }

    private func restore(_ prepared: PreparedPlan, _ life: Life, _ verdict: inout Verdict) async -> RunState? {
        await process(life, &verdict) { cluster, journal in
            try await Restore(cluster, journal: journal).run(
                prepared,
                who: Operator(userName: "ann", uid: 1_000, loginUID: nil),
                stop: life.stop,
                before: .after(Self.restoreDeadline)
            ).record.state
        }
    }

    private func recover(_ life: Life, _ verdict: inout Verdict) async -> RunState? {
        let id = world.withState { "\($0.clusterID)" }
        return await process(life, &verdict) { cluster, journal in
            try await Recovery(cluster, journal: journal).settle(cluster: id).last?.record.state
        }
    }

    /// Runs a process from its start to its end or death.
    ///
    /// - Returns: The state of the run that it reported; `nil` when it ended with an error, or had nothing to do.
    private func process(
        _ life: Life,
        _ verdict: inout Verdict,
        _ body: (any Cluster, Journal) async throws -> RunState?
    ) async -> RunState? {
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
            if !life.isDead { verdict.reached.insert("error: \((error as? TidemarkError)?.code ?? "\(error)")") }
            return nil
        }
    }

    private func cluster(_ life: Life, _ monitor: Monitor) throws -> MortalCluster {
        let cluster: any Cluster
        switch schedule.client {
        case .direct:
            let fence = wrong == .skipsFence ? "" : Text(TransactionalProducer.fence)
            cluster = DirectCluster(
                connection: DirectConnection(world, life: life, monitor: monitor),
                fence: fence
            )
        case .librdkafka:
            cluster = try KafkaCluster(
                KafkaConfiguration(bootstrapServers: world.bootstrapServers, properties: [Self.socketTimeout])
            )
        }
        return MortalCluster(cluster: cluster, life: life, monitor: monitor, wrong: wrong)
    }

    /// What a recovery does that nothing happens to; it has to decide every run.
    private func recoverInPeace(_ verdict: inout Verdict) async throws {
        world.begin([], sentinel: nil)
        let told = await recover(Life(Attempt(), in: world, disk: disk), &verdict)
        if let told { try await expect(told, &verdict) }
    }

    /// A process that lives says of a run what the journal says.
    private func expect(_ told: RunState, _ verdict: inout Verdict) async throws {
        let state = try disk.durable.lastRun()?.state
        if state != told {
            verdict.violate(.reportIsTrue, "reported \(told.rawValue), journalled \(state?.rawValue ?? "nothing")")
        }
    }

    /// The run as the journal has it at the end.
    private func inspect(_ verdict: inout Verdict) async throws -> RunDetail? {
        let journal = try await openJournal(for: Life(Attempt(), in: world, disk: disk))
        let unfinished = try await journal.unfinishedRuns(cluster: nil)
        for run in unfinished where run.state != .undecided {
            verdict.violate(.recoveryDecides, "a recovery in peace has left a run \(run.state.rawValue)")
        }
        guard let last = try await journal.runs().last else { return nil }
        return try await journal.run(last.record.id)
    }

    private func openJournal(for life: Life?) async throws -> Journal {
        let layout = StoreLayout(disk.directory)
        let lock = try await StoreLock.acquire(layout.lock, wait: Self.lockWait)
        let disk = disk
        return try await Journal.open(layout, lock: lock, schema: JournalSchema.schema, now: Timestamp.now) { state in
            let refusal = life?.refusal(of: state)
            if refusal == nil { disk.enters(state) }
            return refusal
        }
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
                librdkafkaVersion: "0"
            ),
            coverage: Coverage(listed: groups.count, selected: groups.count, captured: groups.count),
            groups: groups.sorted { $0.group < $1.group },
            topics: []
        )
    }
}
